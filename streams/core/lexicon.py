"""The registry of actors as a pure value: who and what has a name, how the name is written, and when which office was held.

Rows come from `streams/data/*.jsonl` and from a user's own file; the edge (`streams/lexicon.py`) reads them.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from .article import Described
from .lexicon_rows import Entry, Role, Row, read_entry
from .tokens import phrase

Kind = Literal["name", "acronym", "demonym", "seat", "local", "local_demonym", "numbered"]

PROVISIONAL_TYPES = {"per": "person", "org": "organisation", "loc": "place", "wpn": "weapon"}
"""What the prefix of a provisional id says; such an id holds the exact name behind a tilde, spaces as underscores."""

NAME_LISTS = frozenset({"given_names", "female_names", "unisex_names"})
"""Keys of rows that are no entries: lists of given names."""
SINGLE = frozenset({"president", "prime minister", "chancellor", "king", "queen", "emperor", "pope"})
NATIONAL = frozenset({"armed forces", "ruling party", "state media"})
"""Titles of roles that an organisation has in its country: "the military" and "the ruling party" mean who has them."""
_ELECTION = re.compile(r"evt:(?P<country>[a-z-]+?)-(?P<kind>[a-z]+)-election(?:-(?P<year>\d{4}))?")
_NATIONAL = re.compile(r"org:(?P<country>[a-z]{3})-(?P<office>armed-forces|state-media)")
_MINISTRY = re.compile(r"org:(?P<country>[a-z]{3})-(?P<field>[a-z-]+)-ministry")
_ACRONYM = re.compile(r"[A-Z][A-Za-z]*[A-Z]\w*|(?:[A-Z]\.)+")


class Sense(NamedTuple):
    """One thing that an alias can stand for. `needs`: one of these words must stand close behind it."""

    id: str
    kind: Kind
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lexicon:
    """Entries and their aliases. Immutable once built; `hash` names its content, so that a record tells what it was read with."""

    entries: Mapping[str, Entry]
    given_names: frozenset[str]
    hash: str
    female_names: frozenset[str] = frozenset()
    unisex_names: frozenset[str] = frozenset()
    """Given names that say nothing; those in neither set are men's, as far as `given_names` has them."""

    @classmethod
    def from_rows(cls, rows: Iterable[Row]) -> Lexicon:
        """Raises ValueError with every fault when a row is wrong. A later row replaces an earlier one of the same id."""
        entries: dict[str, Entry] = {}
        names: dict[str, set[str]] = {key: set() for key in NAME_LISTS}
        faults: list[str] = []
        digest = hashlib.sha256()
        for number, row in enumerate(rows, 1):
            digest.update(json.dumps(row, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass"))
            if lists := NAME_LISTS & row.keys():
                for key in lists:
                    names[key].update(str(name) for name in row[key])
                continue
            entry = read_entry(row)
            if isinstance(entry, Entry):
                entries[entry.id] = entry
            else:
                faults.extend(f"row {number}: {fault}" for fault in entry)
        if faults:
            raise ValueError("; ".join(faults))
        given, female, unisex = (frozenset(names[key]) for key in ("given_names", "female_names", "unisex_names"))
        return cls(entries, given, digest.hexdigest()[:16], female, unisex)

    @cached_property
    def senses(self) -> dict[str, tuple[Sense, ...]]:
        """Alias (words without hyphens, joined by one space) → what it can stand for."""
        found: dict[str, list[Sense]] = {}
        for entry in self.entries.values():
            for alias, sense in _aliases(entry):
                for form in _spellings(alias):
                    senses = found.setdefault(form, [])
                    if all(known.id != sense.id for known in senses):
                        senses.append(sense)
        return {alias: tuple(senses) for alias, senses in found.items()}

    @cached_property
    def sizes(self) -> dict[str, tuple[int, ...]]:
        """First word of an alias → how many words the aliases have that begin with it, longest first."""
        found: dict[str, set[int]] = {}
        for alias in self.senses:
            words = alias.split(" ")
            found.setdefault(words[0], set()).add(len(words))
        return {word: tuple(sorted(sizes, reverse=True)) for word, sizes in found.items()}

    @cached_property
    def seconds(self) -> dict[str, frozenset[str]]:
        """First word of an alias → the second words of aliases that begin with it."""
        found: dict[str, set[str]] = {}
        for alias in self.senses:
            words = alias.split(" ", 2)
            if len(words) > 1:
                found.setdefault(words[0], set()).add(words[1])
        return {word: frozenset(seconds) for word, seconds in found.items()}

    @cached_property
    def halves(self) -> tuple[Entry, ...]:
        """Countries that "the North" or "the South" can mean."""
        return tuple(entry for entry in self.entries.values() if entry.side)

    @cached_property
    def slugs(self) -> dict[str, str]:
        """Country → the name it has inside ids made by rule: `us`, `uk`, `south-sudan`."""
        short = {"USA": "us", "GBR": "uk"}
        return {e.country: short.get(e.country, slug(e.name)) for e in self.entries.values() if e.type == "country" and e.country}

    @cached_property
    def family_names(self) -> dict[str, tuple[str, ...]]:
        """Family name → persons of the registry who bear it."""
        found: dict[str, list[str]] = {}
        for entry in self.entries.values():
            if entry.type == "person":
                name = family_name(entry)
                for form in {name, re.sub(r"^(?:[ae]l-|bin )", "", name)}:
                    found.setdefault(form, []).append(entry.id)
        return {name: tuple(ids) for name, ids in found.items()}

    @cached_property
    def national(self) -> dict[tuple[str, str], tuple[tuple[str, Role], ...]]:
        """(title, country) → organisations that are its armed forces, ruling party or state media, and when."""
        found: dict[tuple[str, str], list[tuple[str, Role]]] = {}
        for entry in self.entries.values():
            for role in entry.roles if entry.country and entry.type != "person" else ():
                if role.title in NATIONAL:
                    found.setdefault((role.title, entry.country or ""), []).append((entry.id, role))
        return {key: tuple(holders) for key, holders in found.items()}

    @cached_property
    def holders(self) -> dict[tuple[str, str], tuple[tuple[Entry, Role], ...]]:
        """(country, office that one person holds at a time) → who held it, and when."""
        found: dict[tuple[str, str], list[tuple[Entry, Role]]] = {}
        for entry in self.entries.values():
            for role in entry.roles if entry.country and entry.type == "person" else ():
                if office := single_office(role.title):
                    found.setdefault((entry.country or "", office), []).append((entry, role))
        return {key: tuple(held) for key, held in found.items()}

    def describe(self, actor_id: str) -> Described:
        """Name and type behind any id that enrichment makes, from the id alone; an unknown one describes itself."""
        if entry := self.entries.get(actor_id):
            return Described(entry.name, entry.type, entry.wikidata, entry.country, provisional=False)
        prefix, _, rest = actor_id.partition(":")
        if rest.startswith("~"):
            return Described(rest[1:].replace("_", " "), PROVISIONAL_TYPES.get(prefix, "organisation"), None, None, provisional=True)
        return self._by_rule(actor_id) or Described(rest or actor_id, PROVISIONAL_TYPES.get(prefix, "organisation"), None, None, True)  # noqa: FBT003 - a NamedTuple's last field

    def _by_rule(self, actor_id: str) -> Described | None:
        """Ids that are made of a country or a family of weapons and something more."""
        if found := _ELECTION.fullmatch(actor_id):
            code = next((c for c, s in self.slugs.items() if s == found["country"]), None)
            if code:
                words = (found["year"], self.entries[f"cty:{code}"].name, found["kind"], "election")
                return Described(" ".join(w for w in words if w), "event", None, code, provisional=False)
        if (found := _MINISTRY.fullmatch(actor_id)) and (home := self.entries.get(f"cty:{found['country'].upper()}")):
            field = found["field"].replace("-", " ").title()
            return Described(f"{field} Ministry of {home.name}", "agency", None, home.country, provisional=False)
        if (found := _NATIONAL.fullmatch(actor_id)) and (home := self.entries.get(f"cty:{found['country'].upper()}")):
            what, kind = ("Armed forces", "armed_forces") if found["office"] == "armed-forces" else ("State media", "media_agency")
            return Described(f"{what} of {home.name}", kind, None, home.country, provisional=False)
        family, _, number = actor_id.rpartition("-")
        if (entry := self.entries.get(family)) and entry.numbered:
            return Described(f"{entry.name}-{number.upper()}", entry.type, None, entry.country, provisional=False)
        return None


def single_office(title: str) -> str | None:
    """The office of a title if one person at a time holds it in a country: "President of Kenya" is "president", a vice president none."""
    plain = title.lower().split(" of ")[0].strip()
    return plain if plain in SINGLE else None


def slug(name: str) -> str:
    """A name as ids hold it: ASCII, lower case, hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")


def family_name(entry: Entry) -> str:
    """As given, else the last word: "bin Salman" and "Kim" must be given."""
    return entry.family_name or entry.name.split()[-1]


def _aliases(entry: Entry) -> Iterable[tuple[str, Sense]]:
    plain: Kind = "numbered" if entry.numbered else "seat" if entry.stands_for else "name"
    for alias in (entry.name, *entry.aliases):
        if alias in entry.local:
            continue  # "New Generation" needs its country, though it is the full name
        # A country's short form ("US") is its name, as people use it; elsewhere it counts as an acronym.
        kind: Kind = "acronym" if plain == "name" and entry.type != "country" and _ACRONYM.fullmatch(alias) else plain
        yield alias, Sense(entry.id, kind, entry.needs)
    for alias in entry.demonyms:
        yield alias, Sense(entry.id, "demonym")
    for alias in entry.local_demonyms:
        yield alias, Sense(entry.id, "local_demonym")
    for alias in entry.local:
        yield alias, Sense(entry.id, "local", entry.needs)


def _spellings(alias: str) -> Iterable[str]:
    """As given, without accents, and in capitals when it is too long to be taken for a shouted common word."""
    given = " ".join(phrase(alias))
    plain = unicodedata.normalize("NFKD", given)
    forms = {given, "".join(c for c in plain if not unicodedata.combining(c))}
    if len(given) > 4:
        forms |= {form.upper() for form in forms}
    return sorted(form for form in forms if form)
