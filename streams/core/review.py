"""From a provisional id to the registry rows that would settle it: a new entry, or a new alias of an entry that is there.

Rows are proposals for a person to read: whether "J. Biden" is Joe Biden nobody but a reader of the sentences can say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, NamedTuple

from .lexicon import Lexicon, family_name, slug
from .lexicon_rows import Entry
from .tokens import phrase

Row = dict[str, Any]

MOST_ALIASES = 5
"""Entries that a name is offered to as an alias; a family name with more bearers in the registry tells nothing."""


class Proposal(NamedTuple):
    """A row for the user's own file, ready to be pasted. `alias_of`: the entry that gets a new alias; None: a new entry."""

    row: Row
    alias_of: str | None


class Review:
    """Proposals by one registry; its names are indexed once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._names: dict[str, list[str]] = {}
        for alias, senses in lexicon.senses.items():
            self._names.setdefault(alias.lower(), []).extend(sense.id for sense in senses)

    def proposals(self, actor_id: str) -> tuple[Proposal, ...]:
        """What could settle a provisional id, aliases first; nothing for an id that has an entry."""
        found = self.lexicon.describe(actor_id)
        if not found.provisional:
            return ()
        prefix = actor_id.partition(":")[0]
        bearers = list(dict.fromkeys(self._bearers(found.name, prefix)))
        aliases = [self.lexicon.entries[bearer] for bearer in bearers] if len(bearers) <= MOST_ALIASES else []
        wanted = _free(f"{prefix}:{slug(found.name) or 'name'}", self.lexicon)
        new: Row = {"id": wanted, "name": found.name, "type": found.type, "sources": ["own"]}
        return (*(Proposal(_with_alias(entry, found.name), entry.id) for entry in aliases), Proposal(new, None))

    def _bearers(self, name: str, prefix: str) -> Iterator[str]:
        """Entries whose name this may be: the same words whatever case and hyphens, or a person's given name or initial and family name."""
        words = [word for word in phrase(name) if word[0].isalnum()]
        if words:
            yield from (bearer for bearer in self._names.get(" ".join(words).lower(), ()) if bearer.startswith(f"{prefix}:"))
        for size in (1, 2) if prefix == "per" and len(words) > 1 else ():
            for person in self.lexicon.family_names.get(" ".join(words[-size:]), ()):
                entry = self.lexicon.entries[person]
                given = next((w for w in phrase(entry.name) if w not in phrase(family_name(entry))), "")
                if given and _may_be(given.lower(), words[0].lower()):
                    yield person


def _may_be(given: str, other: str) -> bool:
    """The same given name, or one is the initial of the other."""
    return given == other or (given[0] == other[0] and 1 in {len(given), len(other)})


def _with_alias(entry: Entry, name: str) -> Row:
    """The entry's whole row, for a row of the user's file replaces all of the registry's."""
    row: Row = {}
    for field in fields(entry):
        value = getattr(entry, field.name)
        if field.name == "roles":
            value = [{key: part for key in ("title", "start", "end") if (part := getattr(role, key))} for role in value]
        elif field.name == "aliases":
            value = [*value, name]
        elif isinstance(value, tuple):
            value = list(value)
        if value:
            row[field.name] = value
    return row


def _free(wanted: str, lexicon: Lexicon) -> str:
    """The id itself, or with a number behind it when somebody else has it."""
    number, free = 1, wanted
    while free in lexicon.entries:
        number += 1
        free = f"{wanted}-{number}"
    return free
