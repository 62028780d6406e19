"""Words are cut as BERT's own tokeniser cuts them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.engines.pieces import MAX_PIECES, Pieces

VOCABULARY = ["[UNK]", "[CLS]", "un", "##aff", "##able", "a", "##b", "##bb", "e", "'", "s", "-", "中"]
PIECES = Pieces(VOCABULARY)


def cut(word: str) -> list[str]:
    return [VOCABULARY[number] for number in PIECES.of(word)]


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("unaffable", ["un", "##aff", "##able"]),
        ("UNaffable", ["un", "##aff", "##able"]),
        ("abbb", ["a", "##bb", "##b"]),
        ("É", ["e"]),
        ("a'S", ["a", "'", "s"]),
        ("a中a", ["a", "中", "a"]),
        ("xyz", ["[UNK]"]),
        ("axyz", ["[UNK]"]),
        ("a-xyz", ["a", "-", "[UNK]"]),
        ("a" * 101, ["[UNK]"]),
        ("\u200b", ["[UNK]"]),
        ("", ["[UNK]"]),
    ],
)
def test_the_longest_piece_comes_first(word: str, pieces: list[str]) -> None:
    """Without capitals and accents; cut at marks; a part with an unknown rest is unknown whole."""
    assert cut(word) == pieces


@given(st.text(max_size=300))
def test_each_word_has_some_pieces_but_not_many(word: str) -> None:
    """Whatever stands there."""
    assert 1 <= len(PIECES.of(word)) <= MAX_PIECES
