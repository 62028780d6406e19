from __future__ import annotations

from tests.builders import article

WRAPPED = """The harbour authority of Port Elsa said on Thursday that it would close
two of its five terminals for repairs, a step that shipping lines had
feared since the storm in October.

The works would take about nine months, a spokeswoman said. "We have no
choice," she added. Ships are to be sent to the EU-
funded terminal in the north.
"""


def paragraphs(text: str) -> list[str]:
    found = article({"text": text})
    return [found.body[one.start : one.end] for one in found.paragraphs]


def test_one_line_is_a_paragraph() -> None:
    """Scrapers write one paragraph a line, with or without an empty one between."""
    assert paragraphs("One is here, he said.\nTwo is here, she said.\n\n\nThree is here.") == [
        "One is here, he said.",
        "Two is here, she said.",
        "Three is here.",
    ]


def test_hard_wrapped_lines_are_joined() -> None:
    """Mail and wires break at a width; a hyphen at a line's end keeps the word together."""
    assert paragraphs(WRAPPED) == [
        (
            "The harbour authority of Port Elsa said on Thursday that it would close two of its five terminals for repairs, "
            "a step that shipping lines had feared since the storm in October."
        ),
        (
            'The works would take about nine months, a spokeswoman said. "We have no choice," she added. '
            "Ships are to be sent to the EU-funded terminal in the north."
        ),
    ]


def test_short_paragraphs_are_not_taken_for_wrapped_lines() -> None:
    """Two lines that end in stops are two paragraphs, however even their lengths."""
    text = "The president signed the bill on Friday, aides of hers said.\nMore is to come soon, they said on Saturday in the capital."
    assert len(paragraphs(text)) == 2


def test_one_long_line_is_one_paragraph() -> None:
    """Some feeds have lost all breaks."""
    assert len(paragraphs("The storm hit on Monday. It was over on Tuesday. " * 30)) == 1


def test_paragraphs_know_the_line_they_came_from() -> None:
    """Counted in the given text, dropped and empty lines included."""
    found = article({"text": "ADVERTISEMENT\n\nOne is here, he said.\r\nShare this\rTwo is here, she said."})
    assert [one.raw_line for one in found.paragraphs] == [3, 5]


def test_marks_of_a_list_are_taken_off() -> None:
    """The text of its items is news; one dash at the start of a line may be speech."""
    assert paragraphs("These were hurt:\n• Two men at the pier.\n• One woman at sea.")[1:] == ["Two men at the pier.", "One woman at sea."]
    assert paragraphs("He was asked twice.\n- We go on, he said.")[1] == "- We go on, he said."


def test_a_mark_of_where_a_feed_cut_is_taken_off_and_said() -> None:
    """A teaser is not the whole story."""
    found = article({"text": "The storm hit on Monday and tore many ro… [+1234 chars]"})
    assert found.body == "The storm hit on Monday and tore many ro…"
    assert "truncated" in {notice.code for notice in found.notices}
