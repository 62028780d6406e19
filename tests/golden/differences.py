"""What a reader expects of a record beside what came out: one key for each expectation that does not hold.

A key names one single expectation (`named.cty:KEN`, `timexes.Friday=2026-03-06`), so that a known gap excuses nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from streams.core.article import EnrichedArticle, Voice
from streams.core.mentions import ACTOR_TYPES
from streams.flow.codec import encode_enriched

Expected = dict[str, Any]
Found = Iterator[tuple[str, str]]


def differences(expected: Expected, enriched: EnrichedArticle) -> dict[str, str]:
    """Key → what was expected and what came. Fields that the expectation does not speak of are not looked at."""
    return {key: text for name in expected if name in CHECKS for key, text in CHECKS[name](expected[name], enriched)}


def _plain(name: str, read: Callable[[EnrichedArticle], object]) -> Callable[[Any, EnrichedArticle], Found]:
    def check(expected: object, enriched: EnrichedArticle) -> Found:
        if (found := read(enriched)) != expected:
            yield name, f"expected {expected!r}, came {found!r}"

    return check


def _dateline(enriched: EnrichedArticle) -> object:
    line = enriched.article.dateline
    return line and {"city": line.city, "agency": line.agency, "month": line.month, "day": line.day}


def _repairs(enriched: EnrichedArticle) -> object:
    """By kind. Joined lines and single spaces are no repairs of the story's words."""
    return dict(sorted(Counter(r.kind for r in enriched.article.repairs if r.kind != "whitespace").items()))


def _counted(form: str) -> Callable[[dict[str, int], EnrichedArticle], Found]:
    def check(expected: dict[str, int], enriched: EnrichedArticle) -> Found:
        found = {e.id: count for e in enriched.reading.entities if e.type in ACTOR_TYPES and (count := getattr(e, form))}
        for actor in sorted(expected.keys() | found.keys()):
            if expected.get(actor, 0) != found.get(actor, 0):
                places = [f"{m.surface}@{m.start}:{m.method}" for m in enriched.reading.mentions if m.entity == actor]
                yield f"{form}.{actor}", f"expected {expected.get(actor, 0)}, came {found.get(actor, 0)} {places}"

    return check


def _timexes(expected: list[list[str]], enriched: EnrichedArticle) -> Found:
    """All of them. A leading article or "more than" may belong to the expression or not; vague ones ("soon") are not asked for."""
    wanted = Counter((_bare(surface), value) for surface, value in expected)
    came = Counter((_bare(t.surface), t.value) for t in enriched.reading.timexes if not t.value.endswith("_REF"))
    for surface, value in wanted - came:
        yield f"timexes.{surface}={value}", f"missing; came {sorted(came)}"
    for surface, value in came - wanted:
        yield f"timexes.!{surface}={value}", "nothing of the kind is in the text"


def _bare(surface: str) -> str:
    return " ".join(surface.split()).removeprefix("more than ").removeprefix("the ")


def _tags_required(expected: list[str], enriched: EnrichedArticle) -> Found:
    """A tag is there when the article has it or a narrower one."""
    came = {code for tag in enriched.reading.tags for code in (tag.code, *tag.broader)}
    for code in expected:
        if code not in came:
            yield f"tags_required.{code}", f"came {[(t.code, t.name) for t in enriched.reading.tags]}"


def _tags_forbidden(expected: list[str], enriched: EnrichedArticle) -> Found:
    for tag in enriched.reading.tags:
        for code in {tag.code, *tag.broader} & set(expected):
            yield f"tags_forbidden.{code}", f"came {tag.code} {tag.name} by {tag.rule}"


def _quotes(expected: list[list[str | None]], enriched: EnrichedArticle) -> Found:
    """Words, speaker and whom it was passed on by: ids, or the words of an unnamed source."""
    came = [[q.surface, _who(q.speaker), _who(q.via)] for q in enriched.reading.quotes]
    for quote in expected:
        if quote not in came:
            yield f"quotes.{quote[0]}", f"missing with {quote[1:]}; came {came}"
    for found in came:
        if found not in expected:
            yield f"quotes.!{found[0]}", f"not expected with {found[1:]}"


def _claims(expected: list[list[int | str | None]], enriched: EnrichedArticle) -> Found:
    """Sentence by sentence: modes and sources of its claims, in order."""
    came = [[c.sentence, c.mode, _who(c.source)] for c in enriched.reading.claims]
    for number in sorted({int(c[0] or 0) for c in (*expected, *came)}):
        want, has = ([claim[1:] for claim in claims if claim[0] == number] for claims in (expected, came))
        if want != has:
            yield f"claims.{number}", f"expected {want}, came {has}"


def _who(voice: Voice | None) -> str | None:
    return None if voice is None else voice.entity or voice.surface


def _notices(expected: list[str], enriched: EnrichedArticle) -> Found:
    came = {n.code for n in (*enriched.article.notices, *enriched.reading.notices)}
    for code in sorted(set(expected) ^ came):
        yield f"notices.{code}", "missing" if code in expected else "not expected"


def _body_has(expected: list[str], enriched: EnrichedArticle) -> Found:
    for text in expected:
        if text not in enriched.article.body:
            yield f"body_has.{text}", "is not in the body"


def _body_lacks(expected: list[str], enriched: EnrichedArticle) -> Found:
    for text in expected:
        if text in enriched.article.body:
            yield f"body_lacks.{text}", "is in the body"


def _lacks(expected: list[str], enriched: EnrichedArticle) -> Found:
    data = encode_enriched(enriched).decode()
    for text in expected:
        if text in data:
            yield f"lacks.{text}", "is somewhere in the enriched record"


CHECKS: dict[str, Callable[[Any, EnrichedArticle], Found]] = {
    "headline": _plain("headline", lambda e: {"text": e.article.headline.text, "source": e.article.headline.source}),
    "language": _plain("language", lambda e: e.article.language.code),
    "anchor": _plain("anchor", lambda e: {"day": e.article.anchor.day, "source": e.article.anchor.source}),
    "byline": _plain("byline", lambda e: list(e.article.byline)),
    "dateline": _plain("dateline", _dateline),
    "signal": _plain("signal", lambda e: e.article.signal),
    "body": _plain("body", lambda e: e.article.body),
    "dropped": _plain("dropped", lambda e: [[d.line, d.reason] for d in e.article.dropped]),
    "repairs": _plain("repairs", _repairs),
    "paragraphs": _plain("paragraphs", lambda e: len(e.article.paragraphs)),
    "sentences": _plain("sentences", lambda e: len(e.article.sentences)),
    "named": _counted("named"),
    "nominal": _counted("nominal"),
    "pronoun": _counted("pronoun"),
    "timexes": _timexes,
    "tags_required": _tags_required,
    "tags_forbidden": _tags_forbidden,
    "quotes": _quotes,
    "claims": _claims,
    "notices": _notices,
    "body_has": _body_has,
    "body_lacks": _body_lacks,
    "lacks": _lacks,
}
"""Field of an expectation → its check. `same_text_as` and `known_gap` are the test's own."""
