"""An enriched article for a person: what it says, what was taken for noise, and what remains unsure."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ._print import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..core.article import Anchor, EnrichedArticle, Quote


def summary(enriched: EnrichedArticle) -> str:
    return "\n".join(_lines(enriched))


def _lines(enriched: EnrichedArticle) -> Iterator[str]:
    article, reading = enriched.article, enriched.reading
    headline = article.headline
    yield f"headline   {one_line(headline.text or '(none)', 200)}  [{headline.source}]"
    yield f"article    {article.article_id}  [id from {article.id_origin}]  {article.pub_status}"
    yield f"published  {_anchor(article.anchor)}"
    yield f"language   {article.language.code}   {len(article.paragraphs)} paragraphs, {len(article.sentences)} sentences"
    if reading.entities:
        yield f"\n{'named':>5} {'nom.':>5} {'pron.':>5}  actors and other entities"
    for e in sorted(reading.entities, key=lambda e: (-e.named, -e.nominal, e.id)):
        yield f"{e.named:>5} {e.nominal:>5} {e.pronoun:>5}  {one_line(e.name, 50)}  [{e.type}, {one_line(e.id, 60)}]"
    yield from _section("dates", (f"{one_line(t.surface, 40)} → {t.value}{_days(t.begin, t.end_day)}" for t in reading.timexes))
    yield from _section("tags", (f"{tag.relevance:>3}  {tag.name}  [{tag.code}]" for tag in reading.tags))
    yield from _section("said", (_said(q) for q in reading.quotes if q.speaker))
    modes = Counter(claim.mode for claim in reading.claims)
    yield from _section("claims", (f"{count:>3}  {mode}" for mode, count in modes.most_common()))
    yield from _section("keywords", iter([", ".join(one_line(k.text, 40) for k in reading.keywords)] if reading.keywords else []))
    yield from _section("dropped", (f"line {d.line}: {one_line(d.text, 60)}  [{d.reason}]" for d in article.dropped))
    yield from _section("repaired", (f"{one_line(r.raw, 40)} → {one_line(r.clean, 40)}  [{r.kind}]" for r in article.repairs))
    yield from _section("notices", (f"{n.code}: {one_line(n.detail, 200)}" for n in (*article.notices, *reading.notices)))


def _anchor(anchor: Anchor) -> str:
    if anchor.begin:
        best = f"best {anchor.day}" if anchor.day else "no day stands out"
        because = "; ".join(one_line(proof.says, 80) for proof in anchor.proof)
        return f"inferred: {anchor.begin} … {anchor.end_day}, {best}, confidence {anchor.confidence:.2f}, because {because}"
    if anchor.day is None:
        return "unknown: relative dates stay open (--published-at gives the day)"
    return f"{anchor.day}  [{anchor.source}, confidence {anchor.confidence:.2f}]"


def _said(quote: Quote) -> str:
    via = f", by way of {one_line(quote.via.surface, 40)}" if quote.via else ""
    return f"{one_line(quote.speaker.surface, 40) if quote.speaker else '?'}{via}: “{one_line(quote.surface, 90)}”"


def _days(begin: str | None, end: str | None) -> str:
    if begin is None and end is None:
        return ""
    return f"  ({begin})" if begin == end else f"  ({begin or '…'} to {end or '…'})"


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if not number:
            yield f"\n{title}"
        yield f"  {line}"
