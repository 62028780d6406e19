"""What a terminal may be given. Article text is hostile: an escape sequence in a headline must not reach the terminal as one."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

PIPE_WIDTH = 160

_HIDDEN = re.compile(
    # C0 and C1 controls (terminals obey both), soft hyphen, Arabic marks, zero-width space and direction marks, line and paragraph
    # separators, embeddings and isolates, invisible operators, byte-order mark, interlinear and tag characters, lone surrogates.
    # Joiners (U+200C, U+200D) are left: they are letters' business, in Persian and in emoji.
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)


def visible(text: str) -> str:
    """The text with what a terminal would obey or hide written as escapes (U+202E as backslash, u, 202e). Inside a JSON string they mean the same."""
    return _HIDDEN.sub(_escape, text)


def one_line(text: str, width: int = 100) -> str:
    """The text on one line, visible, cut after `width` characters."""
    # cut first: the text may be a megabyte, and white space can only shrink
    flat = " ".join(text[: width * 4].split())
    return visible(flat if len(flat) <= width else flat[: width - 1] + "…")


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000  # JSON knows no other way beyond the first plane than a pair of surrogates
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def print_json(data: bytes) -> None:
    """One line of JSON, safe for a terminal and still the same JSON."""
    click.echo(visible(data.decode("utf-8", "backslashreplace")))


def print_table(heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: Container[str] = ()) -> None:
    """A table whose cells are plain text; the first column is never cut. `numbers` are the heads of the columns to align right.

    It goes by way of a string, so that a closed pipe ends this command as it ends the others.
    """
    # imported here: a tenth of a second that `tail` and `--json` need not wait for
    from rich import box  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=box.SIMPLE, header_style="bold")
    for number, head in enumerate(heads):
        table.add_column(head, no_wrap=number == 0, justify="right" if head in numbers else "left")
    for row in rows:
        table.add_row(*(Text(visible(cell)) for cell in row))
    # a pipe has no width of its own, and what is cut there is lost
    console = Console() if sys.stdout.isatty() else Console(width=PIPE_WIDTH)
    with console.capture() as captured:
        console.print(table)
    click.echo(captured.get(), nl=False)
