"""One string, one kind of thing: readings of the same name in one article are brought together."""

from __future__ import annotations

from streams.core.enrich.names_path import Span
from streams.core.enrich.names_votes import SURE, agreed, voted
from streams.core.tokens import tokenise

NOTHING: frozenset[str] = frozenset()


def test_the_clearer_reading_wins() -> None:
    """A weak reading as a place gives way to a sure one as a person."""
    found = [Span(0, 1, "PER", SURE), Span(3, 4, "LOC", 100)]
    assert [s.kind for s in voted(found, tokenise("Rovik spoke. Rovik left."), NOTHING, NOTHING)] == ["PER", "PER"]


def test_readings_of_like_weight_stay() -> None:
    """Where neither is clearer both stand."""
    found = [Span(0, 1, "PER", 500), Span(3, 4, "LOC", 400)]
    assert [s.kind for s in voted(found, tokenise("Rovik spoke. Rovik left."), NOTHING, NOTHING)] == ["PER", "LOC"]


def test_a_sure_name_is_found_again() -> None:
    """What is surely a name once is one elsewhere, but not inside a longer run of capitals."""
    text = "Rovik spoke. then Rovik left Rovik Hall."
    assert [s[:3] for s in voted([Span(0, 1, "PER", SURE)], tokenise(text), NOTHING, NOTHING)] == [(0, 1, "PER"), (4, 5, "PER")]


def test_a_word_of_the_language_is_carried_nowhere() -> None:
    """A word that stands in lower case too may be itself elsewhere."""
    text = tokenise("Apple grew. an Apple fell.")
    for lower, ordinary in ((frozenset({"apple"}), NOTHING), (NOTHING, frozenset({"apple"}))):
        assert len(voted([Span(0, 1, "ORG", SURE)], text, lower, ordinary)) == 1


def test_agreeing_finds_nothing_new() -> None:
    """Another engine's names only get one class for one string; where it saw none, there is none."""
    text = tokenise("Rovik spoke. then Rovik left. then Rovik sang.")
    found = [Span(0, 1, "PER", SURE), Span(4, 5, "LOC", 100)]
    assert agreed(found, text) == [Span(0, 1, "PER", SURE), Span(4, 5, "PER", 100)]
