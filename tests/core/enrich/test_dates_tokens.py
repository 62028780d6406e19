"""Words and their classes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.enrich.dates_tokens import scan


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Dec. 28, 2023", "Mn,Y"),
        ("28 Dec 2023", "nMY"),
        ("December", "M"),
        ("the Sun", "t."),
        ("on Sun. 5", ".Dn"),
        ("6:40 p.m. GMT", ":mz"),
        ("at 5pm", ".nm"),
        ("the 2nd", "to"),
        ("the 1990s and '80s", "tk&k"),
        ("'98", "Y"),
        ("$2000", ".N"),
        ("1,500 men", "N."),
        ("2023-12-28 31/12/2023", "I/"),
        ("New Year's Eve", "h"),
        ("New York", ".."),
        ("last year's end", "LUpK"),
        ("300 B.C.", "NB"),
        ("line\nend", ".|K"),
    ],
)
def test_classes(text: str, letters: str) -> None:
    """Each word has the class that the grammar is written over."""
    assert scan(text).letters == letters


@given(st.text())
def test_words_stand_in_order_and_do_not_overlap(text: str) -> None:
    """Offsets rise, stay inside the text and never overlap."""
    tokens = scan(text)
    ends = [0, *tokens.ends]
    assert all(end <= start < stop <= len(text) for end, start, stop in zip(ends, tokens.starts, tokens.ends, strict=False))
