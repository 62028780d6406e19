"""What this installation says of the seeds, as one short hash each; `readings.json` has those of the newest released generation.

`python -m tests.golden.readings` (or `make readings`) records them, at a release.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from streams.core.article import EnrichedArticle, Erasure, Place, Record
from streams.core.enrich import GENERATION
from streams.core.identity import sha256
from streams.core.process import process
from streams.flow.codec import dumps, encode_enriched
from streams.tools import load_tools
from tests.golden.seed_records import RECEIVED_MS, seed_records

if TYPE_CHECKING:
    from streams.core.article import Rejection
    from streams.core.enrich import Tools

RECORDED = Path(__file__).parent / "readings.json"
FURTHER: Final = {
    "a fiscal year": "Japan's fiscal 2019 was hard, the government in Tokyo said, and India's FY2019-20 was harder. Sales fell in the last quarter.",
    "scripts between lines": "Port workers in Gdansk ended their strike on Monday.\n<script>count('page');</script>\nShips left the harbour at noon, the port said.",
}
"""What no seed holds and yet may be read otherwise one day."""


class Readings(NamedTuple):
    """`registry`: hash of lexicon and vocabulary; `seeds`: `file#record` → hash of all that is said of it."""

    generation: int
    registry: str
    seeds: dict[str, str]


def current(tools: Tools) -> Readings:
    records = {f"{file}#{i}": record for (file, i), record in seed_records().items()}
    records |= {f"further: {name}": _record(text) for name, text in FURTHER.items()}
    made = {name: process(record, tools, max_text_bytes=262_144, max_mentions=500) for name, record in records.items()}
    return Readings(GENERATION, tools.registry, {name: _hash(outcome) for name, outcome in made.items()})


def _record(text: str) -> Record:
    value = dumps({"article_id": "further", "body": text, "published_at": "2021-06-16T09:00:00Z"})
    return Record(Place("news.raw", 0, 0), b"further", value, RECEIVED_MS)


def _hash(outcome: EnrichedArticle | Erasure | Rejection) -> str:
    """Without the number itself, and without the registry: that is compared apart."""
    if not isinstance(outcome, EnrichedArticle):
        return sha256(dumps(outcome))[:16]
    return sha256(encode_enriched(replace(outcome, reading=replace(outcome.reading, generation=0, engine="", registry=""))))[:16]


def recorded() -> Readings:
    return Readings(**json.loads(RECORDED.read_text()))


def differences(known: Readings, now: Readings) -> list[str]:
    """What has changed: seeds that are in both and differ, and the registry. New seeds change nothing that was said."""
    changed = [f"what is said of {name}" for name, value in sorted(now.seeds.items()) if known.seeds.get(name, value) != value]
    return [*(["lexicon or vocabulary"] if known.registry != now.registry else []), *changed]


def fault(known: Readings, now: Readings) -> str | None:
    """Why `now` must not go out under its number; None when it may. A number above the recorded one is still being prepared."""
    if now.generation < known.generation:
        return f"GENERATION is {now.generation}, but {known.generation} has been recorded: workers of both would undo each other's readings"
    if now.generation == known.generation and (changed := differences(known, now)):
        return (
            f"generation {now.generation} says something else than it did when it was recorded: {', '.join(changed)}.\n"
            f"Articles that were read before would keep their old readings, and two workers would disagree under one number.\n"
            f"Raise GENERATION in streams/core/enrich/__init__.py to {now.generation + 1}; when that is released, `make readings` records it."
        )
    return None


def main() -> int:
    """Record the current readings, unless their number is taken by others."""
    known, now = recorded(), current(load_tools())
    if why := fault(known, now):
        print(why, file=sys.stderr)  # noqa: T201 - a command
        return 1
    RECORDED.write_text(json.dumps(now._asdict(), indent=1, sort_keys=True) + "\n")
    print(f"recorded generation {now.generation}: {len(now.seeds)} records of the seeds")  # noqa: T201 - a command
    return 0


if __name__ == "__main__":
    sys.exit(main())
