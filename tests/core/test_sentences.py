from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.article import Paragraph
from streams.core.sentences import MAX_SENTENCE, split_sentences


def split(text: str) -> list[str]:
    return [text[one.start : one.end] for one in split_sentences(text, [Paragraph(0, len(text), 1)])]


@pytest.mark.parametrize(
    "sentences",
    [
        ["It rained.", "Then it stopped."],
        ["Mr. Reed met Dr. A. B. Collins of St. Mary's.", "They spoke."],
        ["Gen. Orlova left on Jan. 5 for the U.S. border.", "No. 10 was calm."],
        ["It costs 3.5 million.", "That is a lot."],
        ["They flew to the U.S.", "The rest stayed."],
        ["The U.S. President spoke.", "Nobody heard."],
        ["They flew to the northern EU.", "North winds blew."],
        ["Acme Inc. said so.", "It was true."],
        ["The firm is Acme Inc.", "It was founded here."],
        ['"We go on," she said.', '"We must."', "Nobody spoke."],
        ['"Stop!" Orlova said.', "He stopped."],
        ["Is it over?", "Nobody knows!", "Not yet."],
        ["Wait... what?", "Yes."],
        ["He left (it was late).", "She stayed."],
        ["1. The first point is this.", "2. The second is that."],
        ["It closed at 5 p.m. on Friday.", "Shops were empty."],
        ["In May 2024 it ended.", "2025 will be better."],
    ],
)
def test_stops_end_sentences_and_abbreviations_do_not(sentences: list[str]) -> None:
    """The rules in examples."""
    assert split(" ".join(sentences)) == sentences


def test_scripts_without_capitals() -> None:
    """Full-width stops need no blank after them."""
    assert split("他来了。她走了！真的吗？") == ["他来了。", "她走了！", "真的吗？"]


def test_sentences_know_their_paragraph() -> None:
    """A paragraph ends a sentence, stop or not."""
    text = "One here\n\nTwo here. Three here."
    found = split_sentences(text, [Paragraph(0, 8, 1), Paragraph(10, len(text), 3)])
    assert [(text[s.start : s.end], s.paragraph) for s in found] == [("One here", 0), ("Two here.", 1), ("Three here.", 1)]


def test_a_text_without_stops_is_cut_at_blanks() -> None:
    """Later stages work sentence by sentence and must stay linear."""
    found = split("word " * 2000)
    assert all(len(one) <= MAX_SENTENCE and not one.startswith("ord") for one in found)


@pytest.mark.parametrize("text", ["." * 250_000, ". " * 100_000, "a" * 250_000, "A. " * 80_000, '."' * 100_000])
def test_hostile_runs_are_tiled_too(text: str) -> None:
    """A run of a quarter of a million stops is read once: backtracking would not end within a day."""
    found = split_sentences(text, [Paragraph(0, len(text.rstrip()), 1)])
    assert found[-1].end == len(text.rstrip())


@given(st.text() | st.lists(st.sampled_from(["Mr.", "U.S.", "a", "B", ".", "!", '"', "'", " ", "。", "1", "said"])).map("".join))
def test_sentences_tile_their_paragraph(text: str) -> None:
    """In order, from the first to the last character, only white space between two."""
    text = re.sub(r"\s+", " ", text).strip()
    found = split_sentences(text, [Paragraph(0, len(text), 1)])
    assert (found[0].start, found[-1].end) == (0, len(text)) if text else not found
    for one, then in pairwise(found):
        assert one.start < one.end <= then.start
        assert not text[one.end : then.start].strip()
