"""The review list of `dateline actors --provisional`: names without an entry, where they stand, and the rows that would settle them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from ..core.review import Review
from ..kafka import consumer
from ._clients import partitions_of
from ._print import one_line
from ._reading import Start, records, spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..core.lexicon import Lexicon
    from ..settings import Settings

    Value = dict[str, Any]

MOST_SENTENCES = 2
"""Sentences shown of a name: enough to see what it is; `dateline actors ID` has them all."""


async def sentences_of(settings: Settings, topic: str, wanted: set[str], timeout: float) -> dict[str, list[str]]:  # noqa: ASYNC109 - handed on
    """Actor → a few sentences that mention it. One pass over the topic; of an article's versions the last one read counts."""
    found: dict[str, dict[str, list[str]]] = {actor: {} for actor in wanted}
    partitions = await partitions_of(settings, topic, timeout)
    async with consumer(settings) as client:
        async for record in records(client, await spans(client, topic, partitions, Start("beginning")), follow=False):
            article, _, actor = (record.key or b"").decode("utf-8", "replace").partition("|")
            if actor in found:
                texts = _texts(record.value)
                if texts or article in found[actor]:
                    found[actor][article] = texts
    return {actor: [text for texts in articles.values() for text in texts][:MOST_SENTENCES] for actor, articles in found.items()}


def _texts(value: bytes | None) -> list[str]:
    try:
        parsed = json.loads(value or b"{}")
        return [str(sentence["text"]) for sentence in parsed.get("sentences", ())][:MOST_SENTENCES]
    except (ValueError, TypeError, KeyError, AttributeError):
        return []  # anybody may have written to the topic


def reviewed(rows: Iterable[Value], sentences: dict[str, list[str]], lexicon: Lexicon) -> Iterator[Value]:
    """Each row with its sentences and proposals, in the given order."""
    review = Review(lexicon)
    for row in rows:
        proposals = [{"alias_of": p.alias_of, "row": p.row} for p in review.proposals(row["actor_id"])]
        kept = {key: row[key] for key in ("actor_id", "name", "type", "mentions", "articles")}
        yield kept | {"sentences": sentences.get(row["actor_id"], []), "proposals": proposals}


def print_review(found: Iterable[Value]) -> None:
    """Rows for the user's file stand alone on their lines and begin with a brace: `grep '^{'` takes them out."""
    for value in found:
        counts = f"{value['mentions']['named']} named in {value['articles']} article{'' if value['articles'] == 1 else 's'}"
        click.echo(f"\n{one_line(value['name'], 60)}  {counts}  [{one_line(value['type'])}, {one_line(value['actor_id'], 80)}]")
        for text in value["sentences"]:
            click.echo(f"  · {one_line(text, 300)}")
        for proposal in value["proposals"]:
            click.echo(f"  as an alias of {proposal['alias_of']}:" if proposal["alias_of"] else "  as a new entry:")
            click.echo(json.dumps(proposal["row"]))  # ASCII: a name from an article does nothing to a terminal
