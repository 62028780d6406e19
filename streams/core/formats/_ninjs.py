"""ninjs, the IPTC's news in JSON: 1.x (`body_html`), 2.x (`versioncreated`) and 3.x (`versionCreated`) → fields of a raw article."""

from __future__ import annotations

from typing import Any, Final

Item = dict[str, Any]

_TELLING: Final = frozenset(
    {"versioncreated", "pubstatus", "representationtype", "headlines", "bodies", "body_text", "body_html", "body_xhtml"}
)
"""In lower case: an object with a `uri` and one of these is ninjs, whether it names its standard or not."""
_SAME: Final = {"by": "byline", "located": "dateline", "language": "language", "ednote": "ed_note", "pubstatus": "pub_status"}
_MAIN_ROLES: Final = ("main", "body", "article", "text")


def is_ninjs(value: Item) -> bool:
    standard = value.get("standard")
    if isinstance(standard, dict) and str(standard.get("name", "")).lower() == "ninjs":
        return True
    return isinstance(value.get("uri"), str) and not _TELLING.isdisjoint(map(str.lower, value))


def raw_of(value: Item) -> Item:
    """`uri` is the article's id; the text comes from the plain body, else from the one with markup.

    ninjs has no time of publication of its own: the first version's time is taken, else this version's. A `version` that is no number
    is left out: `versionCreated` orders the versions then.
    """
    item = {name.lower(): found for name, found in value.items()}
    raw = {ours: item[theirs] for theirs, ours in _SAME.items() if isinstance(item.get(theirs), str) and item[theirs].strip()}
    found = {
        "article_id": _text(item.get("uri")),
        "url": _address(item.get("uri")),
        "version": _version(item.get("version")),
        "headline": _headline(item),
        "published_at": _text(item.get("firstcreated")) or _text(item.get("versioncreated")),
        "updated_at": _text(item.get("versioncreated")),
        "embargoed_until": _text(item.get("embargoeduntil")) or _text(item.get("embargoed")),
        "source": _source(item),
    }
    return raw | {name: given for name, given in found.items() if given is not None} | _body(item)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _address(uri: object) -> str | None:
    text = _text(uri)
    return text if text and text.lower().startswith(("https://", "http://")) else None


def _version(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value if value >= 0 else None
    return int(value) if isinstance(value, str) and value.isdecimal() and value.isascii() and len(value) < 16 else None


def _headline(item: Item) -> str | None:
    chosen = _main(_parts(item.get("headlines")))
    return _text(chosen.get("value")) if chosen else _text(item.get("headline")) or _text(item.get("title"))


def _body(item: Item) -> Item:
    parts = _parts(item.get("bodies"))
    plain = [part for part in parts if "html" not in _kind(part)]
    if chosen := _main(plain) or _main(parts):
        return {"html" if "html" in _kind(chosen) else "text": chosen["value"]}
    for name, field in (("body_text", "text"), ("body_html", "html"), ("body_xhtml", "html")):
        if text := _text(item.get(name)):
            return {field: text}
    return {}


def _parts(value: object) -> list[Item]:
    """Headlines or bodies that say something, with their names in lower case."""
    found = value if isinstance(value, list) else []
    parts = [{str(name).lower(): given for name, given in part.items()} for part in found if isinstance(part, dict)]
    return [part for part in parts if _text(part.get("value"))]


def _kind(part: Item) -> str:
    return str(part.get("contenttype") or part.get("role") or "").lower()


def _main(parts: list[Item]) -> Item | None:
    """The part that says it is the main one, else the first."""
    ranked = sorted(parts, key=lambda part: str(part.get("role", "")).lower() not in _MAIN_ROLES)
    return ranked[0] if ranked else None


def _source(item: Item) -> Item | None:
    """Whom it comes from: the first named source of information, else who holds the copyright."""
    for party in item.get("infosources") if isinstance(item.get("infosources"), list) else []:  # type: ignore[union-attr] # a list, as just seen
        if isinstance(party, dict) and (name := _text(party.get("name")) or _text(party.get("literal")) or _text(party.get("uri"))):
            return {"id": _text(party.get("literal")) or name, "name": name}
    name = _text(item.get("copyrightholder"))
    return {"id": name, "name": name} if name else None
