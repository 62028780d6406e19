"""The rules of the ledger."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.article import Anchor, Article, Place, Rank
from streams.core.ledger import Entry, accepted, decode_entry, due, erased, judge, newer, outgoing, passed_over, share
from streams.core.mentions import ActorMention, Counts, gone

RECEIVED = "2024-01-01T00:00:00.000Z"


def article(version: int, content: str = "", day: str | None = "2024-01-03") -> Article:
    rank = Rank(version, RECEIVED, 0, content or f"hash-{version}")
    anchor = Anchor(day, "given") if day else Anchor()
    return Article("a" * 32, "given", rank, "usable", Place("raw", 0, version), RECEIVED, "", anchor=anchor)


def said(of: Article, **named: int) -> dict[str, ActorMention]:
    return {a: replace(gone(of, a, 1), gone=False, counts=Counts(n)) for a, n in named.items()}


def entry(of: Article, at: int = 5, **named: int) -> Entry:
    return accepted(at, of, 1, said(of, **named))


@pytest.mark.parametrize(
    ("of", "at", "verdict"),
    [
        (article(2), 5, "replay"),
        (article(2), 6, "repeat"),
        (article(3, "hash-2"), 6, "repeat"),
        (article(1), 6, "stale"),
        (article(3), 6, "new"),
    ],
)
def test_verdicts(of: Article, at: int, verdict: str) -> None:
    """A replay is known by its offset, a repeat by its content, a stale version by its rank; who reads it has no say."""
    assert judge(entry(article(2)), at, of) == verdict


@pytest.mark.parametrize(
    ("of", "at", "generation", "read"),
    [
        (article(2), 6, 2, True),
        (article(2), 6, 1, False),
        (article(2), 5, 2, False),
        (article(1), 6, 2, False),
        (article(3), 6, 2, False),
        (article(1, "hash-2"), 6, 2, True),
    ],
    ids=["newer generation", "the same", "a replay", "not what counts now", "not what counts yet", "the same content in an older version"],
)
def test_what_is_read_again(of: Article, at: int, generation: int, read: bool) -> None:  # noqa: FBT001 - the expectation
    """Only what counts now, and only by a newer generation; its rank is the greatest under which the content came."""
    asked = due(entry(article(2)), at, of, generation)
    assert (asked.rank if asked else None) == (article(2).rank if read else None)


def test_erased_or_unknown_article_is_not_read_again() -> None:
    assert due(erased(5, 1), 6, article(9), 2) is None
    assert due(None, 6, article(9), 2) is None


def test_unknown_article_is_new() -> None:
    assert judge(None, 0, article(1)) == "new"


def test_erased_article_stays_erased() -> None:
    """No version, however new, brings an erased article back."""
    assert judge(erased(5, 1), 6, article(9)) == "erased"


def test_repeat_raises_the_rank_and_a_stale_version_does_not() -> None:
    assert passed_over(entry(article(2)), 6, article(3, "hash-2")).rank == article(3, "hash-2").rank
    assert passed_over(entry(article(2)), 6, article(1)).rank == article(2).rank


def test_fallen_away_actor_is_said_to_be_gone() -> None:
    """What the old version said and the new one does not is taken back under the new rank."""
    new = article(3)
    records = outgoing(entry(article(2), a=1, b=2).credits, new, 1, said(new, b=1, c=1))
    assert [(m.actor_id, m.gone, m.rank.version) for m in records] == [("a", True, 3), ("b", False, 3), ("c", False, 3)]


def test_undated_article_counts_as_undated() -> None:
    """Without a day the share goes to the empty month, never to the month of receipt."""
    assert share(entry(article(1, day=None), a=2), "a") == {"": (1, 2, 0, 0, 0)}
    assert share(entry(article(1), a=2), "a") == {"2024-01": (1, 2, 0, 0, 0)}
    assert share(entry(article(1), a=2), "b") == {}


@given(st.dictionaries(st.text(min_size=1), st.integers(1, 9), max_size=5), st.integers(0, 2**40))
def test_entry_survives_its_bytes(named: dict[str, int], at: int) -> None:
    made = accepted(at, article(1), 1, said(article(1), **named))
    assert decode_entry(made.encode()) == made
    assert decode_entry(erased(at, 1).encode()) == erased(at, 1)


def test_entry_of_a_later_version_is_read() -> None:
    """Old and new workers share a changelog while an upgrade rolls: what a later version adds is left alone."""
    entry = erased(3, 1)
    assert decode_entry(entry.encode()[:-1] + b',{"more":1}]') == entry


def test_order_of_arrival_does_not_matter() -> None:
    """All orders of four versions end with the same credits."""
    versions = [article(1), article(2), article(3), article(4)]
    ends = set()
    for order in itertools.permutations(range(4)):
        known: Entry | None = None
        for at, index in enumerate(order):
            of = versions[index]
            if known is None or judge(known, at, of) == "new":
                known = accepted(at, of, 1, said(of, x=index + 1))
            else:
                known = passed_over(known, at, of)
        assert known is not None
        ends.add((known.rank, known.credits["x"]))
    assert len(ends) == 1


def test_a_late_entry_of_an_older_generation_does_not_count() -> None:
    """An owner that had lost the partition wrote it behind its successor's of the same position, whose mentions readers keep."""
    known = entry(article(2))
    old, new = (replace(known, generation=generation).encode() for generation in (1, 2))
    assert newer(new, old) == newer(old, new) == new
    further = replace(known, at=known.at + 1, generation=1).encode()
    assert newer(new, further) == newer(further, new) == further
