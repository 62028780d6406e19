"""Pages of what lies on the public topics: by offset, time or key, one record in full, and an export of what was chosen."""

from __future__ import annotations

import base64
import sqlite3
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import Final

import orjson
from aiohttp import web

from ..core.identity import murmur2
from ..core.moments import as_time, moment, rfc3339
from .browse import BrowseError, Browsing, Seen, Stretch
from .details import hex_dump
from .hidden import why_hidden
from .lists import Data
from .observer import PartitionState
from .pages import text
from .silence import seconds
from .site import Page, Site
from .tails import ident

ROWS: Final = 50
SCAN_SECONDS: Final = 3.0
"""Longest search for a key; the page says how far it came and goes on from there."""
_PREVIEW: Final = 300
_HEX: Final = 4_096
_LONGEST_KEY: Final = 2_000


@dataclass(frozen=True, slots=True)
class Chosen:
    role: str
    stretch: Stretch
    key: str
    first: int
    end: int
    partitions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ToFollow:
    """The same filter, for who follows."""

    role: str
    topic: str
    key: str
    partitions: tuple[int, ...]

    def fits(self, seen: Seen) -> bool:
        return _fits(seen, self.key)


async def records(site: Site, request: web.Request) -> Page:
    """`partition`, and from where: `offset`, `at` (a time), or the newest; `key` looks for one."""
    chosen = await _chosen(site, request)
    found, upto = list[Data](), chosen.stretch.start
    deadline = time.monotonic() + SCAN_SECONDS
    async with aclosing(_shown(site, chosen)) as pieces:  # type: ignore[type-var]
        async for rows, place in pieces:
            found += rows
            upto = place
            if len(found) >= ROWS or time.monotonic() > deadline:
                break
    if len(found) > ROWS:
        found, upto = found[:ROWS], found[ROWS - 1]["offset"] + 1
    data = {
        "topic": chosen.stretch.topic, "partition": chosen.stretch.partition, "partitions": chosen.partitions, "key": chosen.key,
        "at": text(request, "at"), "offset": chosen.stretch.start, "first": chosen.first, "end": chosen.end, "next": upto, "rows": found,
    }  # fmt: skip
    # who follows goes on behind what the page shows; partitions that it does not show begin when the connection does
    after = ident({chosen.stretch.partition: upto}) if "follow" in request.query else ""
    extra = {"asked": text(request, "partition"), "may_follow": site.tails is not None, "after": after}
    return Page("records.html", f"Records of {chosen.stretch.topic}", data, extra, nav="/topics")


async def record(site: Site, request: web.Request) -> Page:
    """One record: as JSON in lines, as it is, as bytes, with its headers."""
    role, states = _topic(site, request)
    place = int(request.match_info["partition"]), int(request.match_info["offset"])
    state = next((s for s in states if s.partition == place[0]), None)
    if state is None or not state.first <= place[1] < state.end:
        raise web.HTTPNotFound(text="The topic does not hold this record: not yet, or no longer.")
    stretch = Stretch(request.match_info["topic"], *place, place[1] + 1)
    chosen = Chosen(role, stretch, "", state.first, state.end, ())
    async with aclosing(_shown(site, chosen, whole=True)) as pieces:  # type: ignore[type-var]
        async for rows, _ in pieces:
            if rows:
                data = rows[0] | {"first": state.first, "end": state.end}
                return Page("record.html", f"{stretch.topic}/{place[0]}/{place[1]}", data, nav="/topics")
    raise web.HTTPNotFound(text="The topic holds nothing at this offset: it was compacted away, taken back, or is a marker.")


async def chosen_rows(site: Site, request: web.Request) -> AsyncIterator[list[Data]]:
    """For an export: everything from the place that was chosen to the end as it is now. The first piece is empty: what was asked is fine."""
    chosen = await _chosen(site, request)
    yield []
    async with aclosing(_shown(site, chosen, whole=True)) as pieces:  # type: ignore[type-var]
        async for rows, _ in pieces:
            yield rows


async def _chosen(site: Site, request: web.Request) -> Chosen:
    role, states = _topic(site, request)
    key, at, topic = request.query.get("key", "")[:_LONGEST_KEY], text(request, "at"), request.match_info["topic"]
    numbers = tuple(s.partition for s in states)
    number = _partitions(request, key, numbers)[0]
    state = states[numbers.index(number)]
    start = max(state.first, state.end - ROWS) if not key else state.first
    offset = text(request, "offset")
    if offset.isascii() and offset.isdigit():
        start = min(max(int(offset[:18]), state.first), state.end)
    elif found := moment(at):
        try:
            reached = await browsing(site).at_time(topic, number, int(1000 * seconds(as_time(found))))
        except BrowseError as error:
            raise not_now(error) from error
        start = state.end if reached is None else reached
    return Chosen(role, Stretch(topic, number, start, state.end), key, state.first, state.end, numbers)


def to_follow(site: Site, request: web.Request) -> ToFollow:
    role, states = _topic(site, request)
    key = request.query.get("key", "")[:_LONGEST_KEY]
    return ToFollow(role, request.match_info["topic"], key, _partitions(request, key, [s.partition for s in states]))


def _partitions(request: web.Request, key: str, numbers: Sequence[int]) -> tuple[int, ...]:
    """The one that is named, else that of the key, else all."""
    asked = text(request, "partition")
    if asked.isascii() and asked.isdigit() and int(asked) in numbers:
        return (int(asked),)
    if key:  # every keyed record of ours lies where Kafka's own clients would put it
        return (numbers[murmur2(key.encode("utf-8", "replace")) % len(numbers)],)
    return tuple(numbers)


def _topic(site: Site, request: web.Request) -> tuple[str, tuple[PartitionState, ...]]:
    """Role and partitions, as of the last look at the broker."""
    roles = {getattr(site.topics, role).name: role for role in ("raw", "articles", "enriched", "mentions", "actors", "deadletter")}
    name, snapshot = request.match_info["topic"], site.status.snapshot
    if name not in roles:
        raise web.HTTPNotFound(text="This is none of the public topics.")
    if snapshot is None or not site.status.connected:
        raise web.HTTPServiceUnavailable(text="The broker does not answer, so its topics cannot be read now.")
    if name not in snapshot.topics or not snapshot.topics[name].partitions:
        raise web.HTTPNotFound(text="There is no such topic yet. `dateline topics` makes it.")
    return roles[name], snapshot.topics[name].partitions


async def _shown(site: Site, chosen: Chosen, *, whole: bool = False) -> AsyncIterator[tuple[list[Data], int]]:
    try:
        async with aclosing(browsing(site).read(chosen.stretch)) as pieces:  # type: ignore[type-var]
            async for seen, place in pieces:
                fitting = [s for s in seen if _fits(s, chosen.key)]
                yield await site.database.run(partial(as_rows, role=chosen.role, seen=fitting, whole=whole)), place
    except BrowseError as error:
        raise not_now(error) from error


def browsing(site: Site) -> Browsing:
    if site.browsing is None:
        raise web.HTTPServiceUnavailable(text="This view does not read topics.")
    return site.browsing


def _fits(seen: Seen, key: str) -> bool:
    return not key or seen.record.key == key.encode("utf-8", "replace")


def not_now(error: BrowseError) -> web.HTTPServiceUnavailable:
    return web.HTTPServiceUnavailable(text=f"The topic cannot be read now: {error}.")


def as_rows(db: sqlite3.Connection, role: str, seen: list[Seen], *, whole: bool) -> list[Data]:
    return [_row(s, why_hidden(db, role, s.record), whole=whole) for s in seen]


def _row(seen: Seen, hidden: str, *, whole: bool) -> Data:
    """`value` is JSON, text where it is none, bytes in base 64 where it is neither; nothing of the record where it is hidden."""
    topic, partition, offset = seen.record.at
    at = {"topic": topic, "partition": partition, "offset": offset, "time": rfc3339(max(0, seen.timestamp_ms))}
    raw = seen.record.value
    key = seen.record.key
    sizes: Data = {"bytes": None if raw is None else len(raw), "key_bytes": None if key is None else len(key)}
    sizes |= {"tombstone": raw is None, "hidden": hidden}
    if hidden:
        nothing = {"value": None, "kind": "", "hex": ""} if whole else {}
        return at | sizes | {"key": None, "headers": [], "preview": ""} | nothing
    kind, value = _read(raw)
    plain = (raw or b"").decode("utf-8", "backslashreplace")
    shown = {"key": None if key is None else key.decode("utf-8", "backslashreplace"), "preview": plain[:_PREVIEW]}
    headers = [[name, value.decode("utf-8", "backslashreplace")] for name, value in seen.record.headers]
    more = {"value": value, "kind": kind, "hex": hex_dump((raw or b"")[:_HEX])} if whole else {}
    return at | sizes | shown | {"headers": headers} | more


def _read(raw: bytes | None) -> tuple[str, object]:
    if raw is None:
        return "", None
    try:
        return "json", orjson.loads(raw)
    except orjson.JSONDecodeError:
        pass
    try:
        return "text", raw.decode()
    except UnicodeDecodeError:
        return "base64", base64.b64encode(raw).decode()
