"""Logs: one line a message in either form, whatever strangers wrote; JSON that says which record it is about; no secret in it."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from streams.core.article import Article, EnrichedArticle, Place, RawArticle, Record
from streams.flow.limits import LimitedCore
from streams.logs import FIELDS, WORKER_LINE, JsonFormatter, TextFormatter, concerning
from streams.settings import load

if TYPE_CHECKING:
    from streams.core.article import Erasure, Rejection

ROOT = Path(__file__).parents[1]
NOBODY = "127.0.0.1:9"  # the discard port: reserved, and nobody listens there
HOSTILE = "a\n2026-01-01 CRITICAL forged\r\x1b[2J\u2028b\x85c\x7f\udc80\u202e"


def line(message: str, *arguments: object, **extra: Any) -> logging.LogRecord:
    return logging.getLogger("test").makeRecord("test", logging.WARNING, "file", 1, message, arguments, None, extra=extra)


def thrown(text: str) -> Any:
    """An exception with its traceback, as a handler of it sees them."""
    try:
        int(text)
    except ValueError as error:
        error.args = (text,)
        return sys.exc_info()


def told(record: logging.LogRecord, *secrets: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(JsonFormatter(secrets).format(record))
    return found


def test_a_json_line_says_when_how_grave_who_and_what() -> None:
    record = line("took %d", 5)
    record.created, record.msecs = 1_777_600_000.25, 250.0
    assert told(record) == {"time": "2026-05-01T01:46:40.250Z", "level": "WARNING", "logger": "test", "message": "took 5"}


def test_the_record_that_a_line_concerns_is_in_fields() -> None:
    """So a collector finds all that was said of an article, or of a place."""
    found = told(line("no", **concerning(Place("news.raw", 0, 7), "a1")))
    assert {name: found[name] for name in FIELDS} == {"article_id": "a1", "topic": "news.raw", "partition": 0, "offset": 7}
    assert not set(FIELDS) & set(told(line("no", **concerning())))


def test_a_json_line_is_one_line_of_ascii_whatever_is_in_it() -> None:
    """Line feeds, controls, separators that some readers take for an end, a lone surrogate: in message, id, topic and exception."""
    record = line("bad %s", HOSTILE, **concerning(Place(HOSTILE, 0, 0), HOSTILE))
    record.exc_info = thrown(HOSTILE)
    text = JsonFormatter().format(record)
    assert (len(text.splitlines()), text.isprintable(), text.isascii()) == (1, True, True)
    found = json.loads(text)
    assert found["article_id"] == found["topic"] == HOSTILE.replace("\udc80", "\\udc80")
    assert found["message"] == f"bad {found['topic']}"
    assert "Traceback" in found["exception"]
    assert "forged" in found["exception"]


def test_text_cannot_forge_a_line_or_order_a_terminal_about() -> None:
    """What follows a line feed is indented, and controls are escapes."""
    first, *rest = TextFormatter(WORKER_LINE, ()).format(line("bad %s", HOSTILE)).splitlines()
    assert first.endswith("WARNING test: bad a")
    assert [text[:4] for text in rest] == ["    "]
    assert (rest[0].isprintable(), "\\u001b[2J\\u2028b\\u0085c" in rest[0]) == (True, True)


@pytest.mark.parametrize("formatter", [JsonFormatter(["hunter22"]), TextFormatter(WORKER_LINE, ["hunter22"])])
def test_a_secret_that_got_into_a_message_is_masked(formatter: logging.Formatter) -> None:
    record = line("user ann with %s", "hunter22")
    record.exc_info = thrown("refused hunter22")
    text = formatter.format(record)
    assert ("hunter22" in text, "ann with ********" in text, "refused ********" in text) == (False, True, True)


def test_all_secret_settings_are_masked() -> None:
    """Those of today and those that will come: whatever is a secret to `dateline settings`."""
    given = {"DATELINE_SASL_PASSWORD": "password1", "DATELINE_ENGINE_KEY": "password2", "DATELINE_WEB_TOKEN": "password3 of the view"}
    assert set(given.values()) <= set(load(given).secrets)


class Noted:
    """Crash notes that remember nothing."""

    def is_poison(self, what: str) -> bool:
        return False

    def working_on(self, what: str) -> Any:
        return nullcontext()


def test_a_failure_of_the_core_is_logged_with_its_place(caplog: pytest.LogCaptureFixture) -> None:
    def read(record: Record) -> RawArticle | Erasure | Rejection:
        raise ZeroDivisionError

    def clean(raw: RawArticle) -> Article | Rejection:
        raise NotImplementedError

    def enrich(article: Article) -> EnrichedArticle | Rejection:
        raise NotImplementedError

    core = LimitedCore(read, clean, enrich, Noted(), None)  # type: ignore[arg-type]
    with caplog.at_level(logging.ERROR):
        core.read(Record(Place("news.raw", 2, 9), None, b"", 0, ()))
    found = told(caplog.records[0])
    assert (found["topic"], found["partition"], found["offset"]) == ("news.raw", 2, 9)
    assert "ZeroDivisionError" in found["exception"]


def lines_of(*command: str, until: str = "", **settings: str) -> list[dict[str, Any]]:
    """What a command logs; it is ended at the first line that has `until` in it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    environment |= {"PYTHONPATH": str(ROOT), "DATELINE_LOG_FORMAT": "json"}
    environment |= {f"DATELINE_{name.upper()}": value for name, value in settings.items()}
    arguments = [sys.executable, "-m", "streams.cli", *command]
    with subprocess.Popen(
        arguments, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        assert process.stdout is not None
        found = []
        for text in process.stdout:
            found.append(json.loads(text))
            if until and until in found[-1]["message"]:
                process.terminate()
    return found


SECRET = {"security": "SASL_PLAINTEXT", "sasl_username": "ann", "sasl_password": "hunter22hunter22", "log_level": "DEBUG"}


def test_all_that_a_worker_says_is_json(tmp_path: Path) -> None:
    """From the first line to the last, its supervisor's and the libraries' included; the password is in none."""
    said = lines_of("worker", "--bootstrap", NOBODY, until="Waiting for Kafka", data_dir=str(tmp_path), **SECRET)
    assert {entry["logger"] for entry in said} >= {"dateline.worker"}
    assert "hunter22" not in json.dumps(said)


def test_all_that_the_view_says_is_json(tmp_path: Path) -> None:
    """Its address too, which else is a line on stdout."""
    said = lines_of("web", "--bootstrap", NOBODY, "--port", "0", until="does not answer", data_dir=str(tmp_path), **SECRET)
    assert any(entry["message"].startswith("web view on http://127.0.0.1:") for entry in said)
    assert "hunter22" not in json.dumps(said)


@pytest.mark.parametrize(
    ("command", "message"), [("watch", "No Kafka broker answered"), ("worker", "cannot be used"), ("web", "cannot be used")]
)
def test_how_a_command_failed_is_json(tmp_path: Path, command: str, message: str) -> None:
    """No broker, or settings that cannot be used: what a person would read on the terminal is the last line."""
    if command == "watch":
        said = lines_of("watch", str(tmp_path), "--timeout", "0", "--bootstrap", NOBODY, data_dir=str(tmp_path))
    else:
        said = lines_of(command, partitions="none", data_dir=str(tmp_path))
    assert message in said[-1]["message"]
    assert said[-1]["level"] == "ERROR"


def test_a_worker_process_alone_says_in_json_what_to_put_right(tmp_path: Path) -> None:
    """Without its supervisor, and with settings that it cannot use."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DATELINE_LOG_FORMAT": "json", "DATELINE_PARTITIONS": "none"}
    command = [sys.executable, "-m", "streams.flow.worker"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 78
    assert "DATELINE_PARTITIONS" in json.loads(done.stderr)["message"]
