"""`dateline tail`: the records of a public topic, as lines, as JSON or as their own bytes."""

from __future__ import annotations

import base64
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import click
import orjson

from ..core.moments import rfc3339
from ..kafka import consumer
from ._clients import partitions_of, run
from ._lines import TOPICS, describe
from ._options import broker_options, json_option, timeout_option
from ._print import print_json
from ._reading import Start, parse_start, records, spans

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiokafka.structs import ConsumerRecord

    from ..settings import Settings

    Record: TypeAlias = ConsumerRecord[bytes, bytes]


_BEGINNING = re.compile(r"[0-9a-f]{8,31}")
"""Of an article id: as much as a line shows, or more. Eight digits tell 10,000 articles apart but for a chance of about 1 %."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of the topic."""

    topic: str
    start: Start
    key: str | None
    limit: int | None
    follow: bool

    def wants(self, record: Record) -> bool:
        """The key is the whole key, or what stands before `|` in a mention's: all that an article says; or the beginning of an id."""
        if self.start.kind == "time" and record.timestamp < self.start.value:
            return False
        if self.key is None:
            return True
        key = (record.key or b"").decode("utf-8", "replace")
        return self.key in {key.partition("|")[0], _text(record.key)} or bool(_BEGINNING.fullmatch(self.key) and key.startswith(self.key))


class StartType(click.ParamType):
    name = "start"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Start:  # noqa: ANN401 - click's own
        try:
            return parse_start(value)
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is not beginning, latest, OFFSET, PARTITION:OFFSET or a time like 2026-05-01T09:30:00Z", param, ctx)


@click.command(
    "tail",
    epilog="""
\b
Examples:
  dateline tail enriched --follow
  dateline tail deadletter --from 2026-05-01T00:00:00Z --json
  dateline tail raw --from 0:12 --limit 1 --bytes > original.txt
""",
)
@click.argument("topic", type=click.Choice(TOPICS))
@click.option("-f", "--follow", is_flag=True, help="Wait for more until Ctrl-C.")
@click.option("--from", "start", type=StartType(), metavar="WHERE", help="beginning, latest, OFFSET (of each partition), PARTITION:OFFSET or a time. [default: beginning; with --follow: latest]")  # fmt: skip
@click.option("--key", metavar="KEY", help="Only records with this key; of an article id, also for mentions, the 8 digits that are printed are enough.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="End after N records.")
@json_option
@click.option("--bytes", "as_bytes", is_flag=True, help="The values alone, byte for byte: for files and pipes.")
@broker_options
@timeout_option
def command(  # noqa: PLR0913 - one for each option
    *,
    topic: str,
    follow: bool,
    start: Start | None,
    key: str | None,
    limit: int | None,
    as_json: bool,
    as_bytes: bool,
    settings: Settings,
    timeout: float,
) -> None:
    """Print the records of a topic: raw, articles, enriched, mentions, actors or deadletter.

    It reads without a consumer group, so it takes nothing from anybody. Without --follow it ends where the topic ended when it began.
    Records of different partitions come in no order between them.
    """
    if as_json and as_bytes:
        msg = "--json and --bytes exclude each other."
        raise click.UsageError(msg)
    if as_bytes and sys.stdout.isatty():
        msg = "--bytes is for a file or a pipe: the bytes of an article can command a terminal."
        raise click.UsageError(msg)
    show = _bytes if as_bytes else _json if as_json else lambda record: _line(topic, record)
    query = Query(topic, start or Start("latest" if follow else "beginning"), key, limit, follow)
    run(_tail(settings, timeout, query, show))


async def _tail(settings: Settings, timeout: float, query: Query, show: Callable[[Record], None]) -> None:  # noqa: ASYNC109 - handed to `reach`
    name = settings.prefix + query.topic
    partitions = await partitions_of(settings, name, timeout)
    shown = 0
    async with consumer(settings) as client:
        found = await spans(client, name, partitions, query.start)
        async for record in records(client, found, follow=query.follow):
            if query.wants(record):
                show(record)
                shown += 1
            if shown == query.limit:
                break


def _line(topic: str, record: Record) -> None:
    click.echo(f"{record.partition}:{record.offset}  {describe(topic, record.key, record.value)}")


def _bytes(record: Record) -> None:
    out = click.get_binary_stream("stdout")
    out.write(record.value or b"")
    out.flush()


def _json(record: Record) -> None:
    """`key` is text (`key_b64` beside it when it is not UTF-8); `value` is the JSON that it holds, else `value_b64` are its bytes."""
    line = {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "timestamp": rfc3339(record.timestamp),
        "headers": {name: value.decode("utf-8", "replace") for name, value in record.headers},
    }
    line |= {"key": _text(record.key)} if _is_text(record.key) else {"key": None, "key_b64": _b64(record.key)}
    try:
        line["value"] = None if record.value is None else orjson.loads(record.value)
    except ValueError:
        line |= {"value": _text(record.value)} if _is_text(record.value) else {"value": None, "value_b64": _b64(record.value)}
    print_json(orjson.dumps(line))


def _is_text(data: bytes | None) -> bool:
    return data is None or "\ufffd" not in data.decode("utf-8", "replace")


def _text(data: bytes | None) -> str | None:
    return None if data is None else data.decode("utf-8", "replace")


def _b64(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()
