"""A line for a person about a record of each topic. What is not as it should be is shown as bytes, never left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from ._print import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

Value = dict[str, Any]


def describe(topic: str, key: bytes | None, value: bytes | None) -> str:
    """`topic` is the name without prefix: `enriched`, `mentions`, …"""
    name = one_line((key or b"").decode("utf-8", "replace"), 70)
    if value is None:
        return f"{name or '(no key)'}  deleted"
    try:
        parsed = orjson.loads(value)
        return _LINES[topic](parsed)
    except (ValueError, LookupError, TypeError, AttributeError):
        return one_line(value[:2000].decode("utf-8", "backslashreplace"))


def _enriched(value: Value) -> str:
    named = sorted(((e["named"], e["name"]) for e in value["entities"] if e["named"]), key=lambda pair: (-pair[0], pair[1]))
    actors = ", ".join(f"{name} {count}" for count, name in named[:5])
    return f"{_article(value)}  |  {one_line(actors) or 'nobody named'}"


def _article(value: Value) -> str:
    status = "" if value["pub_status"] == "usable" else f"{one_line(value['pub_status'])}  "
    headline = value["headline"]["text"] or value["body"] or "(no text)"
    return f"{value['article_id'][:8]}  {_day(value['anchor']['day'])}  {status}{one_line(headline)}"


def _mention(value: Value) -> str:
    if value["gone"]:
        return f"{value['article_id'][:8]}  no longer mentions {one_line(value['actor_id'])}"
    counts = ", ".join(f"{count} {form.replace('_', ' ')}" for form, count in value["counts"].items() if count)
    where = one_line(value["headline"] or value["article_id"])
    return f"{value['article_id'][:8]}  {_day(value['day'])}  {one_line(value['name'])}  {counts}  |  {where}"


def _actor(value: Value) -> str:
    m = value["mentions"]
    return (
        f"{one_line(value['name'])}  {m['named']} named, {m['nominal']} nominal, {m['pronoun']} pronoun, {m.get('as_source', 0)} as source"
        f" in {value['articles']} article{'' if value['articles'] == 1 else 's'}  |  {one_line(value['actor_id'])}"
    )


def _dead_letter(value: Value) -> str:
    place = value["place"]
    if done := value.get("resolution"):
        as_ = f" as {done['replay']['partition']}:{done['replay']['offset']}" if done["replay"] else ""
        line = f"{done['status']}{as_}  {value['code']}  {place['topic']} {place['partition']}:{place['offset']}  by {done['by']}  {done['reason']}"
        return one_line(line, 200)
    line = (
        f"{value['severity']}  {value['stage']}/{value['code']}  {place['topic']} {place['partition']}:{place['offset']}  {value['detail']}"
    )
    return one_line(line, 200) + (f"  |  again: {one_line(value['replay'], 200)}" if value["replay"] else "")


def _raw(value: Value) -> str:
    headline = value.get("headline") or value.get("text") or value.get("html") or "(no text)"
    return f"{one_line(str(value.get('article_id') or value.get('url') or '(no id)'), 40)}  {one_line(headline)}"


def _day(day: str | None) -> str:
    return one_line(day) if day else "undated"


_LINES: dict[str, Callable[[Value], str]] = {
    "raw": _raw,
    "articles": _article,
    "enriched": _enriched,
    "mentions": _mention,
    "actors": _actor,
    "deadletter": _dead_letter,
}
TOPICS = tuple(_LINES)
"""What `dateline tail` can show."""
