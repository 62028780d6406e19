"""`make faults`: the fault tests again and again, each round with a seed of its own, for a while; then a summary, and
docs/what-happens-if.md written anew.

Options come as variables: SEED (of the first round; the next ones count up), DURATION in minutes or ROUNDS (0: only read RESULTS), ROWS (`kill,network`), SCHEDULE
(a file with lines that an earlier run printed), RESULTS (where the lines go).
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic

from tests.faults.page import PAGE, page
from tests.faults.results import Result, read_results, summary, table
from tests.faults.rows import ALL

PYTEST = (sys.executable, "-m", "pytest", "-m", "fault", "tests/faults/test_faults.py", "-q", "-p", "no:cacheprovider")
LONGEST_ROUND = 60 * 60
"""Seconds; a round takes ten minutes on a quiet machine."""


def main() -> int:
    wanted = {name: os.environ.get(name, "") for name in ("SEED", "DURATION", "ROUNDS", "ROWS", "SCHEDULE", "RESULTS")}
    seed = int(wanted["SEED"] or random.SystemRandom().randrange(10**6))
    results = Path(wanted["RESULTS"] or Path(tempfile.mkdtemp()) / "results.jsonl")
    rounds, minutes = int(wanted["ROUNDS"]) if wanted["ROUNDS"] else None, float(wanted["DURATION"] or 60)
    began, number = monotonic(), 0
    while number < rounds if rounds is not None else fits(number, monotonic() - began, minutes * 60):
        say(f"round {number + 1}, seed {seed + number}; results in {results}")
        environment = os.environ | {"FAULTS_SEED": str(seed + number), "FAULTS_RESULTS": str(results)}
        environment |= {f"FAULTS_{name}": wanted[name] for name in ("ROWS", "SCHEDULE") if wanted[name]}
        subprocess.run(PYTEST, env=environment, check=False, timeout=LONGEST_ROUND)
        number += 1
    return report(read_results(results), everything=not (wanted["ROWS"] or wanted["SCHEDULE"]))


def fits(done: int, seconds: float, limit: float) -> bool:
    """Whether another round as long as those before ends within the limit. The first one always does."""
    return done == 0 or seconds * (done + 1) / done < limit


def report(results: list[Result], *, everything: bool) -> int:
    say(table(results))
    say(summary(results))
    if everything and {r.fault for r in results if r.passed} == {f.name for f in ALL} and all(r.passed for r in results):
        PAGE.write_text(page(results), encoding="utf-8")
        say(f"wrote {PAGE}")
    return 0 if results and all(r.passed for r in results) else 1


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
