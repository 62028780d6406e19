"""From the number in a row of the table to the articles, sentences and raw records it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
import orjson

from . import EXIT_FAILED, Fault
from ._clients import run
from ._print import one_line, print_json
from .actors import matching, mentions_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..settings import Settings

    Value = dict[str, Any]

FORMS = ("named", "nominal", "pronoun", "as_source")


def explain(settings: Settings, timeout: float, actor: str, *, as_json: bool) -> None:
    """Prints it; ends with exit code 1 when it does not add up."""
    row, actor_id = chosen(run(rows_of(settings, timeout)), actor)
    try:
        account = accounted(actor_id, row, run(mentions_of(settings, timeout, actor_id)))
    except (LookupError, TypeError, AttributeError) as error:
        msg = f"A record on the mentions topic is not in the published format ({one_line(repr(error))}): `dateline tail mentions --json` shows them all."
        raise Fault(msg) from error
    if not (account["row"] or account["articles"]):
        msg = f"Neither the table nor any article has {one_line(actor)}: `dateline actors` lists who is there."
        raise Fault(msg)
    if as_json:
        print_json(orjson.dumps(account, option=orjson.OPT_SORT_KEYS))
    else:
        _print(account)
    if not account["adds_up"]:
        raise SystemExit(EXIT_FAILED)


def chosen(rows: Iterable[Value], actor: str) -> tuple[Value | None, str]:
    """The row that is meant, and the id; an id without a row is taken at its word. Raises Fault when several could be meant."""
    found = matching(rows, actor)
    if len(found) > 1:
        some = ", ".join(one_line(row["actor_id"], 60) for row in found[:10])
        msg = f"{len(found)} actors could be meant; name one by its id: {some}"
        raise Fault(msg)
    if not found:
        return None, actor
    return found[0], found[0]["actor_id"]


def accounted(actor_id: str, row: Value | None, mentions: Iterable[Value]) -> Value:
    """The row, what each article adds to it, the sum, and whether they are equal."""
    articles = [_article(mention) for mention in mentions]
    total = {"articles": len(articles)} | {form: sum(a["counts"].get(form, 0) for a in articles) for form in FORMS}
    has = {"articles": row["articles"]} | {form: row["mentions"].get(form, 0) for form in FORMS} if row else dict.fromkeys(total, 0)
    return {"actor_id": actor_id, "name": row["name"] if row else None, "row": row and has, "sum": total, "adds_up": has == total, "articles": articles}  # fmt: skip


def _article(mention: Value) -> Value:
    kept = ("article_id", "rank", "generation", "day", "headline", "counts", "place")
    sentences = [{"index": s["index"], "text": s["text"]} for s in mention["sentences"]]
    return {name: mention[name] for name in kept} | {"version": mention["rank"][0], "sentences": sentences}


def _print(account: Value) -> None:
    click.echo(f"{one_line(account['name'] or '(no row)')}  {one_line(account['actor_id'])}")
    click.echo(f"The table says: {_counts(account['row']) if account['row'] else 'nothing'}")
    for article in account["articles"]:
        place, rank = article["place"], article["rank"]
        head = f"{article['day'] or 'undated'}  {article['headline'] or '(no headline)'}"
        click.echo(f"\n{one_line(head)}\n  {_counts({'articles': 1} | article['counts'])}")
        click.echo("  " + one_line(f"article {article['article_id']}, version {rank[0]} of {rank[1]}, content {rank[3][:8]}, generation {article['generation']}", 200))  # fmt: skip
        click.echo(f"  raw record {place['topic']} {place['partition']}:{place['offset']}")
        for sentence in article["sentences"]:
            click.echo(f"  · {one_line(sentence['text'], 400)}")
    verdict = "it adds up." if account["adds_up"] else "it does NOT add up (or something was on its way: see `dateline audit`)."
    click.echo(f"\nThe articles say: {_counts(account['sum'])}; {verdict}")


def _counts(counts: Value) -> str:
    return ", ".join(f"{count} {form.replace('_', ' ')}" for form, count in counts.items() if count or form in {"articles", "named"})
