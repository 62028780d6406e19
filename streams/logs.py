"""What workers, view and other long-running commands log: lines for people, or one JSON object a line for a collector
(`DATELINE_LOG_FORMAT`).

Messages may hold what strangers wrote (an exception names the text that it stumbled over), so in neither form can they begin a line of their
own, or reach a terminal as an order to it.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

Format = Literal["text", "json"]

WORKER_LINE: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"
VIEW_LINE: Final = "%(levelname)s %(name)s: %(message)s"
FIELDS: Final = ("article_id", "topic", "partition", "offset")
"""What a JSON line tells of the record that it concerns, where it concerns one."""
SHORTEST_SECRET: Final = 6
"""Characters. A shorter word is found within others, and hiding it would tell more than it hides."""

# all controls but the line feed, and what ends a line to some readers
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def concerning(place: Any = None, article_id: str | None = None) -> dict[str, Any]:  # noqa: ANN401 - a `Place`, or faust's and aiokafka's records: all have the three
    """For `extra=`: the record that a line is about."""
    found: dict[str, Any] = {} if article_id is None else {"article_id": article_id}
    return found if place is None else found | {"topic": place.topic, "partition": place.partition, "offset": place.offset}


class _Hiding(logging.Formatter):
    """Secrets that somehow got into a line are masked in it."""

    def __init__(self, line: str, secrets: Iterable[str]) -> None:
        super().__init__(line)
        self._secrets = [secret for secret in secrets if len(secret) >= SHORTEST_SECRET]

    def hidden(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "********")
        return text


class TextFormatter(_Hiding):
    """One message a line; where it has several, the others are indented. Controls are written as escapes."""

    def format(self, record: logging.LogRecord) -> str:
        text = _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", self.hidden(super().format(record)))
        return text.encode("utf-8", "backslashreplace").decode().replace("\n", "\n    ")


class JsonFormatter(_Hiding):
    """One object a line: `time` (UTC), `level`, `logger`, `message`; `exception` with its traceback; and the FIELDS."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__("%(message)s", secrets)

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(record.created))}.{record.msecs:03.0f}Z",
            "level": record.levelname,
            "logger": record.name,
            "message": self._text(record.getMessage()),
        }
        if record.exc_info:
            line["exception"] = self._text(self.formatException(record.exc_info))
        for name in FIELDS:
            if (value := getattr(record, name, None)) is not None:
                line[name] = value if isinstance(value, int) else self._text(str(value))
        # ASCII alone: no reader takes U+2028 for the end of the line, and no terminal obeys it
        return json.dumps(line).replace("\x7f", "\\u007f")

    def _text(self, text: str) -> str:
        """A lone surrogate, which no reader of JSON has to take, as an escape."""
        return self.hidden(text).encode("utf-8", "backslashreplace").decode()


def set_up(level: str, form: Format, line: str = WORKER_LINE, secrets: Iterable[str] = ()) -> None:
    """All messages from `level` on go to stderr in this form; in JSON, warnings and what ends the process do too. `line` is that of text."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter(secrets) if form == "json" else TextFormatter(line, secrets))
    logging.basicConfig(level=level, handlers=[handler], force=structured())
    if form == "json":
        logging.captureWarnings(capture=True)
        sys.excepthook = _uncaught
        threading.excepthook = lambda thrown: _uncaught(thrown.exc_type, thrown.exc_value, thrown.exc_traceback)


def structured() -> bool:
    """Whether this process logs in JSON; then nothing else should be written to stderr."""
    return any(isinstance(handler.formatter, JsonFormatter) for handler in logging.getLogger().handlers)


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    logging.getLogger("dateline").critical("ended by an error that nobody expected", exc_info=(kind, error or kind(), trace))
