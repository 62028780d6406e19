from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.moments import Moment, after, as_time, moment, rfc3339


@pytest.mark.parametrize(
    ("given_text", "at", "day"),
    [
        ("2023-11-02", "2023-11-02", "2023-11-02"),
        ("20231102", "2023-11-02", "2023-11-02"),
        ("2023-11-02T10:11:12Z", "2023-11-02T10:11:12.000Z", "2023-11-02"),
        ("2023-11-02 10:11:12+02:00", "2023-11-02T08:11:12.000Z", "2023-11-02"),
        ("Thu, 02 Nov 2023 10:11:12 +0200", "2023-11-02T08:11:12.000Z", "2023-11-02"),
        ("2 Nov 2023 10:11 EST", "2023-11-02T15:11:00.000Z", "2023-11-02"),
        ("2023-11-02T10:11:12.123456789Z", "2023-11-02T10:11:12.123Z", "2023-11-02"),
    ],
)
def test_forms_that_feeds_write(given_text: str, at: str, day: str) -> None:
    """ISO 8601 in both forms, and the form of mail and RSS."""
    found = moment(given_text)
    assert found is not None
    assert (found.at, found.day) == (at, day)


def test_the_day_is_the_one_that_was_written() -> None:
    """One in the morning in Seoul is still the day before in UTC; the story says Thursday and means Thursday there."""
    assert moment("2023-11-02T01:00:00+09:00") == Moment("2023-11-01T16:00:00.000Z", "2023-11-02", zoned=True)


def test_a_time_without_a_zone_says_so() -> None:
    """It is taken as UTC, and the caller can tell."""
    found = moment("2023-11-02T10:00:00")
    assert found is not None
    assert not found.zoned


@pytest.mark.parametrize(
    "text",
    [
        "0000-01-01",
        "0000-01-01T00:00:00Z",
        "99999-01-01",
        "2023-02-30",
        "2023-13-01",
        "yesterday",
        "02/11/2023",
        "2023",
        "2023-11",
        "",
        "x" * 100,
        "2023-W44-4",
        "9999-12-31T23:59:59-12:00",
        "Thu, 31 Feb 2023 09:12:00 GMT",
        "Thu, 02 Foo 2023 10:11:12 GMT",
        "+2023-01-01",
        "２０２３-１１-０２",
    ],
)
def test_what_no_calendar_holds_is_none(text: str) -> None:
    """A guess would put a story on a wrong day in silence."""
    assert moment(text) is None


@given(st.text(max_size=70) | st.from_regex(r"\d{3,5}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?", fullmatch=True))
def test_any_text_is_a_moment_or_none(text: str) -> None:
    """Nothing raises, and what is found can be compared."""
    found = moment(text)
    assert found is None or (as_time(found).endswith("Z") and len(found.day) == 10)


@pytest.mark.parametrize("timestamp", [-(10**18), 10**18, -1])
def test_a_timestamp_beyond_the_calendar_is_the_epoch(timestamp: int) -> None:
    """Brokers allow any 64-bit number."""
    assert rfc3339(timestamp) in {"1970-01-01T00:00:00.000Z", "1969-12-31T23:59:59.999Z"}


def test_after_counts_from_the_receipt() -> None:
    """Two days of slack are two days."""
    day = Moment("2024-04-26", "2024-04-26", zoned=False)
    assert not after(day, "2024-04-24T23:00:00.000Z", days=2)
    assert after(day, "2024-04-23T23:00:00.000Z", days=2)


def test_a_receipt_in_1970_knows_nothing() -> None:
    """A producer that sets no time does not make every date lie in the future."""
    assert not after(Moment("2024-04-26", "2024-04-26", zoned=False), "1970-01-01T00:00:00.000Z", days=2)
