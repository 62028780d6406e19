"""Words and their places: what is one token, and what is two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.article import Sentence
from streams.core.tokens import phrase, tokenise


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("U.S.-led troops", ["U.S.", "-", "led", "troops"]),
        ("Kenya's and Kenyans' ships", ["Kenya", "'s", "and", "Kenyans", "'", "ships"]),
        ("Côte d’Ivoire", ["Côte", "d'Ivoire"]),
        ("didn't, couldn't", ["didn't", ",", "couldn't"]),
        ("Hwasong-18 (new)", ["Hwasong", "-", "18", "(", "new", ")"]),
        ("snake_case", ["snake", "_", "case"]),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    """Dotted letters are one token, a possessive and each mark stand alone, curly apostrophes are straight."""
    assert tokenise(text).words == words


@given(st.text())
def test_places_are_those_of_the_text(text: str) -> None:
    """Each token lies where it says, in order, and nothing but white space lies between two."""
    tokens = tokenise(text)
    places = list(zip(tokens.words, tokens.starts, tokens.ends, strict=True))
    assert all(text[start:end].replace("’", "'") == word for word, start, end in places)
    gaps = [text[a:b] for a, b in zip([0, *tokens.ends], [*tokens.starts, len(text)], strict=True)]
    assert all(not gap.strip() for gap in gaps)


def test_sentences_of_tokens() -> None:
    """Each token knows its sentence, and each sentence its first token; one without tokens is empty."""
    tokens = tokenise("A b. C!", (Sentence(0, 4, 0), Sentence(5, 5, 0), Sentence(5, 7, 0)))
    assert tokens.sentence == [0, 0, 0, 2, 2]
    assert tokens.opens == [0, 3, 3, 5]


@pytest.mark.parametrize(("text", "is_hyphen"), [("a-b", True), ("a - b", False), ("a -b", False), ("a-", False)])
def test_a_hyphen_has_no_space_beside_it(text: str, *, is_hyphen: bool) -> None:
    """A dash between spaces joins nothing."""
    assert tokenise(text).hyphen(1) is is_hyphen


def test_a_phrase_has_no_hyphens() -> None:
    """Names are keyed by their words, however they are joined."""
    assert phrase("Kim Jong-un") == ("Kim", "Jong", "un")
