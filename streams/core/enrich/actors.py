"""Article → the entities and actors it names, each mention with its place, form and the rule that found it.

English only. The order of the finders is the order of trust: long names, names the registry knows, what follows from them; then
definite nominals ("the ruling party") and pronouns, which have counts of their own and never count as `named`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..article import NAMED_FORMS, Article, Entity, Mention, Notice, Timex
from ..lexicon import Lexicon
from ..offsets import raw_span
from ..tokens import Tokens
from .actors_draft import Draft, Hit, draft
from .actors_known import famous, matches, resolve
from .actors_nominals import nominals
from .actors_people import surnames, unknown_people
from .actors_places import sides
from .actors_pronouns import pronouns
from .actors_roles import ambiguous_surnames, role_conflicts
from .actors_titles import title_before, titled_surnames
from .entities_names import acronyms, organisations, read_acronyms, repeats, runs
from .entities_places import in_context, with_heads
from .entities_rules import elections, ministries
from .entities_trained import long_names, short_names
from .entities_unknown import listed_people, lone_acronyms, shouted, undecided
from .names_engine import NameEngine

LANGUAGES = frozenset({"en", "und"})
"""Languages whose names are read. Undetermined counts as English: short texts often are."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one article names. Mentions by place; entities by first mention."""

    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    notices: tuple[Notice, ...] = ()
    tokens: Tokens | None = None
    """Of the body, for those who read on; None when nothing was read."""


def find_actors(article: Article, lexicon: Lexicon, timexes: Sequence[Timex] = (), names: NameEngine | None = None) -> Found:
    """Entities and mentions of the body. `timexes` give elections their year; without them only a year in the name does.

    `names` finds names that the registry does not have; without it rules alone do.
    """
    code = article.language.code.split("-")[0].lower()
    if code not in LANGUAGES:
        return Found(notices=(Notice("language_not_supported", f"names are read in English only; the article's language is {code!r}"),))
    if not article.body:
        return Found()
    found = draft(article, lexicon)
    _read(found, article.anchor.day, timexes, names)
    mentions = _mentions(article, found)
    notices = (*ambiguous_surnames(found), *role_conflicts(found, article.anchor))
    return Found(_entities(lexicon, mentions), mentions, notices, tokens=found.tokens)


def _read(found: Draft, day: str | None, timexes: Sequence[Timex], names: NameEngine | None) -> None:
    spans = runs(found)
    aliases = matches(found)
    method = names.method if names else ""
    proposed = names.spans(found, aliases) if names else None
    if proposed is None:
        resolve(found, with_heads(found, organisations(found, aliases, spans), spans), spans)
    else:
        resolve(found, long_names(found, aliases, proposed, method), spans)
    ministries(found)
    undecided(found, aliases)
    read_acronyms(found, acronyms(found))
    elections(found, timexes)
    if proposed is None:
        unknown_people(found, spans)
        listed_people(found, spans)
    repeats(found)
    famous(found)
    surnames(found, day)
    titled_surnames(found, day)
    sides(found)
    if proposed is None:
        in_context(found, spans)
        lone_acronyms(found)
    else:
        short_names(found, proposed, method)
    shouted(found)
    nominals(found, day)
    pronouns(found)


def _mentions(article: Article, found: Draft) -> tuple[Mention, ...]:
    tokens = found.tokens
    mentions = []
    for hit in sorted(found.hits, key=lambda h: (h.first, h.last)):
        start, end = tokens.starts[hit.first], tokens.ends[hit.last - 1]
        raw_start, raw_end = raw_span(article.raw_map, start, end)
        surface, sentence = article.body[start:end], tokens.sentence[hit.first]
        role = hit.role or (title_before(found, hit.first) if hit.form in NAMED_FORMS and hit.entity.startswith("per:") else None)
        mentions.append(
            Mention(
                hit.entity,
                surface,
                hit.form,
                start,
                end,
                raw_start,
                raw_end,
                sentence,
                hit.confidence,
                hit.method,
                role,
                candidates=hit.candidates,
            )
        )
    return tuple(mentions)


def _entities(lexicon: Lexicon, mentions: tuple[Mention, ...]) -> tuple[Entity, ...]:
    by_id: dict[str, list[Mention]] = {}
    for mention in mentions:
        by_id.setdefault(mention.entity, []).append(mention)
    return tuple(_entity(lexicon, entity, some) for entity, some in by_id.items())


def _entity(lexicon: Lexicon, entity: str, mentions: list[Mention]) -> Entity:
    forms = [m.form for m in mentions]
    named, nominal = sum(map(NAMED_FORMS.__contains__, forms)), forms.count("nominal")
    pronoun = len(mentions) - named - nominal
    return Entity(entity, *lexicon.describe(entity), named=named, nominal=nominal, pronoun=pronoun, first=mentions[0].start)


__all__ = ["Found", "Hit", "find_actors"]
