"""Other systems' spans of characters become spans of our tokens."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from streams.engines.aligned import Found, aligned

from .drafts import draft_of, named

TEXT = "Ilse Brandvold left Quorvex-Nord. In Lima she met Ann."


def names(*found: Found) -> list[tuple[str, str]]:
    return named(TEXT, aligned(found, draft_of(TEXT).tokens))


def test_each_systems_words_for_a_class_are_known() -> None:
    """Capitals or not."""
    assert [names(Found(0, 14, label, 1))[0][1] for label in ("PERSON", "person", "GPE", "ORG", "LOCATION")] == [
        "PER",
        "PER",
        "LOC",
        "ORG",
        "LOC",
    ]


def test_other_classes_are_left_out() -> None:
    """Dates and sums are no names."""
    assert names(Found(0, 4, "DATE", 1), Found(0, 4, "MISC", 1)) == []


def test_a_span_inside_a_word_is_widened_to_it() -> None:
    """Our tokens are the smallest things that can be named."""
    assert names(Found(1, 12, "PER", 1)) == [("Ilse Brandvold", "PER")]


def test_no_name_goes_on_in_the_next_sentence() -> None:
    """Such a span is a mistake of the other system."""
    assert names(Found(20, 41, "ORG", 1)) == []


def test_of_two_that_begin_together_the_longer_stays() -> None:
    """Names do not stand inside one another."""
    assert names(Found(0, 4, "PER", 1), Found(0, 14, "ORG", 1), Found(5, 14, "PER", 1)) == [("Ilse Brandvold", "ORG")]


PLACES = st.integers(-5, len(TEXT) + 5)


@given(st.lists(st.builds(Found, PLACES, PLACES, st.sampled_from(["PER", "ORG", "gpe", "x"]), st.floats(0, 1))))
def test_whatever_is_claimed_spans_are_in_order_and_apart(found: list[Found]) -> None:
    """Beyond the text, backwards, over one another: nothing of it reaches the finders."""
    tokens = draft_of(TEXT).tokens
    end = 0
    for span in aligned(found, tokens):
        assert end <= span.first < span.last <= len(tokens.words)
        assert tokens.sentence[span.first] == tokens.sentence[span.last - 1]
        end = span.last
