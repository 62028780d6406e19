"""One look at a feed or a folder: what is new goes to the topic, and is remembered when it is there."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypeVar
from urllib.parse import urlsplit

from .feeds import Entry, FeedError, entries
from .fetching import Answer, Fetcher, FetchError
from .files import CONTENT_TYPES, read_inputs
from .records import Given, Outgoing, article_of
from .seen import FeedState, Seen
from .sending import too_large

if TYPE_CHECKING:
    from ..core.article import Place
    from .full_text import Pages

T = TypeVar("T")

AT_ONCE: Final = 100
"""Records between two acknowledgements."""
LONGEST: Final = 86_400.0
"""Seconds: no feed is left alone longer than that, whatever its server says or however often it failed."""
SETTLED_SECONDS: Final = 2.0
"""A file that changed within this time may still be written; one that was moved into the folder has its own, older time."""


class Inlet(Protocol):
    """To the raw topic; raises InletError when the broker has not taken all."""

    async def send(self, records: Sequence[Outgoing], partitions: int) -> list[Place]: ...


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look came to."""

    sent: int = 0
    again: int = 0
    """How many of those sent are new versions of what was sent before."""
    without_text: int = 0
    problem: str = ""
    moved: int = 0


@dataclass(frozen=True, slots=True)
class Watcher:
    """`every`: seconds between two looks at a feed. `source`: of everything; None: each feed's host. `clock` is in seconds since 1970."""

    seen: Seen
    inlet: Inlet
    partitions: int
    clock: Callable[[], float]
    every: float = 900.0
    source: str | None = None
    pages: Pages | None = None
    """None: summaries are taken as they are."""
    move_to: Path | None = None

    def due(self, url: str) -> float:
        """When to look at that feed again; infinite when it is gone for good."""
        state = self.seen.feed(url)
        return float("inf") if state.gone else state.due

    async def feed(self, url: str, fetcher: Fetcher) -> Looked:
        """Ask for what has changed, send it, remember it. Raises InletError: then everything is as it was, and it comes again."""
        state = self.seen.feed(url)
        asked = {"If-None-Match": state.etag, "If-Modified-Since": state.modified}
        try:
            answer = await fetcher.get(url, {name: value for name, value in asked.items() if value})
            if answer.status not in {200, 304}:
                return self._refused(url, state, answer)
            looked = Looked() if answer.status == 304 else await self._take(url, answer)
        except (FetchError, FeedError) as error:
            return self._failed(url, state, str(error))
        due = self.clock() + max(self.every, _max_age(answer))
        kept = (state.etag, state.modified) if answer.status == 304 else (answer.headers.get("etag"), answer.headers.get("last-modified"))
        self.seen.keep_feed(url, FeedState(*kept, due=due))
        return looked

    def _refused(self, url: str, state: FeedState, answer: Answer) -> Looked:
        if answer.status == 410:
            self.seen.keep_feed(url, replace(state, gone=True))
            return Looked(problem="410: it is gone for good, and is not asked for again")
        return self._failed(url, state, f"the server says {answer.status}", _retry_after(answer))

    def _failed(self, url: str, state: FeedState, why: str, wait: float = 0.0) -> Looked:
        """Twice as long with each failure in a row."""
        wait = min(LONGEST, max(wait, self.every * 2 ** min(state.failures, 10)))
        self.seen.keep_feed(url, replace(state, failures=state.failures + 1, due=self.clock() + wait))
        return Looked(problem=why)

    async def _take(self, url: str, answer: Answer) -> Looked:
        source = self.source or (urlsplit(url).hostname or "").removeprefix("www.")
        found = await asyncio.to_thread(entries, answer.body, answer.headers, answer.url, source)
        known = {entry.key: self.seen.entry(url, entry.key) for entry in found}
        changed = [e for e in {e.key: e for e in reversed(found)}.values() if (known[e.key] or ("",))[0] != e.fingerprint]
        sent = again = without = 0
        problem = ""
        for batch in _batches(changed):
            records = [(entry, await self._record(entry, known[entry.key])) for entry in batch]
            good = [(entry, record) for entry, record in records if record and not too_large(record)]
            without += sum(record is None for _, record in records)
            problem = next((f"{r.label}: {too_large(r)}" for _, r in records if r and too_large(r)), problem)
            await self.inlet.send([record for _, record in good], self.partitions)
            # without a text it may get one by --full-text, next time; a page that gave none is not asked for again
            done = [entry for entry, record in records if record or self.pages]
            self.seen.keep_entries(url, [(e.key, e.fingerprint, e.raw.get("updated_at")) for e in done], self.clock())
            sent, again = sent + len(good), again + sum(known[entry.key] is not None for entry, _ in good)
        self.seen.still_there(url, known, self.clock())
        return Looked(sent, again, without, problem)

    async def _record(self, entry: Entry, before: tuple[str, str | None] | None) -> Outgoing | None:
        """A feed that changes an entry and not the time of its change would have it lose against itself: then the receipt decides."""
        raw = dict(entry.raw)
        if before is not None and before[1] == raw.get("updated_at"):
            raw.pop("updated_at", None)
        if self.pages and entry.link and not entry.whole and (page := await self.pages.html(entry.link, len(raw.get("text", "")))):
            raw = {name: value for name, value in raw.items() if name != "text"} | {"html": page}
        return article_of(raw, entry.key) if "text" in raw or "html" in raw else None

    async def folder(self, folder: Path) -> Looked:
        """Files that are new or have changed, and whole. Raises InletError: what was not acknowledged comes again."""
        sent = again = moved = 0
        problem = ""
        for file in files_in(folder, self.move_to):
            try:
                stat = file.stat()
            except OSError:
                continue  # it went away meanwhile
            before = self.seen.file(str(file))
            if before == (stat.st_size, stat.st_mtime_ns) or self.clock() - stat.st_mtime < SETTLED_SECONDS:
                continue
            count, fault = await self._send_file(file)
            problem = fault or problem
            self.seen.keep_file(str(file), stat.st_size, stat.st_mtime_ns)  # with a fault, too: it is said once, and again when it changes
            moved += 0 if fault else self._move(file)
            sent, again = sent + count, again + (count if before else 0)
        return Looked(sent, again, 0, problem, moved)

    async def _send_file(self, file: Path) -> tuple[int, str]:
        count, fault = 0, ""
        given = Given(source=self.source)
        for batch in _batches(read_inputs([file], given)):
            bad = [f"{record.label}: {why}" for record in batch if (why := record.fault or too_large(record))]
            fault = bad[0] if bad else fault
            good = [record for record in batch if not (record.fault or too_large(record))]
            await self.inlet.send(good, self.partitions)
            count += len(good)
        return count, fault

    def _move(self, file: Path) -> int:
        """Aside, in one step, under a name that is free."""
        if self.move_to is None:
            return 0
        self.move_to.mkdir(parents=True, exist_ok=True)
        for number in range(1_000_000):
            target = self.move_to / (f"{file.stem}.{number}{file.suffix}" if number else file.name)
            try:
                os.link(file, target)  # unlike a rename, it replaces nothing
            except FileExistsError:
                continue
            except OSError:  # no links here, or another disk
                if target.exists():
                    continue
                shutil.move(file, target)
            else:
                file.unlink()
            return 1
        return 0


def files_in(folder: Path, but: Path | None = None) -> list[Path]:
    """What lies in the folder at any depth and looks like articles; neither hidden files nor those moved aside. A file that is written under
    another name (`story.txt.part`) and then renamed is seen when it is whole."""
    apart = but.resolve() if but else None
    found = (f for f in folder.rglob("*") if f.suffix.lower() in CONTENT_TYPES and f.is_file())
    return sorted(
        f for f in found if not any(p.startswith(".") for p in f.relative_to(folder).parts) and apart not in {*f.resolve().parents}
    )


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, AT_ONCE)):
        yield batch


def _retry_after(answer: Answer) -> float:
    given = answer.headers.get("retry-after", "")
    return float(given) if given.isdecimal() and len(given) < 8 else 0.0


def _max_age(answer: Answer) -> float:
    """For how long the server says that nothing will change."""
    parts = (part.strip().partition("=") for part in answer.headers.get("cache-control", "").lower().split(","))
    ages = [float(value) for name, _, value in parts if name == "max-age" and value.isdecimal() and len(value) < 8]
    return min(LONGEST, max(ages, default=0.0))
