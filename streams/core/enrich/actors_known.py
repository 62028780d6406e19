"""Names that the registry knows: longest match of aliases, and which of several bearers is meant."""

from __future__ import annotations

from collections.abc import Iterator

from ..article import Form
from ..lexicon import Kind, Sense
from ..lexicon_rows import Entry
from .actors_draft import Draft, Hit, Match
from .actors_places import government
from .actors_titles import title_before
from .actors_words import ALSO_GIVEN, AT, COMMON, LOC_HEADS, ORG_HEADS, ROLES, SAME_AS_WORDS, SUFFIXES, TITLES

_NO_GIVEN = COMMON | AT
FORMS: dict[Kind, Form] = {"acronym": "acronym", "demonym": "demonym", "local_demonym": "demonym"}


def matches(draft: Draft) -> list[Match]:
    """Leftmost longest aliases; they do not overlap. One look-up a token unless an alias begins with it."""
    words, sizes, found, last = draft.tokens.words, draft.lexicon.sizes, list[Match](), 0
    for i in draft.at(sizes):
        if i >= last and (match := _longest(draft, i, sizes[words[i]])):
            found.append(match)
            last = match.last
    return found


def _longest(draft: Draft, i: int, lengths: tuple[int, ...]) -> Match | None:
    tokens, senses = draft.tokens, draft.lexicon.senses
    if draft.word(i + 1 + tokens.hyphen(i + 1)) not in draft.lexicon.seconds.get(tokens.words[i], ()):
        # Nearly always: the first word of many names, and of none of them here.
        return Match(i, i + 1, senses[tokens.words[i]]) if lengths[-1] == 1 and not tokens.hyphen(i) else None
    limit = tokens.opens[tokens.sentence[i] + 1]
    ends: list[int] = []
    parts: list[str] = []
    for j in range(i, limit):
        if len(parts) == lengths[0]:
            break
        if not tokens.hyphen(j):
            parts.append(tokens.words[j])
            ends.append(j + 1)
    for length in lengths:
        if length <= len(parts) and (found := senses.get(" ".join(parts[:length]))):
            return Match(i, ends[length - 1], found)
    return None


def resolve(draft: Draft, found: list[Match], spans: list[tuple[int, int]]) -> None:
    """Certain names first, for they tell which countries the article is about; then those that need a country."""
    draft.aliases = frozenset(match.first for match in found)
    draft.surnames = frozenset(_surnames(draft, {(match.first, match.last) for match in found}, spans))
    doubtful, lone = list[Match](), list[Match]()
    for match in found:
        if not draft.free(match.first, match.last) or _part_of_other_name(draft, match) or draft.word(match.last) == "$":
            continue
        sense = match.senses[0]
        if sense.id.startswith("per:") and match.last - match.first == 1:
            lone.append(match)
        elif len(match.senses) > 1 or sense.kind in {"local", "local_demonym"}:
            doubtful.append(match)
        elif _stands(draft, match, sense):
            _take(draft, match, sense, 0.95)
    for match in doubtful:
        if chosen := _choose(draft, match):
            _take(draft, match, chosen, 0.8)
    draft.lone = tuple((match.first, match.senses[0].id) for match in lone)


def _surnames(draft: Draft, known: set[tuple[int, int]], spans: list[tuple[int, int]]) -> Iterator[str]:
    """Last words of unknown runs that look like a person's name: "Moyo" of "Tendai Moyo", not "Houston" of "Downtown Houston"."""
    for start, last in spans:
        first = start
        while first < last and draft.word(first) in TITLES:
            first += 1
        word = draft.word(first)
        if (
            1 < last - first < 5
            and (first, last) not in known
            and first not in draft.aliases
            and word not in ORG_HEADS
            and word.lower() not in _NO_GIVEN
        ):
            yield draft.word(last - 1)


def famous(draft: Draft) -> None:
    """A surname ("Trump") alone is the one whom everybody calls so, unless only others of that name were named in full before."""
    titles = {first: title_before(draft, first) for first, _ in draft.lone}
    full = {hit.entity for hit in draft.hits} | {person for first, person in draft.lone if titles[first]}
    bearers: dict[str, int] = {}
    for hit in sorted(draft.hits):
        if hit.entity.startswith("per:") and hit.last - hit.first > 1:
            bearers.setdefault(draft.word(hit.last - 1), hit.first)
    for first, person in draft.lone:
        if draft.free(first, first + 1) and (person in full or first < bearers.get(draft.word(first), first + 1)):
            draft.add(Hit(first, first + 1, person, "short_name", "alias", 0.9, titles[first]))


def _choose(draft: Draft, match: Match) -> Sense | None:
    """The one bearer whose country is named most; else a country, or the only plain name; else nobody.

    A place is backed by other places of its country only: "Atlanta, Georgia" is no country, "the US and Georgia" are two.
    """
    entries = draft.lexicon.entries
    ranked = []
    owner = _owner(draft, match.first)
    for sense in match.senses:
        entry = entries[sense.id]
        if _stands(draft, match, sense) and owner in {None, entry.country}:
            ranked.append(((draft.places if entry.type == "place" else draft.countries)[entry.country or ""], sense))
    ranked.sort(key=lambda pair: -pair[0])
    if ranked and ranked[0][0] and (len(ranked) == 1 or ranked[0][0] > ranked[1][0]):
        return ranked[0][1]
    plain = [sense for _, sense in ranked if sense.kind not in {"local", "local_demonym"}]
    return next((sense for sense in plain if entries[sense.id].type == "country"), plain[0] if len(plain) == 1 else None)


def _owner(draft: Draft, first: int) -> str | None:
    """The country right before, if one is: Kenya in "Kenya's Supreme Court"."""
    last = first - 1 if draft.word(first - 1) == "'s" else first
    country = draft.owners.get(last)
    return country if country and draft.same_sentence(first, last - 1) else None


def _stands(draft: Draft, match: Match, sense: Sense) -> bool:
    """Is the alias what it seems here? Shouted words, common words and lower-case contexts are not."""
    word = draft.word(match.first)
    if draft.loud[draft.tokens.sentence[match.first]] and draft.text(match.first, match.last) in SAME_AS_WORDS:
        return False
    if sense.kind == "local" and match.last - match.first == 1 and draft.opens(match.first) and word.lower() in draft.lower:
        return False
    if sense.kind in {"demonym", "local_demonym"} and (
        draft.word(match.last) in {"language", "dictionary"} or draft.word(match.first - 1) in {"speak", "speaks", "spoke", "speaking"}
    ):
        return False
    if sense.kind == "numbered" or not sense.needs:
        return True
    return any(draft.word(i).lower() in sense.needs for i in range(match.last, match.last + 5))


def _part_of_other_name(draft: Draft, match: Match) -> bool:
    """A single word between other capitals is a part of a longer name: "Melania Trump", "Kent Brockman", "Trump Tower"."""
    entry, kind = draft.lexicon.entries[match.senses[0].id], match.senses[0].kind
    long = match.last - match.first > 1 or draft.loud[draft.tokens.sentence[match.first]]
    before = draft.word(match.first - 1)
    if not long and kind in {"demonym", "local_demonym"}:
        return draft.word(match.first - 1 - (before == ".")) in {"Mr", "Mrs", "Ms", "Miss"}  # "Mr. Polish"
    if long or kind in {"acronym", "numbered"}:
        return False
    if before in draft.lexicon.given_names:
        return True
    if entry.type not in {"country", "place", "person"}:
        return _addressed(draft, match.first - 1)  # "Mr. Bloomberg" is no news agency
    return _between(draft, match, entry, before, draft.word(match.last))


def _between(draft: Draft, match: Match, entry: Entry, before: str, after: str) -> bool:
    word = draft.word(match.first)
    headed = after in LOC_HEADS or (after in ORG_HEADS and entry.type != "person")
    other_before, other_after = _other(draft, match.first - 1, before), _other(draft, match.last, after) and not headed
    if entry.type == "person":
        return other_before or after in ORG_HEADS or after in LOC_HEADS or after in SUFFIXES
    if word in ALSO_GIVEN and (other_after or _surname_of_someone(draft, after) or (word in draft.surnames and not entry.stands_for)):
        return True
    if entry.stands_for:
        return other_after or (other_before and before.lower() not in COMMON)
    return entry.type == "place" and (other_after or other_before or word in draft.surnames)


def _surname_of_someone(draft: Draft, word: str) -> bool:
    """Is it a surname that one person is known by: "Georgia Meloni" is no country's?"""
    senses = draft.lexicon.senses.get(word, ())
    return bool(senses) and senses[0].id.startswith("per:")


def _addressed(draft: Draft, i: int) -> bool:
    return draft.word(i - (draft.word(i) == ".")) in {"Mr", "Mrs", "Ms", "Miss", "Dr", "Mayor", "Senator", "Sen"}


def _other(draft: Draft, i: int, word: str) -> bool:
    return word not in TITLES and word.lower() not in ROLES and draft.name(i) and draft.free(i, i + 1) and i not in draft.aliases


def _take(draft: Draft, match: Match, sense: Sense, confidence: float) -> None:
    entry = draft.lexicon.entries[sense.id]
    if sense.kind == "numbered":
        _numbered(draft, match, sense)
    elif entry.stands_for and government(draft, match.first, match.last):
        draft.add(Hit(match.first, match.last, entry.stands_for, "metonym", "capital", 0.8))
    else:
        alone = entry.type == "person" and match.last - match.first == 1
        form: Form = "short_name" if alone else FORMS.get(sense.kind, "name")
        draft.add(Hit(match.first, match.last, sense.id, form, "demonym" if form == "demonym" else "alias", confidence))


def _numbered(draft: Draft, match: Match, sense: Sense) -> None:
    """A member of a family ("Hwasong-18"), or the family; "Patriot" alone needs a missile beside it."""
    last, number = match.last, ""
    if draft.tokens.hyphen(last) and draft.word(last + 1)[:1].isalnum():
        last, number = last + 2, draft.word(last + 1)
    elif draft.word(last).isdigit() and draft.tokens.starts[last] - draft.tokens.ends[last - 1] == 1 and len(draft.word(last)) < 4:
        last, number = last + 1, draft.word(last)
    kind = any(draft.word(i).lower() in sense.needs for i in range(max(match.first - 5, 0), last + 5))
    letter = len(draft.word(match.first)) == 1  # "B-12" may be a vitamin
    if number and (number[0].isdigit() or number.isupper()) and (kind or not letter):
        number = number.rstrip("s") if number[0].isdigit() else number  # "F-16s"
        draft.add(Hit(match.first, last, f"{sense.id}-{number.lower()}", "name", "numbered", 0.95))
    elif not sense.needs or (kind and not letter):
        draft.add(Hit(match.first, match.last, sense.id, "name", "alias", 0.85))
