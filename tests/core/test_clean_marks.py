from __future__ import annotations

import pytest

from tests.builders import article


def repairs(text: str) -> list[tuple[str, str, str]]:
    return [(one.kind, one.raw, one.clean) for one in article({"text": text}).repairs]


def test_an_opening_mark_that_became_an_apostrophe() -> None:
    """A closing `"` that nothing opened finds its partner, past the apostrophes of words."""
    text = "The Farmers' Union called it 'a theft of the poor's land\" and left."
    found = article({"text": text})
    assert found.body == "The Farmers' Union called it \"a theft of the poor's land\" and left."
    assert [(one.kind, one.raw, one.raw_offset) for one in found.repairs] == [("quote_open", "'a", text.index("'a"))]


def test_a_closing_mark_that_became_an_apostrophe() -> None:
    """Only after a comma or a stop: behind a letter it may be a possessive."""
    assert article({"text": "\"We are done,' she said on Monday."}).body == '"We are done," she said on Monday.'
    assert repairs("\"The boys' house was on fire in the night") == []


def test_two_in_one_paragraph() -> None:
    """Each closing mark finds its own."""
    body = article({"text": "He spoke of 'hard times\" and of '(too many) lies\" last night, they said."}).body
    assert body == 'He spoke of "hard times" and of "(too many) lies" last night, they said.'


@pytest.mark.parametrize(
    "text",
    [
        "It was 'the last chance' for peace, she said.",
        "'We go on,' she said. 'We must.'",
        "\"It's the 'last chance' for us,\" she said.",
        "The Workers' Party and the Reds' coach met on Monday.",
        '"One paragraph opens here, and goes on in the next, she said.\n"And here it ends," she said.',
        "Rock 'n' roll of the '90s was played \"loud\" all night.",
        "He is 6' 2\" tall and said so to everyone.",
        "“Curly marks,” she said, ‘are fine’ – all of them.",
    ],
)
def test_marks_that_are_right_stay(text: str) -> None:
    """Balanced quotes of either kind, possessives, elisions, feet."""
    assert repairs(text) == []


def test_a_lone_mark_between_blanks_is_a_dash() -> None:
    """The dash lost its shape with the quotation marks."""
    assert repairs("The bridge ' the longest in the land ' was closed.") == [("dash", " ' ", " — ")] * 2


@pytest.mark.parametrize(
    "text",
    [
        "The workers ' pay was cut, said the rebels ' envoy.",
        "Lena Orlova ' s plan was read aloud.",
        "The two are going ' head to head ' again, he said.",
        "They called the ' third memorandum ' a theft.",
    ],
)
def test_a_mark_set_apart_by_a_tokeniser_stays(text: str) -> None:
    """Possessives and quotations with blanks around their marks are no dashes."""
    assert repairs(text) == []


@pytest.mark.parametrize("text", ["The net 'makes' trouble now and again.\" So it said.", "They spoke of 'events' again.\" So it said."])
def test_a_quoted_word_is_closed_by_its_own_mark(text: str) -> None:
    """The closing `"` belongs to a paragraph before, not to the word."""
    assert repairs(text) == []


def test_a_lone_mark_between_figures_stays() -> None:
    """Feet, or minutes."""
    assert repairs("It measures 5 ' 10 inches, the mayor said.") == []


def test_a_stop_that_a_house_style_took_away() -> None:
    """`U.S.` rewritten to `US` loses the sentence's stop."""
    text = "The ships were on their way to ports in the UK They were turned back at sea."
    found = article({"text": text})
    assert found.body == "The ships were on their way to ports in the UK. They were turned back at sea."
    assert len(found.sentences) == 2
    assert found.repairs[0].raw_offset == text.index(" They")


@pytest.mark.parametrize(
    "text",
    [
        "The US The Times knows is not the one we know.",
        "Mayor Returns To The US The Day After Trip",
        "The talks in the US But Not Only film were held there, he said.",
        "It is up to the UN to decide what it will do, he said.",
    ],
)
def test_initials_in_front_of_a_title_keep_no_stop(text: str) -> None:
    """Only in running lower-case text on both sides."""
    assert "sentence_boundary" not in {kind for kind, _, _ in repairs(text)}


@pytest.mark.parametrize("text", ["The workers ' pay was cut on Monday.", "They spoke of ' red lines ' in the talks on Monday."])
def test_a_mark_that_was_set_apart_is_no_dash(text: str) -> None:
    """A possessive, or quotation marks with blanks inside."""
    assert [one for one in repairs(text) if one[0] == "dash"] == []
