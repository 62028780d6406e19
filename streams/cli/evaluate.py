"""`dateline evaluate`: what is found in texts that people annotated, against what they marked."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import click
import orjson

from ..core.article import EnrichedArticle
from ..core.score import Count, Score, added, score_dates, score_entities, score_tags
from ..vocabulary import load_vocabulary
from . import Fault
from ._clients import say
from ._gold import KEYS, Annotated, GoldError, read_gold, spans_of
from ._options import engine_option, json_option
from ._print import one_line, print_json, print_table
from .enrich import annotated, enricher, reason

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ..core.score import Difference

MAIN = {"dates": "strict", "entities": "all", "tags": "tags"}
"""The count by which documents are ranked."""
WORST, CONFUSIONS, EXAMPLES = 5, 12, 3
"""How many documents, kinds of confusion and texts of each are shown; --json has all kinds."""


class Scored(NamedTuple):
    one: Annotated
    score: Score


class Confusion(NamedTuple):
    """Disagreements of one kind: labels of gold and of what was found, how many, and the texts most often met."""

    kind: str
    gold: str
    found: str
    times: int
    texts: tuple[tuple[str, int], ...]


@click.command(
    "evaluate",
    epilog="""
\b
Examples:
  dateline evaluate dates annotated.jsonl
  dateline evaluate entities annotated.jsonl --json | jq .scores.all.f1
""",
)
@click.argument("kind", type=click.Choice(list(KEYS)))
@click.argument("path", type=click.Path(exists=True, dir_okay=False, allow_dash=True), metavar="GOLD.jsonl")
@json_option
@engine_option
def command(kind: str, path: Path, *, as_json: bool, engine: str | None) -> None:
    """Score what is found in GOLD.jsonl against what people marked there.

    A line is {"doc", "text", "published_at"?, "scored_to"?} with "timexes" or "entities" ({"start", "end", "type", "value"?,
    "optional"?}; code points into the text) or "tags" (codes). Texts are read as by `dateline enrich --jsonl`. Dates: strict, relaxed,
    type and value as in TempEval-3, task A; entities: exact span and class over PER, ORG and LOC;
    tags: all codes, the deepest ones, and those of the second and the top level.
    """
    with click.open_file(str(path), "rb") as lines:
        try:
            scored = _scored(kind, read_gold(lines, kind), engine)
        except GoldError as error:
            msg = f"{path}: {error}"
            raise Fault(msg) from error
    if not scored:
        msg = f"{path} holds no annotated text."
        raise Fault(msg)
    (_show_json if as_json else _show)(kind, scored)


def _scored(kind: str, gold: Iterable[Annotated], engine: str | None) -> list[Scored]:
    enrich, scored = enricher(annotate=True, engine=engine), list[Scored]()
    for one in gold:
        outcome = enrich(one.record)
        found = annotated(outcome) if isinstance(outcome, EnrichedArticle) else {key: [] for key in KEYS.values()}
        if not isinstance(outcome, EnrichedArticle):
            say(f"{one_line(one.doc)}: nothing is found, for it was refused: {one_line(reason(outcome))}")
        scored.append(Scored(one, _score(kind, one, found)))
    return scored


def _score(kind: str, one: Annotated, found: dict[str, Any]) -> Score:
    if kind == "tags":
        return score_tags(one.codes, found["tags"], one.optional_codes, _paths())
    return (score_dates if kind == "dates" else score_entities)(one.gold, spans_of(found[KEYS[kind]]))


@cache
def _paths() -> dict[str, tuple[str, ...]]:
    return {code: topic.broader for code, topic in load_vocabulary().topics.items()}


def _show(kind: str, scored: list[Scored]) -> None:
    rows = [(n, *(f"{x:.3f}" for x in (c.precision, c.recall, c.f1)), *map(str, (c.gold, c.found))) for n, c in _sums(scored).items()]
    print_table((f"{kind} in {len(scored)} texts", "P", "R", "F1", "gold", "found"), rows, {"P", "R", "F1", "gold", "found"})
    worst = [(one_line(doc, 60), str(count.errors), f"{count.f1:.3f}") for doc, count in _worst(kind, scored)]
    print_table((f"most errors ({MAIN[kind]})", "errors", "F1"), worst, {"errors", "F1"})
    confusions = [
        (
            c.kind,
            one_line(" → ".join(filter(None, (c.gold, c.found))), 40),
            str(c.times),
            " · ".join(f"{one_line(t, 44)} ({n})" for t, n in c.texts[:EXAMPLES]),
        )
        for c in _confusions(scored)[:CONFUSIONS]
    ]
    print_table(("confusion", "gold → found", "times", "most often"), confusions, {"times"})


def _show_json(kind: str, scored: list[Scored]) -> None:
    line = {
        "kind": kind,
        "documents": len(scored),
        "scores": {n: {**c._asdict(), "precision": c.precision, "recall": c.recall, "f1": c.f1} for n, c in _sums(scored).items()},
        "worst": [{"doc": doc, "errors": count.errors, "f1": count.f1} for doc, count in _worst(kind, scored)],
        "confusions": [c._asdict() | {"texts": [{"text": t, "count": n} for t, n in c.texts]} for c in _confusions(scored)],
    }
    print_json(orjson.dumps(line))


def _sums(scored: list[Scored]) -> dict[str, Count]:
    return added([one.score for one in scored])


def _worst(kind: str, scored: list[Scored]) -> list[tuple[str, Count]]:
    counts = [(one.one.doc, one.score.counts[MAIN[kind]]) for one in scored]
    return sorted((c for c in counts if c[1].errors), key=lambda c: (-c[1].errors, c[0]))[:WORST]


def _confusions(scored: list[Scored]) -> list[Confusion]:
    """Most frequent first. Values differ in too many ways to be a kind each: the two stand with the text."""
    kinds: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for one, score in scored:
        for difference in score.differences:
            key, text = _named(one.text, difference)
            kinds[key][text] += 1
    found = [Confusion(*key, texts.total(), tuple(texts.most_common(10))) for key, texts in kinds.items()]
    return sorted(found, key=lambda c: (-c.times, c[:3]))


def _named(text: str, difference: Difference) -> tuple[tuple[str, str, str], str]:
    kind, gold, found, (start, end) = difference
    surface = text[start:end]
    return (("value", "", ""), f"{surface}: {gold} → {found}") if kind == "value" else ((kind, gold, found), surface)
