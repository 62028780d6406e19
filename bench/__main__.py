"""`python -m bench`: measure everything, or what `--only` names, and write it down line by line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from bench.broker import broker
from bench.measures import curves, latency, restart, state, stream, view, whole
from bench.measures.common import Bench
from bench.results import LATEST, Book

MEASURES: dict[str, Callable[[Bench], object]] = {
    "stream": stream.measure,
    "whole": whole.measure,
    "latency": latency.measure,
    "state": state.measure,
    "restart": restart.measure,
    "curves": curves.measure,
    "view": view.measure,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="as long as it takes (an hour or two) instead of 15 minutes")
    parser.add_argument("--only", action="append", choices=list(MEASURES), help="this measurement; may be given several times")
    parser.add_argument("--bootstrap", help="a broker that is there; else a container of Apache Kafka is started")
    parser.add_argument("--out", type=Path, default=LATEST, help="where the results go (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="alternating runs of each system (%(default)s)")
    options = parser.parse_args()
    with broker(options.bootstrap) as found:
        book = Book(options.out)
        bench = Bench(found, book, options.full, options.rounds)
        for name, measure in MEASURES.items():
            if not options.only or name in options.only:
                measure(bench)
    for result in book.wrong:
        print(f"WRONG: {result.name}: {result.verdict}", file=sys.stderr)
    return 1 if book.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
