"""What a demonstration looks like on the terminal: news and progress on standard error, the table on standard output."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Final, Self

from rich.console import Console
from rich.text import Text

from ._print import print_json, print_table, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.status import Status

    from ..embedded.ends import Ends

_PLAIN_SECONDS: Final = 2.0
"""Between two lines of progress where a line cannot be written over."""


class Terminal:
    """Writes to standard error. Article text never comes here; names of files may, and are shown as they are, without markup."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
        self._status: Status | None = None
        self._line = self._said = ""
        self._said_at = 0.0

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._status = self._console.status("starting")
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._status:
            self._status.stop()
        if self._line != self._said:
            self.say(self._line)

    def say(self, line: str) -> None:
        self._console.print(Text(legible(line)))

    def alarm(self, line: str) -> None:
        self._console.print(Text(legible(line), style="bold white on red" if line.startswith("LOST") else "yellow"))

    def progress(self, sent: int, ends: Ends, actors: int) -> None:
        if not sent:
            return
        counts = ends.counts
        self._line = f"published {sent} · enriched {counts['enriched']} · repeated or stale {counts['info']} · dead letters {counts['dead letter']} · actors {actors}"
        if self._status:
            self._status.update(Text(self._line))
        elif self._line != self._said and time.monotonic() - self._said_at >= _PLAIN_SECONDS:
            self._said, self._said_at = self._line, time.monotonic()
            self.say(self._line)


def print_rows(rows: Sequence[bytes], *, as_json: bool) -> None:
    """The actor table, most named first: the records as they are on `news.actors`, or a table for people."""
    ordered = sorted(((json.loads(row), row) for row in rows), key=lambda r: (-r[0]["mentions"]["named"], r[0]["name"], r[0]["actor_id"]))
    if as_json:
        for _, row in ordered:
            print_json(row)
        return
    forms = ("named", "nominal", "pronoun")
    cells = [
        [row["name"], row["type"], row["country"] or "", str(row["articles"]), *(str(row["mentions"][form]) for form in forms)]
        for row, _ in ordered
    ]
    print_table(("actor", "type", "country", "articles", *forms), cells, numbers={"articles", *forms})


def legible(text: str) -> str:
    """Several lines for a terminal, with what would steer it made visible."""
    return "\n".join(map(visible, text.split("\n")))
