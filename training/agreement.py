"""How far two readings of the same sentences agree: `python -m training.agreement`.

`labels/second_reading.jsonl` holds 200 sentences of the Groningen Meaning Bank, drawn at random and labelled again by the rules of
`labels/GUIDE.md` without a look at `labels/gmb.jsonl`. Neither reading is the truth: F1 is the same whichever is called gold.
"""

from __future__ import annotations

from streams.core.score import Gold, Score, Span, added, score_entities
from training.names_sources import HERE, Row, rows_of

FOREVER = 10**9


def compared(first: Row, second: Row) -> Score:
    """The two readings of one sentence."""
    gold = Gold(FOREVER, tuple(Span(*span) for span in first["spans"]))
    return score_entities(gold, [Span(*span) for span in second["spans"]])


def main() -> None:
    first = {row["doc"]: row for row in rows_of(HERE / "labels/gmb.jsonl")}
    second = rows_of(HERE / "labels/second_reading.jsonl")
    print(f"{len(second)} sentences")
    for name, count in added([compared(first[row["doc"]], row) for row in second]).items():
        print(f"{name}: F1 {count.f1:.3f}, {count.gold} and {count.found} names, {count.hits} of them the same")


if __name__ == "__main__":
    main()
