"""What became of a raw record: the end of the way that a `202 Accepted` points to."""

from __future__ import annotations

import sqlite3
from functools import partial
from typing import TYPE_CHECKING

from ..core.deadletter import CURES
from .lists import LETTERS, Data, rows
from .marks import article_path, letter_path
from .site import Page, Site

if TYPE_CHECKING:
    from aiohttp import web

ENDS = ("enriched", "deadletter", "info", "pending")
"""`info`: a repeat, or older than what is there; nothing was lost. `pending`: on its way; or older than what the topics keep."""


async def fate(site: Site, request: web.Request) -> Page:
    """Only as JSON; its links lead to pages."""
    topic, partition, offset = request.match_info["topic"], int(request.match_info["partition"]), int(request.match_info["offset"])
    return Page("", "", await site.database.run(partial(fate_of, topic=topic, partition=partition, offset=offset)))


def fate_of(db: sqlite3.Connection, topic: str, partition: int, offset: int) -> Data:
    """Where the record stands: its `end`, the article, and for a dead letter the reason and the cure."""
    at = (topic, partition, offset)
    told: Data = {"record": {"topic": topic, "partition": partition, "offset": offset}, "end": "pending"}
    told |= dict.fromkeys(("article_id", "pub_status", "code", "detail", "cure", "see"))
    accepted = rows(db, "SELECT article_id, pub_status FROM versions WHERE (raw_topic, raw_partition, raw_offset) = (?, ?, ?) LIMIT 1", at)
    if accepted:
        return told | accepted[0] | {"end": "enriched", "see": f"{article_path(accepted[0]['article_id'])}.json"}
    found = rows(db, f"{LETTERS} WHERE (topic, partition, offset) = (?, ?, ?) ORDER BY received_at DESC LIMIT 1", at)
    if not found:
        return told
    letter = found[0]
    end = "info" if letter["severity"] == "info" else "deadletter"
    same = {name: letter[name] for name in ("article_id", "code", "detail")}
    return told | same | {"end": end, "cure": CURES.get(letter["code"]), "see": f"{letter_path(topic, partition, offset)}.json"}
