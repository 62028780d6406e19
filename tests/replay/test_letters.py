"""Which letters there are, and what became of them."""

from __future__ import annotations

from typing import Any

import pytest

from streams.core.article import Place, Record
from streams.replay.letters import ATTEMPT, Book, Entry, Wanted, attempt_of
from tests.replay.letters import entry, letter_of, on_topic, raw, said

EVERY = Wanted(states=("open", "replayed", "discarded"))
AGAIN = Place("news.raw", 1, 99)


def booked(wanted: Wanted, *records: Record) -> list[Entry]:
    book = Book(wanted)
    for record in records:
        book.take(record)
    return book.entries()


def test_letters_come_in_the_order_of_receipt() -> None:
    """Whatever partition they lie in; copies are one letter."""
    late, early = letter_of(raw(offset=1, at=2)), letter_of(raw(offset=2, at=1))
    found = booked(Wanted(), on_topic(late, 1), on_topic(late, 2), on_topic(early, 1, partition=1))
    assert [str(e.at) for e in found] == ["news.deadletter/1/1", "news.deadletter/0/1"]


def test_the_last_word_about_a_letter_counts() -> None:
    """And how often it was replayed is not forgotten by a discard in between."""
    one = entry()
    letter = on_topic(letter_of(raw()), 7)
    (found,) = booked(EVERY, letter, on_topic(said(one, AGAIN, 2), 8), on_topic(said(one), 9))
    assert (found.state, found.next_attempt) == ("discarded", 3)
    assert booked(Wanted(), letter, on_topic(said(one), 8)) == []
    assert [e.state for e in booked(Wanted(states=("replayed",)), letter, on_topic(said(one, AGAIN, 1), 8))] == ["replayed"]


def test_a_raw_topic_that_was_made_anew_has_letters_of_its_own() -> None:
    """The same place names another record then: what was done about the old one hides no new letter."""
    old, new = letter_of(raw()), letter_of(raw(b"{other", at=5))
    topic = [on_topic(old, 7), on_topic(said(entry()), 8), on_topic(new, 9)]
    assert [e.at.offset for e in booked(Wanted(), *topic)] == [9]
    assert [e.at.offset for e in booked(Wanted(), topic[0], topic[2])] == [7, 9]


def test_word_about_a_letter_that_is_gone_is_no_letter() -> None:
    assert booked(EVERY, on_topic(said(entry(), AGAIN, 1), 8)) == []


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        ({}, True),
        ({"codes": ("bad_json", "empty")}, True),
        ({"codes": ("empty",)}, False),
        ({"stages": ("read",)}, True),
        ({"stages": ("enrich",)}, False),
        ({"since": "2025-01-01T01:00:00.000Z"}, True),
        ({"since": "2025-01-01T01:00:00.001Z"}, False),
        ({"until": "2025-01-01T01:00:00.001Z"}, True),
        ({"until": "2025-01-01T01:00:00.000Z"}, False),
        ({"source": "wire"}, True),
        ({"source": "wir"}, False),
        ({"article_id": "0123456789abcdef" * 2}, True),
        ({"article_id": "01234567"}, True),
        ({"article_id": "0123456"}, False),
        ({"places": ("news.raw/1/3",)}, True),
        ({"places": ("news.raw/1/4",)}, False),
        ({"severity": "info"}, False),
        ({"states": ("discarded",)}, False),
    ],
    ids=str,
)
def test_filters(wanted: dict[str, Any], fits: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """Each narrows; times are of the receipt, the end not included."""
    letter = letter_of(raw(at=1), article_id="0123456789abcdef" * 2)
    assert bool(booked(Wanted(**wanted), on_topic(letter, 7))) is fits


@pytest.mark.parametrize("value", [b"", b"{}", b"[]", b"\xff", b'{"place": 1}', None, b"[" * 100_000])
def test_foreign_records_are_counted(value: bytes | None) -> None:
    """Anybody may write to the topic."""
    book = Book(Wanted())
    book.take(Record(Place("news.deadletter", 0, 1), None, value, 0))
    assert (book.entries(), book.unreadable) == ([], 1)


@pytest.mark.parametrize(("header", "attempt"), [(b"2", 2), (b"-1", 0), (b"many", 0), (b"999999", 0), (b"\xd9\xa3", 0), (b"", 0)])
def test_attempts_are_small_numbers(header: bytes, attempt: int) -> None:
    assert attempt_of([("x", b"9"), (ATTEMPT, header)]) == attempt
    assert entry(raw(headers=((ATTEMPT, header),))).attempt == attempt
