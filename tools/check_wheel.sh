#!/usr/bin/env bash
# The wheel alone, in a new environment and an empty folder: what a user has after installing it, and what the image runs.
# Usage: tools/check_wheel.sh WHEEL   (needs a package index or a cache for what requirements.lock names)
set -euo pipefail
wheel=$(realpath "$1")
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

"${PYTHON:-python3}" -m venv "$place/venv"
pip=("$place/venv/bin/python" -m pip --disable-pip-version-check --no-input -qq)
"${pip[@]}" install --require-hashes -r "$root/requirements.lock"
"${pip[@]}" install --no-deps "$wheel"

mkdir "$place/empty"
cd "$place/empty"
export HOME=$place DATELINE_DATA_DIR=$place/data
dateline=$place/venv/bin/dateline
seeds=$("$place/venv/bin/python" -c 'from importlib.resources import files; print(files("seeds"))')

"$dateline" --version
"$dateline" settings > "$place/settings"
for command in topics worker web; do "$dateline" "$command" --help > /dev/null; done
"$dateline" enrich --json "$seeds"/articles/*.txt > "$place/enriched"
"$dateline" demo --once --json > "$place/actors"
grep -q '"actor_id"' "$place/actors"
echo "wheel: $(wc -l < "$place/settings") lines of settings, $(wc -l < "$place/enriched") articles enriched, $(wc -l < "$place/actors") actors from the demo"
