"""How dead letters are shown. Their bytes are hostile: nothing of them reaches a terminal but as escapes."""

from __future__ import annotations

import base64
from collections import Counter
from typing import TYPE_CHECKING, Any

import click
import orjson

from ..core.deadletter import CURES
from ._clients import say
from ._print import one_line, print_json, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..replay.letters import Entry
    from ..replay.sending import Done, How
    from ._deadletter_work import Counts, Shown

SHOWN_CHARACTERS, SHOWN_HEX = 4_000, 512


def print_list(entries: list[Entry], limit: int) -> None:
    """One line a letter, the newest last, where the eye is."""
    for entry in entries[-limit:]:
        letter = entry.letter
        what = f"{entry.place.partition}:{entry.place.offset}  {letter.received_at}  {letter.stage}/{letter.code}  {_state(entry)}"
        click.echo(one_line(f"{what}  {entry.source or '-'}  {letter.detail}", 240))
    states = Counter(entry.state for entry in entries)
    summary = ", ".join(f"{count:,} {state}" for state, count in sorted(states.items()))
    older = f"; the {len(entries) - limit:,} oldest are not shown (--limit)" if len(entries) > limit else ""
    say(f"{len(entries):,} dead letters" + (f": {summary}{older}" if entries else ": none fits"))


def _state(entry: Entry) -> str:
    if (done := entry.resolution) is None:
        return f"open (attempt {entry.attempt})" if entry.attempt else "open"
    return f"replayed as {done.replay.partition}:{done.replay.offset}" if done.replay else f"discarded by {done.by}"


def print_list_json(entries: list[Entry]) -> None:
    for entry in entries:
        print_json(orjson.dumps(_facts(entry)))


def _facts(entry: Entry) -> dict[str, Any]:
    letter = entry.letter
    names = ("stage", "code", "severity", "detail", "article_id", "received_at", "value_sha256", "value_bytes", "truncated", "replay")
    return {
        "place": letter.place,
        "letter": entry.at,
        "state": entry.state,
        "source": entry.source,
        "attempt": entry.attempt,
        **{name: getattr(letter, name) for name in names},
        "cure": CURES.get(letter.code),
        "resolution": entry.resolution,
    }


def shown_json(shown: Shown) -> bytes:
    """`value_b64` are all bytes that are there; `missing` says why they are not, or not all."""
    value, key = shown.value, shown.key
    more = {
        "key_b64": None if key is None else base64.b64encode(key).decode(),
        "value_b64": None if value is None else base64.b64encode(value).decode(),
        "headers": {name: text.decode("utf-8", "replace") for name, text in shown.headers},
        "missing": shown.why_not or None,
    }
    return orjson.dumps(_facts(shown.entry) | more)


def print_shown(shown: Shown) -> None:
    click.echo("\n".join(_shown(shown)))


def _shown(shown: Shown) -> Iterator[str]:
    entry, letter = shown.entry, shown.entry.letter
    yield f"{letter.code}  [{letter.stage}, {letter.severity}]  {_state(entry)}"
    yield f"record     {entry.place}   received {letter.received_at}"
    yield f"letter     {entry.at}"
    yield f"why        {one_line(letter.detail, 600)}"
    if cure := CURES.get(letter.code):
        yield f"cure       {cure}"
    yield f"article    {letter.article_id or 'not known'}   source {one_line(entry.source or 'not known', 200)}"
    if done := entry.resolution:
        as_ = f" as {done.replay}{' (edited)' if done.edited else ''}, attempt {done.attempt}" if done.replay else ""
        yield f"since then {done.status} on {one_line(done.at)} by {one_line(done.by)}{as_}" + (
            f": {one_line(done.reason, 500)}" if done.reason else ""
        )
    if letter.severity == "error":
        yield f"again      {one_line(letter.replay or f'dateline deadletter replay {entry.place.partition}:{entry.place.offset}', 200)}"
        if letter.stage == "read" and shown.value is not None:  # the same bytes would be refused again
            at = f"{entry.place.partition}:{entry.place.offset}"
            yield f"corrected  dateline deadletter show {at} --bytes > original; edit it; dateline deadletter replay {at} --with original"
    if shown.key is not None:
        yield f"key        {one_line(shown.key.decode('utf-8', 'backslashreplace'), 200)}"
    for name, value in shown.headers:
        yield f"header     {one_line(name, 80)}: {one_line(value.decode('utf-8', 'backslashreplace'), 200)}"
    yield f"value      {letter.value_bytes:,} bytes" + (f", sha256 {letter.value_sha256}" if letter.value_sha256 else "")
    if shown.why_not:
        yield f"           {one_line(shown.why_not, 300)}"
    if shown.value is not None:
        yield from _bytes(shown.value)


def _bytes(value: bytes) -> Iterator[str]:
    text = value[: 4 * SHOWN_CHARACTERS].decode("utf-8", "backslashreplace")
    for line in text[:SHOWN_CHARACTERS].split("\n")[:100]:
        yield f"  | {visible(line)}"
    if len(text) > SHOWN_CHARACTERS or text.count("\n") >= 100:
        yield "  | … (--bytes gives all)"
    for at in range(0, min(len(value), SHOWN_HEX), 16):
        part = value[at : at + 16]
        yield f"  {at:06x}  {part.hex(' '):<47}  {''.join(chr(b) if 0x20 <= b < 0x7F else '.' for b in part)}"


def print_done(done: Done, how: How, *, as_json: bool, discarding: bool) -> None:
    if as_json:
        what = {"place": done.entry.place, "replay": done.replay, "attempt": done.attempt, "refused": done.refused or None}
        print_json(orjson.dumps(what | {"notice": done.notice or None, "dry_run": how.dry}))
        return
    place = f"{done.entry.place.partition}:{done.entry.place.offset}"
    if done.refused:
        click.echo(one_line(f"{place}  not {'discarded' if discarding else 'replayed'}: {done.refused}", 400))
        return
    word = ("discarded" if discarding else "replayed") if not how.dry else "would be " + ("discarded" if discarding else "replayed")
    as_ = f" as {done.replay.partition}:{done.replay.offset}" if done.replay else ""
    attempt = f", attempt {done.attempt}" if done.attempt > 1 else ""
    click.echo(one_line(f"{place}  {word}{as_}{attempt}" + (f"  ({done.notice})" if done.notice else ""), 400))


def print_summary(counts: Counts, how: How, *, discarding: bool) -> str:
    word = "discarded" if discarding else "replayed"
    refused = f", {counts.refused:,} not (see above)" if counts.refused else ""
    if not counts.done and not counts.refused:
        return "No open letter fits: nothing to do."
    return f"{counts.done:,} {'would be ' if how.dry else ''}{word}{refused}"
