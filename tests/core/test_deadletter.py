"""A dead letter keeps what is needed to replay its record, and can itself always be delivered."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import get_args

import orjson
import pytest

from streams.core.article import Place, Record, Rejection, Stage
from streams.core.deadletter import CURES, MAX_LETTER_BYTES, Resolution, dead_letter, resolved, source_of
from streams.flow.codec import encode_dead_letter

WHY = Rejection("read", "bad_json", "not JSON")


def record(value: bytes | None, key: bytes | None = None, headers: tuple[tuple[str, bytes], ...] = ()) -> Record:
    return Record(Place("news.raw", 2, 7), key, value, 1_700_000_000_000, headers)


def test_original_bytes_are_kept() -> None:
    """Bytes, key and place are there, whatever they are."""
    letter = dead_letter(record(b"\xff\x00{", key=b"\xfe"), WHY)
    assert base64.b64decode(letter.value_b64 or "") == b"\xff\x00{"
    assert base64.b64decode(letter.key_b64 or "") == b"\xfe"
    assert str(letter.place) == "news.raw/2/7"
    assert letter.replay == "dateline deadletter replay 2:7"


def test_same_record_gives_the_same_bytes() -> None:
    assert encode_dead_letter(dead_letter(record(b"x"), WHY)) == encode_dead_letter(dead_letter(record(b"x"), WHY))


def test_information_carries_no_bytes() -> None:
    """A repeat lost nothing; withheld text must not reach the dead letters through it."""
    letter = dead_letter(record(b"text"), Rejection("enrich", "repeat", "", severity="info"))
    assert (letter.value_b64, letter.replay, letter.headers) == (None, "", {})


def test_largest_letter_can_be_delivered() -> None:
    """Huge values, keys and headers are cut and marked; null values and odd times have letters too."""
    huge = dead_letter(record(b"v" * 10_000_000, b"k" * 1_000_000, tuple((f"h{i}", b"\xff" * 10_000) for i in range(1000))), WHY)
    assert huge.truncated
    assert huge.value_bytes == 10_000_000
    assert len(base64.b64decode(huge.value_b64 or "")) == MAX_LETTER_BYTES
    assert len(encode_dead_letter(huge)) < 500_000
    assert dead_letter(record(None), WHY).value_b64 is None
    odd = Record(Place("raw", 0, 0), None, b"", 10**17, ())
    assert orjson.loads(encode_dead_letter(dead_letter(odd, WHY)))["received_at"] == "1970-01-01T00:00:00.000Z"


@pytest.mark.parametrize(
    "held",
    [
        record(b'{"pub\\u005fst\\u0061tus": "withheld", "version": "x", "text": "secret"}'),
        record(b'{"pub_status": "withheld", "version": "x", "text": "secret"}'),
        record(b'{"pubStatus":"stat:canceled", "text": "secret"'),
        record(b'{"status": "Cancelled", "version": "x", "text": "secret"}'),
        record(b'{"embargoed_until": "2031-01-01", "version": -1, "text": "secret"}'),
        record('{"pub_status": "withheld", "text": "secret"}'.encode("utf-16")),
        record(b"secret\x00", headers=(("dateline-pub-status", b"withheld"),)),
    ],
    ids=["escaped name", "wrong type", "broken JSON", "other name", "embargo", "UTF-16", "header"],
)
def test_what_is_to_be_held_back_is_not_in_its_letter(held: Record) -> None:
    """A withheld article that cannot be read is refused like any other, but its text stays where it is."""
    letter = dead_letter(held, WHY)
    assert (letter.value_b64, letter.headers) == (None, {})
    assert letter.value_sha256 is not None
    assert letter.replay


@pytest.mark.parametrize("status", [b'"usable"', b'"stat:usable"', b'" Usable "', b"null"])
def test_usable_article_keeps_its_bytes(status: bytes) -> None:
    assert dead_letter(record(b'{"pub_status": ' + status + b', "version": "x"}'), WHY).value_b64


def test_each_reason_has_a_cure() -> None:
    """Whatever code a stage refuses a record with, somebody is told what to do; and no cure is for a code that nobody uses."""
    sources = [path.read_text(encoding="utf-8") for room in ("core", "flow") for path in (Path(__file__).parents[2] / "streams" / room).rglob("*.py")]  # fmt: skip
    pattern = r"""(?:Refused|PageError|Rejection)\(\s*(?:(?:"(?:read|clean|enrich|tally)"|stage),\s*)?"([a-z_0-9]+)","""
    codes = {code for text in sources for code in re.findall(pattern, text)}
    assert {"bad_json", "poison", "html_failed"} <= codes
    assert codes - set(get_args(Stage)) == set(CURES)


def test_a_resolution_has_no_bytes() -> None:
    """It repeats what its letter is about, so that old readers take it for a copy, and leaves the bytes there."""
    letter = dead_letter(record(b"x", b"key", (("h", b"v"),)), WHY)
    said = resolved(
        letter, Resolution("discarded", Place("news.deadletter", 0, 9), "2024-01-01T00:00:00.000Z", "me", "test", 0, None, edited=False)
    )
    assert (said.place, said.code, said.stage, said.severity) == (letter.place, letter.code, letter.stage, "info")
    assert (said.value_b64, said.key_b64, said.headers, said.replay) == (None, None, {}, "")
    assert said.value_sha256 == letter.value_sha256


@pytest.mark.parametrize(
    ("headers", "value", "source"),
    [
        ({"Dateline-Source": "wire"}, b'{"source": "other"}', "wire"),
        ({}, b'{"source": {"name": "A", "id": "wire"}, "text": "cut o', "wire"),
        ({}, b'{"publisher" :\n"wire", "text": 1', "wire"),
        ({}, b'{"text": "\\"source\\": \\"quoted\\"", "source": "wire"}', "wire"),
        ({}, b"plain text", None),
        ({}, None, None),
        ({}, b'"source": {' * 20_000, None),
    ],
    ids=["header", "object", "string", "quoted in the text", "text", "null", "hostile"],
)
def test_source_is_found_in_bytes_that_nobody_could_read(headers: dict[str, str], value: bytes | None, source: str | None) -> None:
    assert source_of(headers, value) == source
