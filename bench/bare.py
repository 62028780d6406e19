"""The bare core: raw records from standard input, one a line, through `process` alone; says how long that took."""

from __future__ import annotations

import json
import sys
import time

from streams.core.article import EnrichedArticle, Place, Record
from streams.core.process import process
from streams.tools import load_tools

RECEIVED_MS = 1_714_000_000_000
WARM = 20
"""Articles before the clock runs: the first ones fill caches."""


def main() -> None:
    tools = load_tools()
    records = [Record(Place("news.raw", 0, at), None, value, RECEIVED_MS) for at, value in enumerate(sys.stdin.buffer.read().splitlines())]
    for record in records[:WARM]:
        process(record, tools, max_text_bytes=262_144, max_mentions=500)
    began, cpu = time.perf_counter(), time.process_time()
    read = [process(record, tools, max_text_bytes=262_144, max_mentions=500) for record in records]
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    enriched = sum(isinstance(r, EnrichedArticle) for r in read)
    print(json.dumps({"articles": len(records), "enriched": enriched, "seconds": seconds, "cpu": cpu}))


if __name__ == "__main__":
    main()
