"""What a terminal may be given."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.cli._print import one_line, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;owned\x07", "\\u001b]0;owned\\u0007"),
        ("\x9b31m", "\\u009b31m"),
        ("evil\u202etxt.exe", "evil\\u202etxt.exe"),
        ("tag\U000e0041", "tag\\udb40\\udc41"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_what_commands_a_terminal_or_hides_from_a_reader_is_written_as_an_escape(text: str, shown: str) -> None:
    """Escape sequences, direction overrides and invisible tags are seen; joiners, which letters need, are left."""
    assert visible(text) == shown


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_json_made_visible_is_the_same_json(text: str) -> None:
    """The escapes are JSON's own, so a line of --json is safe on a terminal and unchanged for a program."""
    assert orjson.loads(visible(orjson.dumps(text).decode())) == text


@given(st.text(), st.integers(5, 50))
def test_one_line_is_one_line_of_bounded_width(text: str, width: int) -> None:
    """However long the text and whatever breaks lines in it; an escape takes at most twelve columns for one character."""
    line = one_line(text, width)
    assert len(line.splitlines()) <= 1
    assert len(line) <= 12 * width
