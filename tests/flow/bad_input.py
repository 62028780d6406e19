"""What a hostile or a broken publisher sends, and where each must end: a dead letter's code, or `enriched`."""

from __future__ import annotations

from typing import NamedTuple

import orjson

from streams.core.identity import sha256

TEXT = "Officials in Nairobi said on Tuesday that the talks with Uganda would resume next week."
SCRIPT = "<script>document.title='owned'</script>"
BIDI = "\u202e\u2066\x1b[31m\x07\u200b"


class Bad(NamedTuple):
    name: str
    value: bytes | None
    ends: frozenset[str]
    key: bytes | None = None


def _json(**fields: object) -> bytes:
    return orjson.dumps({"article_id": sha256(orjson.dumps(fields)), "source": "bad", **fields})


def _bad(name: str, value: bytes | None, *ends: str, key: bytes | None = None) -> Bad:
    return Bad(name, value, frozenset(ends), key)


BAD_INPUT = [
    _bad("invalid UTF-8 in JSON", b'{"text": "\xff\xfe"}', "bad_utf8", "bad_json"),
    _bad("truncated JSON", b'{"text": "Officials said', "bad_json"),
    _bad("an array", b'[{"text": "x"}]', "not_object", "bad_json"),
    _bad("a number", b"42", "not_object"),
    _bad("NaN", b'{"text": "x", "version": NaN}', "bad_json"),
    _bad("deep nesting", b'{"text": ' + b"[" * 200 + b"]" * 200 + b"}", "wrong_type", "bad_json"),
    _bad("very deep nesting", b'{"text": ' + b"[" * 100_000, "bad_json"),
    _bad("no text", _json(headline="x"), "empty", "no_text"),
    _bad("empty text", _json(text=""), "empty", "no_text"),
    _bad("blank text", _json(text=" \n\t\u00a0 "), "empty", "no_text"),
    _bad("unknown major", _json(text=TEXT, schema="news.raw/2"), "unknown_major"),
    _bad("wrong types", _json(text=["a"], version="x"), "wrong_type"),
    _bad("duplicate keys", b'{"text": "' + TEXT.encode() + b'", "version": 1, "version": 2}', "duplicate_keys", "enriched"),
    _bad("null value", None, "null_value", key=b"some key"),
    _bad("null value and empty key", None, "null_value", key=b""),
    _bad("binary key", _json(text=TEXT, url="https://example.org/binary-key"), "enriched", key=b"\x00\xff\xfe"),
    _bad("1 MB of text", _json(text=TEXT * 12_000), "too_large"),
    _bad("10 MB of text", _json(text="x" * 10_000_000), "too_large"),
    _bad("50,000 names", _json(text=" ".join(f"Name{i}" for i in range(20_000))), "enriched", "too_many_mentions", "too_large"),
    _bad("year 0", _json(text=TEXT, published_at="0000-01-01", url="https://example.org/year-0"), "enriched"),
    _bad("year 99999", _json(text=TEXT, published_at="99999-01-01", url="https://example.org/year-99999"), "enriched"),
    _bad("control and bidi characters", _json(text=TEXT + BIDI, headline=BIDI + "x"), "enriched"),
    _bad("script everywhere", _json(text=TEXT + SCRIPT, headline=SCRIPT, byline=[SCRIPT], section=SCRIPT, url=f"javascript:{SCRIPT}"), "enriched"),
    _bad("a page as text", _json(text=f"<html><head><title>T</title></head><body><p>{TEXT}</p><p>{TEXT} They did.</p></body></html>"), "enriched", "empty"),
    _bad("no text at all", bytes(range(256)) * 20, "not_text"),
    _bad("lone surrogate", b'{"article_id": "surrogate", "text": "' + TEXT.encode() + b' \\ud800"}', "enriched", "bad_json"),
]  # fmt: skip
"""20,000 names rather than 50,000: that many fit into the longest text that is read at all."""
