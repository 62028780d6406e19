"""One row of the registry, checked: mapping → `Entry`, or everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]  # decoded JSON: anything at all until `read_entry` has seen it

TYPES = frozenset(
    {
        "person", "country", "party", "government", "agency", "armed_forces", "armed_group", "igo", "organisation",
        "media_agency", "company", "place", "weapon", "treaty", "event",
    }
)  # fmt: skip

_ID = re.compile(r"(?:per|cty|igo|org|loc|wpn|trt|evt|obj):[A-Za-z0-9][A-Za-z0-9.-]*")
_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_LISTS = ("aliases", "demonyms", "local", "local_demonyms", "needs", "sources")
_STRINGS = ("name", "country", "wikidata", "family_name", "stands_for", "side", "other_side", "as_of")
_KNOWN = frozenset({"id", "type", "roles", "numbered", *_LISTS, *_STRINGS})


@dataclass(frozen=True, slots=True)
class Role:
    """An office and when it was held. A day may be a year or a month only; None: open, or not known."""

    title: str
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody or something with a canonical id."""

    id: str
    name: str
    type: str
    country: str | None = None
    """ISO 3166-1 alpha-3."""
    wikidata: str | None = None
    aliases: tuple[str, ...] = ()
    """Names that mean this entry wherever they stand; case counts."""
    local: tuple[str, ...] = ()
    """Names that mean it only in an article that names its country ("Workers' Party"); the full name may be one of them."""
    demonyms: tuple[str, ...] = ()
    local_demonyms: tuple[str, ...] = ()
    """The same for demonyms of more than one country ("Congolese")."""
    needs: tuple[str, ...] = ()
    """Words of which one must stand close behind a name that is a common word too ("Patriot" … "missile")."""
    family_name: str | None = None
    stands_for: str | None = None
    """For a seat of government: the entry that is meant in "Washington said"."""
    side: str | None = None
    """"North" or "South": "the North" means this country when it or `other_side` is named."""
    other_side: str | None = None
    numbered: bool = False
    """A family of weapons whose members are called by number: Hwasong-18."""
    roles: tuple[Role, ...] = ()
    as_of: str | None = None
    sources: tuple[str, ...] = ()


def read_entry(row: Row) -> Entry | list[str]:
    """The entry, or its faults in words that a person can act on."""
    faults = _faults(row)
    if faults:
        return faults
    fields: dict[str, Any] = {key: row[key] for key in ("id", "type", "numbered", *_STRINGS) if key in row}
    fields |= {key: tuple(row[key]) for key in _LISTS if key in row}
    roles = tuple(Role(r["title"], r.get("start"), r.get("end")) for r in row.get("roles", ()))
    return Entry(**fields, roles=roles)


def _faults(row: Row) -> list[str]:
    faults = [f"unknown field {key!r}; known are {', '.join(sorted(_KNOWN))}" for key in row if key not in _KNOWN]
    if not isinstance(row.get("id"), str) or not _ID.fullmatch(row["id"]):
        faults.append(f"id {row.get('id')!r} is not like 'per:jane-doe' (per, cty, igo, org, loc, wpn, trt, evt, obj)")
    if row.get("type") not in TYPES:
        faults.append(f"type {row.get('type')!r} is not one of {', '.join(sorted(TYPES))}")
    if not isinstance(row.get("name"), str) or not row["name"].strip():
        faults.append("name is missing")
    faults += [f"{key} must be a string" for key in _STRINGS[1:] if not isinstance(row.get(key), str | None)]
    faults += [f"{key} must be a list of non-empty strings" for key in _LISTS if not _strings(row.get(key, []))]
    if isinstance(row.get("country"), str) and not re.fullmatch(r"[A-Z]{3}", row["country"]):
        faults.append(f"country {row['country']!r} is not an ISO 3166-1 alpha-3 code such as 'KEN'")
    if isinstance(row.get("wikidata"), str) and not re.fullmatch(r"Q[1-9]\d*", row["wikidata"]):
        faults.append(f"wikidata {row['wikidata']!r} is not like 'Q42'")
    if not isinstance(row.get("numbered", False), bool):
        faults.append("numbered must be true or false")
    return faults + _role_faults(row.get("roles", []))


def _role_faults(roles: object) -> list[str]:
    if not isinstance(roles, list | tuple):
        return ["roles must be a list"]
    faults = []
    for role in roles:
        if not isinstance(role, Mapping) or not isinstance(role.get("title"), str):
            faults.append("a role needs a title")
            continue
        days = [role.get(key) for key in ("start", "end")]
        if any(d is not None and not (isinstance(d, str) and _DAY.fullmatch(d)) for d in days):
            faults.append(f"role {role['title']!r}: start and end are days like '2019-05-30'")
        elif days[0] and days[1] and days[0][: len(days[1])] > days[1][: len(days[0])]:
            faults.append(f"role {role['title']!r} ends before it starts")
    return faults


def _strings(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(item, str) and item.strip() for item in value)
