"""`dateline enrich`: the whole way of an article, without any broker."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click
import orjson

from ..core.article import EnrichedArticle, Erasure, Mention, Place, Record, Rejection
from ..core.process import process
from ..flow.codec import encode_enriched
from ..incoming.files import InputError, read_inputs
from ..incoming.records import LINES
from ..settings import load
from ..tools import load_tools
from . import Fault
from ._clients import say
from ._options import article_options, engine_option, json_option
from ._print import print_json, visible
from ._summary import summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..incoming.records import Given, Outgoing

    Outcome = EnrichedArticle | Erasure | Rejection
    Enrich = Callable[[Record], Outcome]
    Parsed = dict[str, Any]


@click.command(
    "enrich",
    epilog="""
\b
Examples:
  dateline enrich --published-at 2026-05-01 story.txt
  dateline enrich --json stories/ | jq '.entities[].name'
  dateline enrich --jsonl documents.jsonl > annotations.jsonl
  dateline enrich --engine accurate story.txt
""",
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, allow_dash=True), metavar="PATH…")
@article_options
@json_option
@engine_option
@click.option("--jsonl", "annotate", is_flag=True, help='Read {"doc", "text", "published_at"?} a line; write annotations with offsets into that text.')  # fmt: skip
def command(paths: tuple[str, ...], given: Given, *, as_json: bool, annotate: bool, engine: str | None) -> None:
    """Enrich files here and now: who, when, what about. Nothing is sent or kept, and no broker is needed.

    PATH is what `dateline publish` takes. Without --published-at relative dates such as "Thursday" stay open, and the summary says so.
    --json prints each article as it would be on the enriched topic. --jsonl annotates: headlines, datelines, bylines and captions are
    read too, and only what is no part of the story (advertisements, links, lines said twice) is left out; offsets are code points, half
    open, into `text` as given, and DATELINE_MAX_MENTIONS does not apply.
    """
    if as_json and annotate:
        msg = "--json and --jsonl exclude each other."
        raise click.UsageError(msg)
    try:
        outgoing = read_inputs(paths, given, content_type=LINES if annotate else None)
    except InputError as error:
        raise click.UsageError(str(error)) from error
    show = _annotations if annotate else _json if as_json else _summary
    enrich, refused, number = enricher(annotate=annotate, engine=engine), 0, -1
    for number, one in enumerate(outgoing):
        if annotate and not (number or one.fault or one.value.lstrip().startswith(b"{")):
            msg = f"{visible(one.label)}: this is no JSON Lines, one object a line. Without --jsonl any text can be read."
            raise Fault(msg)
        outcome = Rejection("read", "unreadable", one.fault) if one.fault else enrich(_record(one, number))
        refused += not isinstance(outcome, EnrichedArticle)
        show(one, outcome)
    if refused or number < 0:
        msg = f"{refused} of {number + 1} were refused." if refused else "There was nothing to enrich."
        raise Fault(msg)


def enricher(*, annotate: bool, engine: str | None = None) -> Enrich:
    """`engine`: in the place of DATELINE_ENGINE. The limit of mentions guards the records that an article becomes; annotations become none."""
    settings = load(os.environ, engine=engine)
    tools = load_tools(settings.lexicon, settings.lexicon_edition, engine=settings.engine, key=settings.engine_secret)
    most = sys.maxsize if annotate else settings.max_mentions
    return lambda record: process(record, tools, max_text_bytes=settings.max_text_bytes, max_mentions=most, whole=annotate)


def _record(one: Outgoing, number: int) -> Record:
    """As it would lie on a topic. Its time is the epoch: a file was never received, and the same file must give the same bytes."""
    return Record(Place("file", 0, number), None if one.key is None else one.key.encode(), one.value, 0, tuple(one.headers))


def _summary(one: Outgoing, outcome: Outcome) -> None:
    if isinstance(outcome, EnrichedArticle):
        click.echo(f"== {visible(one.label)}")
        click.echo(summary(outcome))
    else:
        _say_refused(one, outcome)


def _json(one: Outgoing, outcome: Outcome) -> None:
    if isinstance(outcome, EnrichedArticle):
        print_json(encode_enriched(outcome))
    else:
        _say_refused(one, outcome)


def _annotations(one: Outgoing, outcome: Outcome) -> None:
    """One line for each document in any case, so that the lines of input and output can be laid side by side."""
    line: Parsed = {"doc": _doc(one), "entities": [], "timexes": [], "tags": []}
    if isinstance(outcome, EnrichedArticle):
        line |= annotated(outcome)
    else:
        line["error"] = reason(outcome)
        _say_refused(one, outcome)
    print_json(orjson.dumps(line))


def annotated(enriched: EnrichedArticle) -> Parsed:
    """Entities (places too), time expressions and tag codes; offsets into the text as given, in order."""
    reading = enriched.reading
    types = {entity.id: entity.type for entity in reading.entities}
    return {
        "entities": [
            {"start": m.raw_start, "end": m.raw_end, "type": _class(m, types), "id": m.entity, "form": m.form}
            for m in sorted(reading.mentions, key=lambda m: (m.raw_start, m.raw_end, m.entity))
        ],
        "timexes": [
            {"start": t.raw_start, "end": t.raw_end, "type": t.type, "value": t.value}
            for t in sorted(reading.timexes, key=lambda t: (t.raw_start, t.raw_end))
        ],
        "tags": [tag.code for tag in reading.tags],
    }


def _class(mention: Mention, types: dict[str, str]) -> str:
    """The entity's type; but "Kenyan" is no place though it stands for one, and annotated news sets it apart too, as it does "he"."""
    if mention.form in {"nominal", "pronoun"}:
        return mention.form
    return "nationality" if mention.form == "demonym" else types[mention.entity]


def _doc(one: Outgoing) -> Any:  # noqa: ANN401 - whatever the caller counts by
    try:
        parsed = orjson.loads(one.value)
    except ValueError:
        return None
    return parsed.get("doc") if isinstance(parsed, dict) else None


def _say_refused(one: Outgoing, outcome: Outcome) -> None:
    say(f"{visible(one.label)}: {visible(reason(outcome))}")


def reason(outcome: Outcome) -> str:
    match outcome:
        case Rejection(stage=stage, code=code, detail=detail):
            return f"{stage}/{code}: {detail}"
        case _:
            return "an erasure: there is nothing to enrich"
