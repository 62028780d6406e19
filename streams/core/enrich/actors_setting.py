"""What a definite nominal can refer to at a place in an article: who was mentioned before it, by kind, by the words of the name, by office.

One pass from left to right. Of each group only its first member, whether there are others, and the last few are kept, so that a look
costs the same in the first sentence and in the ten thousandth.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from .actors_draft import Draft, Hit
from .actors_titles import FORMER
from .actors_words import TITLES

NEAR = 3
"""Sentences, its own included, in which the antecedent is looked for when the article has named more than one."""
SHARE = 2.0
"""How many times more often than any other a country must be named to be what the article is about."""
_KEPT = 3
"""Different members of a group that are remembered: two are too many to choose from, and one may have the wrong country."""


@dataclass(slots=True)
class Group:
    """Mentions of one kind: the first, whether it is the only one, and where the last few were."""

    first: str = ""
    several: bool = False
    last: dict[str, int] = field(default_factory=dict)
    """Entity → its sentence; the newest at the end."""

    def add(self, entity: str, sentence: int) -> None:
        self.several |= bool(self.first) and entity != self.first
        self.first = self.first or entity
        self.last.pop(entity, None)
        self.last[entity] = sentence
        if len(self.last) > _KEPT:
            del self.last[next(iter(self.last))]

    def since(self, sentence: int) -> list[str]:
        return [entity for entity, at in self.last.items() if at >= sentence]


@dataclass(slots=True)
class Setting:
    draft: Draft
    day: str | None
    pending: Iterator[Hit]
    """Mentions that are still to come, in the order of the text."""
    ranked: list[tuple[str, int]]
    """Countries by how often they, and those who belong to them, are named in the whole article."""
    next: Hit | None = None
    groups: dict[str, Group] = field(default_factory=dict)
    """By type of entry (`~`: an organisation without one), by word of a name (`=bank`), by word of an office (`@president`)."""
    local: dict[str, None] = field(default_factory=dict)
    """Countries of who was mentioned in the sentence that is read."""
    before: dict[str, None] = field(default_factory=dict)
    """The same of the sentence before."""
    sentence: int = 0
    weapon: Hit | None = None
    regime: str | None = None
    """Whose "regime" was spoken of last."""
    ends: dict[int, str] = field(default_factory=dict)
    """Where a country's name or demonym ends → its code."""
    wanted: frozenset[str] = frozenset()
    """Words of names, and of offices, that the article has as nouns too: only these are taken note of."""
    strays: list[int] = field(default_factory=list)
    """Tokens that look like names and are nobody's."""

    def go_to(self, i: int) -> None:
        """Takes note of all mentions that begin before token `i`."""
        while self.next and self.next.first < i:
            self.meet(self.next)
            self.next = next(self.pending, None)
        self._enter(self.draft.tokens.sentence[i])

    def _enter(self, sentence: int) -> None:
        if sentence != self.sentence:
            self.before = self.local if sentence == self.sentence + 1 else {}
            self.sentence, self.local = sentence, {}

    def meet(self, hit: Hit) -> None:
        entry = self.draft.lexicon.entries.get(hit.entity)
        kind = entry.type if entry else "~" if hit.entity.startswith("org:~") else self.draft.lexicon.describe(hit.entity).type
        self._enter(self.draft.tokens.sentence[hit.first])
        self._add(kind, hit)
        if kind == "person":
            for word in sorted(self._offices(hit)) if self.wanted else ():
                self._add(f"@{word}", hit)
        elif kind == "country":
            self.ends[hit.last] = hit.entity.removeprefix("cty:")
        elif kind != "place" and hit.form != "nominal":
            for word in self.draft.tokens.words[hit.first : hit.last]:
                if word[0].isupper() and word.lower() in self.wanted:
                    self._add(f"={word.lower()}", hit)
        if kind == "weapon":
            self.weapon = hit
        if entry and entry.country and kind != "place":
            self.local[entry.country] = None

    def _add(self, key: str, hit: Hit) -> None:
        if key not in self.groups:
            self.groups[key] = Group()
        self.groups[key].add(hit.entity, self.draft.tokens.sentence[hit.first])

    def _offices(self, hit: Hit) -> set[str]:
        """Words of the office that is named with the person, or that the registry gives him or her on the day."""
        role = set((hit.role or "").lower().replace("-", " ").split())
        words = set() if role & FORMER else role
        entry = self.draft.lexicon.entries.get(hit.entity)
        if entry and self.day:
            for held in entry.roles:
                if held.start and held.start <= self.day <= (held.end or "9"):
                    title = set(held.title.lower().split())
                    words |= title if not title & {"vice", "deputy"} else set()
        return words & self.wanted

    def only(self, *keys: str) -> str | None:
        """The one member of these groups in the article so far, else the one in the sentences near."""
        groups = [self.groups[key] for key in keys if key in self.groups]
        if len({group.first for group in groups}) == 1 and not any(group.several for group in groups):
            return groups[0].first
        near = {entity for group in groups for entity in group.since(self.sentence - NEAR + 1)}
        return near.pop() if len(near) == 1 else None

    def near(self, i: int, *keys: str) -> str | None:
        """The one member of these groups in this sentence and the one before, when no unknown name stands between it and token `i`."""
        found = {entity for key in keys if key in self.groups for entity in self.groups[key].since(self.sentence - 1)}
        if len(found) != 1:
            return None
        start = self.draft.tokens.opens[max(self.sentence - 1, 0)]
        return None if bisect_left(self.strays, i) > bisect_left(self.strays, start) else found.pop()

    def people_near(self) -> list[str]:
        """Who was mentioned in this sentence and the one before."""
        return self.groups["person"].since(self.sentence - 1) if "person" in self.groups else []

    def owner(self, first: int) -> tuple[str | None, int]:
        """The country that stands right before token `first` ("Kenya's", "Kenyan"), and where what is before both ends."""
        last = first - 1 if self.draft.word(first - 1) == "'s" else first
        country = self.ends.get(last)
        return (country, last - 1) if country and self.draft.same_sentence(first, last - 1) else (None, first)

    def focus(self, office: str = "") -> str | None:
        """The country that is spoken of here: the only one of this sentence so far, or the one that the article is about; not when the
        two differ, and without an `office` not when the sentence before speaks of another. With one, only countries that the registry
        gives it to are looked at; armed forces has nearly every one."""
        national = self.draft.lexicon.national
        every = not office or office == "armed forces"
        local = [c for c in self.local if every or (office, c) in national]
        ranked = [(c, n) for c, n in self.ranked if every or (office, c) in national]
        main = ranked[0][0] if ranked and (len(ranked) == 1 or ranked[0][1] >= SHARE * ranked[1][1]) else None
        spoken_of: set[str | None] = {*local} or {main}
        if len(local) > 1 or (not office and not self.before.keys() <= spoken_of):
            return None
        if local:
            return local[0] if main in {local[0], None} else None
        return main

    def national(self, office: str, country: str) -> str | None:
        """Who is the country's "armed forces" or "ruling party" on the day; without a day, only who is it for good."""
        holders = [
            holder
            for holder, role in self.draft.lexicon.national.get((office, country), ())
            if (self.day and (role.start or "") <= self.day <= (role.end or "9")) or (not self.day and not role.end)
        ]
        if not holders and office == "armed forces":
            return f"org:{country.lower()}-armed-forces"  # an id by rule: nearly every country has some
        return holders[0] if len(holders) == 1 else None


def setting(draft: Draft, day: str | None, wanted: frozenset[str]) -> Setting:
    """At the head of the article, before anybody is mentioned."""
    pending = iter(sorted(draft.hits, key=lambda hit: (hit.first, hit.last)))
    belonging = {country: n - draft.places[country] for country, n in draft.countries.items()}
    ranked = sorted(belonging.items(), key=lambda pair: (-pair[1], pair[0]))
    strays = [i for i in draft.capitals if draft.names[i] and not draft.taken[i] and draft.word(i) not in TITLES]
    return Setting(draft, day, pending, ranked, next(pending, None), wanted=wanted, strays=strays)
