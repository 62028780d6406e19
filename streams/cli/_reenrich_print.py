"""How `dateline reenrich` says what it did, or what it would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click
import orjson

from ._print import one_line, print_json, print_table

if TYPE_CHECKING:
    from ..core.enrich import Tools
    from ..core.tally import Totals
    from ..upkeep.difference import Difference

FIELDS = ("articles", "named", "nominal", "pronoun", "as_source")


@dataclass(frozen=True, slots=True)
class Done:
    """`kept`: articles that still have their older reading."""

    asked: int
    kept: list[str]


def print_done(done: Done, generation: int, *, as_json: bool) -> None:
    if as_json:
        print_json(orjson.dumps({"generation": generation, "asked": done.asked, "kept": done.kept}))
        return
    click.echo(
        f"{done.asked:,} articles were read again." if done.asked else f"Nothing to do: all readings are of generation {generation}."
    )
    if done.kept:
        shown = ", ".join(one_line(article_id) for article_id in done.kept[:5])
        click.echo(f"{len(done.kept):,} keep an older reading ({shown}{', …' if len(done.kept) > 5 else ''}): the workers' log says why.")
        click.echo("Workers of an older version, or with an older DATELINE_LEXICON_EDITION, pass such requests over: stop them, and run this again.")  # fmt: skip


def print_difference(made: Difference, tools: Tools, limit: int, *, as_json: bool) -> None:
    rows = made.by_size()
    if as_json:
        actors = [_actor(actor, sums, months, tools) for actor, sums, months in rows]
        whole = {"generation": tools.generation, "articles": made.articles, "moving": made.moving, "kept": made.kept, "actors": actors}
        print_json(orjson.dumps(whole))
        return
    click.echo(f"{made.articles:,} articles have an older reading; {made.moving:,} would move numbers, of {len(rows):,} actors.")
    for code, count in sorted(made.kept.items()):
        click.echo(f"{count:,} cannot be read now ({code}) and would keep their older reading.")
    if rows:
        shown = [(a, tools.lexicon.describe(a).name, *(_signed(n) for n in sums[:2]), _months(months)) for a, sums, months in rows[:limit]]
        print_table(("actor", "name", "articles", "named", "months"), shown, {"articles", "named"})
    if len(rows) > limit:
        click.echo(f"… and {len(rows) - limit:,} more with --limit")


def _actor(actor: str, sums: tuple[int, ...], months: Totals, tools: Tools) -> dict[str, object]:
    by_month = {month: dict(zip(FIELDS, counts, strict=True)) for month, counts in sorted(months.items())}
    return {"actor_id": actor, "name": tools.lexicon.describe(actor).name, **dict(zip(FIELDS, sums, strict=True)), "months": by_month}


def _signed(number: int) -> str:
    return f"{number:+,}" if number else "0"


def _months(months: Totals) -> str:
    """The first three; `undated` for those without."""
    words = [f"{month or 'undated'} {_signed(counts[0])}" for month, counts in sorted(months.items()) if counts[0]]
    return ", ".join(words[:3]) + (", …" if len(words) > 3 else "")
