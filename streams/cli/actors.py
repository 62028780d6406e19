"""`dateline actors`: the table as it stands on its topic, and what is behind one row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
import orjson

from ..kafka import consumer
from ..lexicon import load_lexicon
from ..topics import Topics
from ._actors_review import print_review, reviewed, sentences_of
from ._clients import partitions_of, run
from ._options import broker_options, json_option, timeout_option
from ._print import one_line, print_json, print_table
from ._reading import Start, records, spans

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..settings import Settings

    Value = dict[str, Any]

HEADS = ("actor", "named", "nominal", "pronoun", "as source", "articles", "type", "id")


@click.command(
    "actors",
    epilog="""
\b
Examples:
  dateline actors --limit 20
  dateline actors "united nations"
  dateline actors --json | jq -r '[.name, .mentions.named] | @tsv'
  dateline actors --provisional --limit 20
  dateline actors --provisional "Orlova" | grep '^{' >> own-actors.jsonl
""",
)
@click.argument("name", required=False)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="The first N actors only.")
@click.option("--provisional", is_flag=True, help="Names without a registry entry, with the rows that would settle them.")
@json_option
@broker_options
@timeout_option
def command(  # noqa: PLR0913 - one argument an option
    *, name: str | None, limit: int | None, provisional: bool, as_json: bool, settings: Settings, timeout: float
) -> None:
    """Who is in the news: the actors by how often they are named.

    NAME is an actor's id or a part of the name. If it is one actor, the articles and sentences that mention it follow.
    """
    rows = run(rows_of(settings, timeout))
    found = sorted(matching(rows, name) if name else rows, key=_most_named)
    if provisional:
        _review([row for row in found if row.get("provisional") is True][: limit or len(found)], settings, timeout, as_json=as_json)
        return
    if as_json:
        for row in found[:limit]:
            print_json(orjson.dumps(row, option=orjson.OPT_SORT_KEYS))
        return
    print_table(HEADS, [_cells(row) for row in found[:limit]], numbers=set(HEADS[1:6]))
    click.echo(f"{min(len(found), limit or len(found))} of {len(rows)} actors")
    if name and len(found) == 1:
        _print_mentions(run(mentions_of(settings, timeout, found[0]["actor_id"])))


def _review(found: list[Value], settings: Settings, timeout: float, *, as_json: bool) -> None:
    topic = Topics(settings.prefix, settings.app).mentions.name
    sentences = run(sentences_of(settings, topic, {row["actor_id"] for row in found}, timeout))
    values = reviewed(found, sentences, load_lexicon(settings.lexicon))
    if as_json:
        for value in values:
            print_json(orjson.dumps(value, option=orjson.OPT_SORT_KEYS))
    else:
        print_review(values)
        click.echo(f"\n{len(found)} names without an entry")


async def rows_of(settings: Settings, timeout: float) -> list[Value]:  # noqa: ASYNC109 - handed on
    """The newest row under each key; a tombstone takes the key away."""
    rows: dict[bytes, Value] = {}
    topic = Topics(settings.prefix, settings.app).actors.name
    partitions = await partitions_of(settings, topic, timeout)
    async with consumer(settings) as client:
        async for record in records(client, await spans(client, topic, partitions, Start("beginning")), follow=False):
            rows.pop(record.key, None)
            if (row := _parsed(record.value)) and is_row(row):
                rows[record.key] = row
    return list(rows.values())


async def mentions_of(settings: Settings, timeout: float, actor_id: str) -> list[Value]:  # noqa: ASYNC109 - handed on
    topic = Topics(settings.prefix, settings.app).mentions.name
    partitions = await partitions_of(settings, topic, timeout)
    async with consumer(settings) as client:
        source = records(client, await spans(client, topic, partitions, Start("beginning")), follow=False)
        ending = f"|{actor_id}".encode()
        return latest([(r.key, _parsed(r.value)) async for r in source if r.key and r.key.endswith(ending)])


def matching(rows: Iterable[Value], name: str) -> list[Value]:
    """The row with that id or that very name, else those whose name or id contains it; case does not matter."""
    wanted, rows = name.casefold(), list(rows)
    exact = [row for row in rows if wanted in {row["actor_id"].casefold(), row["name"].casefold()}]
    return exact or [row for row in rows if wanted in row["name"].casefold() or wanted in row["actor_id"].casefold()]


def latest(mentions: Iterable[tuple[bytes, Value | None]]) -> list[Value]:
    """Of each key what counts: the greatest (rank, generation), whatever came last; a null forgets the key. Those that are gone are left out."""
    kept: dict[bytes, Value] = {}
    for key, value in mentions:
        if value is None:
            kept.pop(key, None)
        elif key not in kept or _version(value) >= _version(kept[key]):
            kept[key] = value
    return sorted((m for m in kept.values() if not m["gone"]), key=lambda m: (m["day"] or "", m["article_id"]), reverse=True)


def is_row(row: Value) -> bool:
    """Anybody may have written to the topic: a row has what is printed of it."""
    mentions = row.get("mentions")
    texts = all(isinstance(row.get(name), str) for name in ("actor_id", "name", "type"))
    numbers = isinstance(mentions, dict) and all(isinstance(mentions.get(form), int) for form in HEADS[1:4])
    return texts and numbers and isinstance(row.get("articles"), int)


def _version(mention: Value) -> tuple[list[Any], int]:
    return mention["rank"], mention["generation"]


def _parsed(value: bytes | None) -> Value | None:
    try:
        parsed = orjson.loads(value or b"null")
    except ValueError:
        return None
    return parsed if isinstance(parsed, dict) else None


def _most_named(row: Value) -> tuple[int, str]:
    return -row["mentions"]["named"], row["actor_id"]


def _cells(row: Value) -> tuple[str, ...]:
    counts = [str(row["mentions"][form]) for form in HEADS[1:4]]
    counts.append(str(row["mentions"].get("as_source", 0)))
    return (one_line(row["name"], 40), *counts, str(row["articles"]), row["type"], one_line(row["actor_id"], 60))


def _print_mentions(mentions: list[Value]) -> None:
    for mention in mentions:
        place = mention["place"]
        head = f"{mention['day'] or 'undated'}  {mention['headline'] or '(no headline)'}"
        click.echo(f"\n{one_line(head)}\n  {mention['article_id']}  from {place['topic']} {place['partition']}:{place['offset']}")
        for sentence in mention["sentences"]:
            click.echo(f"  · {one_line(sentence['text'], 400)}")
