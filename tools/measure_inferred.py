"""How well articles are dated by their own words: their day is hidden, inferred, and compared.

`python -m tools.measure_inferred GOLD.jsonl...`, the files of `dateline evaluate dates`. Each article is received on the day it was
published, as a feed does, and again years later, as an archive does. Lines that are a date and nothing else are taken out.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from streams.core.article import EnrichedArticle, Place, Record
from streams.core.process import process
from streams.tools import load_tools

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streams.core.article import Anchor
    from streams.core.enrich import Tools

LAGS = {"received the same day": 0, "received ten years later": 3652}
_DATE_LINE = re.compile(r"\W*(?:\w+day,? )?(?:[A-Za-z]{3,9}\.? \d{1,2},? \d{4}|\d{1,2} [A-Za-z]{3,9} \d{4})\W*")


class Tried(NamedTuple):
    """The true day and what was inferred, None for nothing."""

    day: date
    anchor: Anchor | None


def main(paths: list[str]) -> None:
    tools = load_tools()
    for path in paths:
        articles = list(_articles(Path(path)))
        for name, lag in LAGS.items():
            print(f"{path}: {name}: {_summary([_tried(text, day, lag, tools) for text, day in articles])}")


def _articles(path: Path) -> Iterator[tuple[str, date]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if day := row.get("published_at") or row.get("dct") or row.get("anchor"):
            text = "\n".join(part for part in row["text"].split("\n") if not _DATE_LINE.fullmatch(part))
            yield text, date.fromisoformat(day[:10])


def _tried(text: str, day: date, lag: int, tools: Tools) -> Tried:
    received = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=lag)
    value = json.dumps({"text": text}).encode()
    record = Record(Place("file", 0, 0), None, value, int(received.timestamp() * 1000), (("content-type", b"application/json"),))
    read = process(record, tools, max_text_bytes=2**22, max_mentions=10**6)
    inferred = isinstance(read, EnrichedArticle) and read.article.anchor.source == "inferred"
    return Tried(day, read.article.anchor if isinstance(read, EnrichedArticle) and inferred else None)


def _summary(tried: list[Tried]) -> str:
    found = [(one.day.isoformat(), one.anchor) for one in tried if one.anchor]
    inside = sum((anchor.begin or "") <= day <= (anchor.end_day or "") for day, anchor in found)
    best = [(day, anchor.day) for day, anchor in found if anchor.day]
    widths = sorted((date.fromisoformat(a.end_day or "") - date.fromisoformat(a.begin or "")).days + 1 for _, a in found)
    near = sum(abs((date.fromisoformat(day) - date.fromisoformat(guess)).days) <= 2 for day, guess in best)
    return (
        f"{len(tried)} articles, {len(found)} with an interval, the true day inside {inside} of them, median width "
        f"{widths[len(widths) // 2] if widths else 0} days; {len(best)} with a best day, {sum(d == g for d, g in best)} right, {near} within two days"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
