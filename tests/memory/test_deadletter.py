"""`dateline deadletter` on the embedded broker: what it finds, shows, sends again and puts aside."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from aiokafka import AIOKafkaProducer
from click.testing import CliRunner

from streams.cli import main
from streams.core.article import Place, Record, Rejection
from streams.core.deadletter import dead_letter
from streams.embedded import EmbeddedBroker
from streams.flow.admin import ensure_topics
from streams.flow.codec import encode_dead_letter
from streams.replay.letters import Book, Wanted
from streams.replay.originals import Act
from streams.replay.reading import consumer, fill
from streams.replay.sending import How
from streams.settings import Settings, load
from streams.topics import Topics
from streams.view.acting import ActingError, KafkaActing
from tests.kafka_container import free_port
from tests.records import read_all
from tests.schemas import assert_valid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result

    from streams.replay.sending import Done

pytestmark = pytest.mark.embedded

HOSTILE = b'{"source": "evil\x1b[2J", "text": "\x1b]0;pwned\x07 \xe2\x80\xae \xff'
PARTITIONS = {"news.raw": 2, "news.deadletter": 2}
OSC = "\x1b"
Sent = list[tuple[bytes, Rejection]]
LETTERS: Sent = [
    (HOSTILE, Rejection("read", "bad_utf8", "JSON must be \x1b[31m UTF-8.")),
    (b'{"source": "wire", "text": "one', Rejection("read", "bad_json", "Not valid JSON.")),
    (b'{"source": "wire", "text": "two"}', Rejection("enrich", "stage_error", "ValueError: a bug", article_id="0123456789abcdef" * 2)),
    (b"", Rejection("enrich", "repeat", "Seen.", severity="info")),
]


@pytest.fixture
def settings() -> Iterator[Settings]:
    """Of a broker with four refused records at 1:1 to 1:4, and their letters."""
    with EmbeddedBroker([t.name for t in Topics().all], 2) as broker:
        settings = load({}, bootstrap=broker.bootstrap)
        asyncio.run(ensure_topics(settings, lambda _: None, create=False))
        asyncio.run(refuse(settings, LETTERS))
        yield settings


async def refuse(settings: Settings, letters: Sent, headers: tuple[tuple[str, bytes], ...] = (("x", b"1"),)) -> None:
    """Publish records and what a worker says when it refuses them."""
    client = AIOKafkaProducer(bootstrap_servers=settings.bootstrap)
    await client.start()
    try:
        for value, why in letters:
            at = await client.send_and_wait("news.raw", value, key=b"key", partition=1, headers=list(headers))
            record = Record(Place("news.raw", 1, at.offset), b"key", value, 1_735_689_600_000, headers)
            await client.send_and_wait("news.deadletter", encode_dead_letter(dead_letter(record, why)), key=b"key", partition=0)
    finally:
        await client.stop()


def dateline(settings: Settings, *args: str | Path, stdin: bytes | None = None, code: int = 0) -> Result:
    done = CliRunner().invoke(main, ["deadletter", *map(str, args), "--bootstrap", settings.bootstrap], input=stdin)
    assert done.exit_code == code, done.output
    assert OSC not in done.output
    return done


def listed(settings: Settings, *args: str) -> dict[str, dict[str, Any]]:
    lines = [json.loads(line) for line in dateline(settings, "list", "--json", *args).stdout.splitlines()]
    return {f"{line['place']['partition']}:{line['place']['offset']}": line for line in lines}


def raw_records(settings: Settings) -> dict[int, tuple[bytes | None, bytes | None, list[tuple[str, bytes]]]]:
    return {m.offset() or 0: (m.key(), m.value(), m.headers() or []) for m in read_all(settings.bootstrap, ["news.raw"])}


@pytest.mark.parametrize(
    ("filters", "places"),
    [
        ([], "1:1 1:2 1:3"),
        (["--code", "bad_json", "--code", "stage_error"], "1:2 1:3"),
        (["--stage", "enrich"], "1:3"),
        (["--source", "wire"], "1:2 1:3"),
        (["--article", "01234567"], "1:3"),
        (["--place", "1:2"], "1:2"),
        (["--since", "2025-01-01", "--until", "2025-01-02"], "1:1 1:2 1:3"),
        (["--until", "2025-01-01"], ""),
        (["--since", "1h"], ""),
        (["--state", "replayed"], ""),
        (["--info"], "1:4"),
        (["--limit", "1"], "1:3"),
    ],
    ids=" ".join,
)
def test_list_finds_what_fits(settings: Settings, filters: list[str], places: str) -> None:
    """Info records only when they are asked for."""
    assert list(listed(settings, *filters)) == places.split()


def test_list_counts_what_it_does_not_show(settings: Settings) -> None:
    done = dateline(settings, "list", "--limit", "2")
    assert len(done.stdout.splitlines()) == 2
    assert "3 dead letters: 3 open; the 1 oldest are not shown" in done.stderr


def test_show_says_all_of_it_and_commands_no_terminal(settings: Settings) -> None:
    """Place, reason, cure, the command, and hostile bytes as escapes and in hex."""
    shown = dateline(settings, "show", "1:1").stdout
    for expected in ("news.raw/1/1", "news.deadletter/0/1", "Send the JSON as UTF-8.", "dateline deadletter replay 1:1", "header     x: 1", "key        key"):  # fmt: skip
        assert expected in shown
    assert "dateline deadletter show 1:1 --bytes > original; edit it; dateline deadletter replay 1:1 --with original" in shown
    assert "--with" not in dateline(settings, "show", "1:3").stdout  # a fault of ours is not cured by other content
    assert r"\u001b]0;pwned\u0007 \u202e \xff" in shown
    assert "7b 22 73 6f" in shown
    data = json.loads(dateline(settings, "show", "1:1", "--json").stdout)
    assert base64.b64decode(data["value_b64"]) == HOSTILE


def test_bytes_come_out_as_they_went_in(settings: Settings) -> None:
    done = CliRunner().invoke(main, ["deadletter", "show", "1:1", "--bytes", "--bootstrap", settings.bootstrap])
    assert done.stdout_bytes == HOSTILE


@pytest.mark.parametrize("place", ["1:99", "7:1", "news.other/1/1"])
def test_a_record_without_a_letter_is_told(settings: Settings, place: str) -> None:
    assert "No dead letter is about" in dateline(settings, "show", place, code=1).stderr
    assert "no dead letter is about this record" in dateline(settings, "replay", place, code=1).stderr


def test_replay_sends_the_original_with_its_origin(settings: Settings) -> None:
    """Same bytes, key, headers and partition; then the letter is no longer open, and says as what it was replayed."""
    assert dateline(settings, "replay", "1:1", "--reason", "cured", "--by", "me").stdout == "1:1 replayed as 1:5\n"
    key, value, headers = raw_records(settings)[5]
    assert (key, value, headers[0]) == (b"key", HOSTILE, ("x", b"1"))
    assert dict(headers)["dateline-replay-of"] == b"news.raw/1/1"
    assert list(listed(settings)) == ["1:2", "1:3"]
    done = listed(settings, "--state", "replayed")["1:1"]["resolution"]
    assert (done["by"], done["reason"], done["attempt"], done["replay"]["offset"], done["edited"]) == ("me", "cured", 1, 5, False)


def test_what_is_written_is_as_the_schema_says(settings: Settings) -> None:
    """Resolutions are valid dead letters, with the headers of every event, in the partition of their letter."""
    dateline(settings, "replay", "1:1")
    dateline(settings, "discard", "1:2", "--reason", "test")
    said = [m for m in read_all(settings.bootstrap, ["news.deadletter"]) if json.loads(m.value() or b"")["resolution"]]
    assert [(m.partition(), m.key()) for m in said] == [(0, b"key")] * 2
    for message in said:
        assert_valid("news.deadletter/1", json.loads(message.value() or b""))
        assert dict(message.headers() or [])["ce_type"] == b"dateline.news.deadletter"


def test_a_dry_run_does_nothing(settings: Settings) -> None:
    before = len(raw_records(settings))
    assert "3 would be replayed" in dateline(settings, "replay", "--all", "--dry-run").stderr
    assert "2 would be discarded" in dateline(settings, "discard", "--all", "--limit", "2", "--reason", "x", "--dry-run").stderr
    assert (len(raw_records(settings)), len(listed(settings))) == (before, 3)


def test_a_filter_means_what_is_open(settings: Settings) -> None:
    """A second call finds nothing to do; one that names the letter is told why not; --force does it once more."""
    assert "2 replayed" in dateline(settings, "replay", "--source", "wire").stderr
    assert "nothing to do" in dateline(settings, "replay", "--source", "wire").stderr
    assert "it was replayed by" in dateline(settings, "replay", "1:2", code=1).stdout
    assert "1:2 replayed as 1:7, attempt 2" in dateline(settings, "replay", "1:2", "--force").stdout


def test_discarded_is_marked_and_kept(settings: Settings) -> None:
    """With who and why; its bytes are still there, and a person who insists may still replay it."""
    assert dateline(settings, "discard", "1:2", "--reason", "load test", "--by", "ops").stdout == "1:2 discarded\n"
    done = listed(settings, "--state", "discarded")["1:2"]["resolution"]
    assert (done["by"], done["reason"], done["replay"]) == ("ops", "load test", None)
    assert "discarded on" in dateline(settings, "show", "1:2").stdout
    assert "load test" in dateline(settings, "replay", "1:2", code=1).stdout
    assert "replayed" in dateline(settings, "replay", "1:2", "--force").stdout


def test_what_is_refused_again_and_again_is_stopped(settings: Settings) -> None:
    """The attempts are counted by a header along the chain of letters; beyond three it needs --force."""
    headers = (("dateline-replay-attempt", b"3"),)
    asyncio.run(refuse(settings, [(b"{", Rejection("read", "bad_json", "Not valid JSON."))], headers))
    assert "replayed 3 times and refused each time" in dateline(settings, "replay", "1:5", code=1).stdout
    assert "1:5 replayed as 1:6, attempt 4" in dateline(settings, "replay", "1:5", "--force").stdout


def test_edited_content_replaces_the_value(settings: Settings, tmp_path: Path) -> None:
    """Its provenance stays."""
    (tmp_path / "better.json").write_bytes(b'{"text": "one"}')
    dateline(settings, "replay", "1:2", "--with", tmp_path / "better.json")
    key, value, headers = raw_records(settings)[5]
    assert (key, value) == (b"key", b'{"text": "one"}')
    assert {"dateline-replay-of": b"news.raw/1/2", "dateline-replay-edited": b"1"}.items() <= dict(headers).items()
    assert listed(settings, "--state", "replayed")["1:2"]["resolution"]["edited"]


@pytest.mark.parametrize(
    "args",
    [
        ["replay"],
        ["discard", "--reason", "x"],
        ["discard", "1:1"],
        ["discard", "1:1", "--reason", " "],
        ["replay", "one"],
        ["replay", "--all", "--with", "-"],
        ["list", "--code"],
    ],
    ids=" ".join,
)
def test_wrong_usage(settings: Settings, args: list[str]) -> None:
    """Nothing is replayed or discarded for want of a choice, nor discarded without a reason."""
    before = len(read_all(settings.bootstrap, ["news.raw", "news.deadletter"]))
    dateline(settings, *args, stdin=b"", code=2)
    assert len(read_all(settings.bootstrap, ["news.raw", "news.deadletter"])) == before


async def clicked(settings: Settings, place: Place, **how: Any) -> list[Done]:
    """What the view does when somebody who may clicks."""
    topics = Topics()
    async with consumer(settings) as client:
        book = Book(Wanted(places=(str(place),), states=("open", "replayed")))
        await fill(book, client, topics.deadletter.name, 2, lambda *_: None)
    act = How(Act("me", "by click", "2026-01-01T00:00:00.000Z"))
    return await KafkaActing(settings, topics).act(book.entries(), act, PARTITIONS, **how)


def test_the_view_acts_as_the_command_does(settings: Settings) -> None:
    """The same bytes, headers and words about it."""
    (done,) = asyncio.run(clicked(settings, Place("news.raw", 1, 1), discarding=False))
    assert done.replay == Place("news.raw", 1, 5)
    assert raw_records(settings)[5][1] == HOSTILE
    (again,) = asyncio.run(clicked(settings, Place("news.raw", 1, 1), discarding=False))
    assert "replayed by me" in again.refused
    asyncio.run(clicked(settings, Place("news.raw", 1, 2), discarding=True))
    assert {place: line["state"] for place, line in listed(settings, "--state", "all").items()} == {"1:1": "replayed", "1:2": "discarded", "1:3": "open"}  # fmt: skip


def test_the_view_says_when_the_broker_is_away() -> None:
    acting = KafkaActing(load({}, bootstrap=f"127.0.0.1:{free_port()}"), Topics())
    with pytest.raises(ActingError, match="The broker did not do it"):
        asyncio.run(acting.act([], How(Act("", "", "")), PARTITIONS, discarding=False))
