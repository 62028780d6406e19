"""What may be sent again: the record as it was, or a reason why not, never something else in silence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from streams.core.article import Place, Record
from streams.core.deadletter import MAX_KEY_BYTES, MAX_LETTER_BYTES
from streams.core.raw import FIRST_RECEIVED
from streams.replay.letters import ATTEMPT, MOST_ATTEMPTS, attempt_of
from streams.replay.originals import EDITED, LETTER, REPLAY_OF, Original, Refusal, again, exhausted, original_of, resolution, unfit
from tests.replay.letters import ACT, BROKEN, entry, letter_of, raw

LONG = b"x" * (MAX_LETTER_BYTES + 1)
HELD = b'{"pub_status": "withheld", "text": "secret'


def original(record: Record, found: Record | None) -> Original:
    made = original_of(letter_of(record), found)
    assert isinstance(made, Original), made
    return made


@pytest.mark.parametrize(
    "record", [raw(), raw(LONG), raw(HELD), raw(None), raw(key=b"\xff" * 20_000), raw(headers=(("a", b"\xff"), ("a", b"2")))]
)
def test_the_raw_record_is_taken_as_it_is(record: Record) -> None:
    """Bytes, key and headers, also those that a letter cannot hold: long, held back, repeated, no UTF-8."""
    made = original(record, record)
    assert (made.key, made.value, made.headers, made.partition, made.notice) == (record.key, record.value, list(record.headers), 1, "")


@pytest.mark.parametrize("found", [None, raw(b"other")], ids=["deleted", "made anew"])
def test_without_it_the_letter_is(found: Record | None) -> None:
    """By its own bytes, if they are all there."""
    made = original(raw(headers=(("a", b"1"),)), found)
    assert (made.key, made.value, made.headers, made.notice) == (b"k", BROKEN, [("a", b"1")], "")


def test_headers_that_a_letter_cannot_hold_are_told() -> None:
    assert "headers are not as they were" in original(raw(headers=(("a", b"\xff"),)), None).notice


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (raw(LONG), "the first 65,536 of 65,537 bytes, and the raw record was deleted by retention"),
        (raw(HELD), "no bytes (they were to be held back)"),
        (raw(key=b"k" * (MAX_KEY_BYTES + 1)), "only a part of the key"),
    ],
    ids=["long", "held back", "long key"],
)
def test_what_is_not_there_any_more_is_refused(record: Record, why: str) -> None:
    """With the reason: half a record is not sent."""
    refused = original_of(letter_of(record), None)
    assert isinstance(refused, Refusal)
    assert why in refused.why


def test_bytes_that_are_not_those_of_the_letter_are_refused() -> None:
    """Anybody may write to the dead letter topic, and a replay is not a way to publish what they like under another's name."""
    refused = original_of(replace(letter_of(raw()), value_b64="AAAA"), None)
    assert isinstance(refused, Refusal)


def test_a_letter_of_a_record_that_was_gone_when_it_was_written_is_refused() -> None:
    """Its null is not the record's."""
    assert isinstance(original_of(letter_of(raw(None), stage="enrich"), None), Refusal)


def test_a_replay_says_where_it_comes_from() -> None:
    """Bytes, key and the publisher's headers stay; ours name the letter, the attempt and the first receipt."""
    one = entry()
    sent = again(one, original(raw(headers=(("a", b"1"),)), None))
    assert (sent.key, sent.value, sent.partition, sent.attempt) == (b"k", BROKEN, 1, 1)
    assert dict(sent.headers) == {
        "a": b"1",
        REPLAY_OF: b"news.raw/1/3",
        LETTER: b"news.deadletter/0/7",
        ATTEMPT: b"1",
        FIRST_RECEIVED: b"2025-01-01T00:00:00.000Z",
    }


def test_a_replay_of_a_replay_counts_on() -> None:
    """The attempt grows along the chain, the first receipt stays, and the headers name the nearest letter alone."""
    first = again(entry(), original(raw(), None))
    second = raw(offset=50, headers=tuple(first.headers), at=9)
    sent = again(entry(second), original(second, second))
    assert (sent.attempt, len(sent.headers)) == (2, len(first.headers))
    assert dict(sent.headers)[FIRST_RECEIVED] == b"2025-01-01T00:00:00.000Z"
    assert dict(sent.headers)[REPLAY_OF] == b"news.raw/1/50"


@pytest.mark.parametrize("said", [b"junk", b"9000-01-01T00:00:00Z", b""])
def test_a_publisher_cannot_make_a_replay_newer_than_its_letter(said: bytes) -> None:
    """Whatever the header says that it sent: what was corrected or withdrawn in between stays so."""
    hostile = raw(headers=((FIRST_RECEIVED, said),))
    sent = again(entry(hostile), original(hostile, hostile))
    assert [value for name, value in sent.headers if name == FIRST_RECEIVED] == [b"2025-01-01T00:00:00.000Z"]


def test_the_greatest_attempt_is_not_followed_by_the_first() -> None:
    """A number that nobody reads would count as none: loop protection holds however high a header or a letter says it is."""
    hostile = raw(headers=((ATTEMPT, str(MOST_ATTEMPTS).encode()),))
    sent = again(entry(hostile), original(hostile, hostile))
    assert exhausted(sent.attempt)
    said = attempt_of(sent.headers)
    assert said == MOST_ATTEMPTS
    assert exhausted(said + 1)


def test_a_letter_whose_headers_were_held_back_does_not_hide_the_attempt() -> None:
    """The raw record still has it: else such a record could go round for ever."""
    held = raw(HELD, headers=((ATTEMPT, b"3"),))
    assert entry(held).attempt == 0
    assert again(entry(held), original(held, held)).attempt == 4


def test_edited_bytes_are_marked() -> None:
    sent = again(entry(), original(raw(), None), b"better")
    assert (sent.value, dict(sent.headers)[EDITED], sent.key) == (b"better", b"1", b"k")


def test_loop_protection() -> None:
    """Three attempts, then a person has to insist."""
    assert [exhausted(attempt) is None for attempt in (1, 2, 3, 4)] == [True, True, True, False]


def test_what_was_dealt_with_is_not_dealt_with_again_by_accident() -> None:
    one = entry()
    assert unfit(one) is None
    replayed = resolution(one, ACT, replay=Place("news.raw", 1, 9), attempt=1).resolution
    refused = unfit(replace(one, resolution=replayed))
    assert refused is not None
    assert "replayed by me on 2026-01-01T00:00:00.000Z as news.raw/1/9" in refused.why
    assert unfit(replace(one, resolution=resolution(one, ACT, replay=None).resolution)) is not None
