"""Hiding characters are shown, everything else is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.view.visible import fold, visible


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ("\x00", "⟦U+0000⟧"),
        ("\x1b[31m", "⟦U+001B⟧[31m"),
        ("\r", "⟦U+000D⟧"),
        ("\x85", "⟦U+0085⟧"),
        ("\u202eabc", "⟦U+202E⟧abc"),
        ("\u2066", "⟦U+2066⟧"),
        ("\u200b", "⟦U+200B⟧"),
        ("\ufeff", "⟦U+FEFF⟧"),
        ("\ud800", "⟦U+D800⟧"),
        ("\U000e0041", "⟦U+E0041⟧"),
    ],
)
def test_hiding_characters_are_shown(hidden: str, shown: str) -> None:
    """A control, bidirectional or invisible character is replaced by its number."""
    assert visible(hidden) == shown


@pytest.mark.parametrize("text", ["two\nlines\tand a tab", "é 北京 🙂 👩\u200d🚀 نمی\u200cخواهم", "⟦already⟧"])
def test_ordinary_text_is_left_alone(text: str) -> None:
    """Newline, tab, any script and the joiners that scripts need stay as they are."""
    assert visible(text) == text


@given(st.text(alphabet=st.characters()))
def test_nothing_that_reorders_is_left(text: str) -> None:
    """No text whatever comes out with a bidirectional control or an escape in it."""
    assert not set(visible(text)) & set("\x00\x1b\r\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def test_search_is_blind_to_case_and_accents() -> None:
    """`Łódź É` and `łódz e` differ only where Unicode calls them different letters."""
    assert fold("São ÉLAN") == fold("sao elan")
