"""A core small enough to foresee: the delivery is tested with it, whatever the real enrichment finds.

A raw record is JSON: `{"id", "version", "status"?, "day"?, "actors": {actor: named}, "do"?}`; `do` makes the core misbehave.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from streams.core.article import (
    STATUS_RANK,
    Anchor,
    Article,
    EnrichedArticle,
    Entity,
    Erasure,
    Mention,
    Part,
    Rank,
    RawArticle,
    Reading,
    Record,
    Rejection,
    Sentence,
)
from streams.core.identity import article_id, sha256
from streams.core.moments import rfc3339
from streams.core.tally import Described
from streams.flow.limits import LimitedCore
from streams.flow.notes import CrashNotes
from streams.flow.running import run, set_up_logging
from streams.flow.sandbox import HtmlSandbox
from streams.settings import load

if TYPE_CHECKING:
    from collections.abc import Callable

GENERATION = 1
RECEIVED = "2024-01-01T00:00:00.000Z"
"""Of every rank: versions alone decide."""


def raw_id(name: str) -> str:
    return article_id("toy", name, None, "")[0]


def read(record: Record) -> RawArticle | Erasure | Rejection:
    if record.value is None:
        return Erasure(record.place, rfc3339(record.timestamp_ms), (record.key or b"").decode())
    try:
        message = orjson.loads(record.value)
        status = message.get("status", "usable")
        rank = Rank(message["version"], RECEIVED, STATUS_RANK[status], sha256(record.value)[:32])
    except (ValueError, TypeError, KeyError) as error:
        return Rejection("read", "bad_json", str(error))
    return RawArticle(
        record.place, rfc3339(record.timestamp_ms), "", raw_id(message["id"]), "given", rank, text=record.value.decode(), pub_status=status
    )  # fmt: skip


def clean(raw: RawArticle) -> Article | Rejection:
    text = raw.text or "{}"
    day = orjson.loads(text).get("day")
    return Article(
        raw.article_id,
        "given",
        raw.rank,
        raw.pub_status,
        raw.place,
        raw.received_at,
        "",
        anchor=Anchor(day, "given" if day else "none"),
        body=text,
        sentences=(Sentence(0, len(text), 0),),
    )


def enrich(article: Article) -> EnrichedArticle | Rejection:
    message = orjson.loads(article.body)
    misbehave(message.get("do"))
    if article.pub_status != "usable":
        return EnrichedArticle(article, Reading(GENERATION, "toy", ""))
    named: dict[str, int] = message["actors"]
    parts: tuple[Part, ...] = ("source", "subject")
    mentions = tuple(Mention(a, a, "name", 0, 1, 0, 1, 0, 1.0, "toy", part=parts[i % 2]) for a, n in named.items() for i in range(n))
    entities = tuple(
        Entity(a, a, "person", None, None, provisional=False, named=n, nominal=0, pronoun=0, first=0, as_source=(n + 1) // 2)
        for a, n in named.items()
    )
    return EnrichedArticle(article, Reading(GENERATION, "toy", "", entities, mentions))


def misbehave(how: str | None) -> None:
    if how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "hang":
        while True:
            time.sleep(0.1)
    if how == "raise":
        msg = "as asked"
        raise ValueError(msg)


class ToyNames:
    def describe(self, actor_id: str) -> Described:
        return Described(actor_id, "person", None, None, provisional=False)


def _as_given(named: dict[str, int]) -> dict[str, int]:
    return named


def fold(messages: list[dict[str, Any]], found: Callable[[dict[str, int]], dict[str, int]] = _as_given) -> dict[str, tuple[int, int]]:
    """What the actor table must say: actor → (articles, named), from the newest version of each article alone. `found`: what is
    found of the actors in the text.

    Equal versions are told apart as the product does it: by status, then by the hash of the content.
    """
    newest: dict[str, tuple[Any, dict[str, Any]]] = {}
    for message in messages:
        value = orjson.dumps(message)
        rank = (message["version"], STATUS_RANK[message.get("status", "usable")], sha256(value)[:32])
        if message["id"] not in newest or rank > newest[message["id"]][0]:
            newest[message["id"]] = (rank, message)
    table: dict[str, tuple[int, int]] = {}
    for _, message in newest.values():
        if message.get("status", "usable") == "usable":
            for actor, named in found(message["actors"]).items():
                articles, total = table.get(actor, (0, 0))
                table[actor] = (articles + 1, total + named)
    return table


def main() -> int:
    """A worker with the toy core, configured as the real one."""
    settings = load(os.environ)
    set_up_logging(settings)
    notes = CrashNotes(Path(settings.data_dir), settings.app)
    core = LimitedCore(read, clean, enrich, notes, HtmlSandbox(clean, settings.enrich_timeout))
    return asyncio.run(run(settings, core, ToyNames(), notes, GENERATION))


if __name__ == "__main__":
    sys.exit(main())
