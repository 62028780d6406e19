"""`clean(…, whole=True)`: what somebody is given who annotates a text, and what even then is no part of it."""

from __future__ import annotations

import pytest

from streams.core.article import Article
from streams.core.clean import clean
from streams.core.offsets import raw_span
from tests.builders import article, raw_article

FIRST = "Ada Quist blocked the roads to Port Elsa on Monday, police said."
NEXT = "She wants talks with the minister. The government refused."


def whole(text: str, **fields: str) -> Article:
    found = clean(raw_article({"text": text, **fields}), whole=True)
    assert isinstance(found, Article), found
    return found


@pytest.mark.parametrize(
    "line",
    [
        "Farmers block port",
        "Monday, May 4, 2026",
        "By Jo Marr and Lena Orlova",
        "Published: 4 May 2026, 09:12",
        "Image: Lena Orlova.",
        "Police in Port Elsa. (AP Photo/Lena Orlova)",
    ],
)
def test_lines_that_say_news_are_read(line: str) -> None:
    """Headline, date, byline, time and captions: an annotator marks the names and dates in them too."""
    assert whole(f"{line}\n{FIRST}\n{NEXT}").body == f"{line}\n\n{FIRST}\n\n{NEXT}"
    assert article({"text": f"{line}\n{FIRST}\n{NEXT}"}).body == f"{FIRST}\n\n{NEXT}"


def test_all_headings_are_read() -> None:
    """The kicker and the headline, of which a story keeps one as its headline."""
    text = f"Farmers block port\nMinister refuses to talk\n{FIRST}"
    assert whole(text).body == text.replace("\n", "\n\n")


def test_a_headline_that_is_known_is_read() -> None:
    """A field with the same words is no second reading: only the text is annotated."""
    assert whole(f"FARMERS BLOCK PORT\n{FIRST}", headline="Farmers block port").body == f"FARMERS BLOCK PORT\n\n{FIRST}"


def test_the_dateline_stays_in_front_of_the_story() -> None:
    """Its place, day and agency are named there; it is a field all the same."""
    found = whole(f"PORT ELSA, March 14 (Reuters) - {FIRST}")
    assert found.body == f"PORT ELSA, March 14 (Reuters) - {FIRST}"
    assert found.dateline == article({"text": f"PORT ELSA, March 14 (Reuters) - {FIRST}"}).dateline


@pytest.mark.parametrize(
    "line",
    [
        "ADVERTISEMENT",
        "Read more: Ada Quist is free again",
        "© 2026 Port Elsa Courier. All rights reserved.",
        "She wants talks with the minister",
        "Ada Quist",
    ],
)
def test_what_is_no_part_of_the_story_is_not_read(line: str) -> None:
    """Advertisements, links, rights, a sentence said twice, and a name under a picture that the text has anyway."""
    found = whole(f"{FIRST}\n{line}\n{NEXT}" if "talks" not in line else f"{line}\n{FIRST}\n{NEXT}")
    assert found.body == f"{FIRST}\n\n{NEXT}"


def test_what_is_read_is_not_listed_as_dropped() -> None:
    """Nothing in a dropped line is counted; that stays true."""
    found = whole(f"By Jo Marr\n{FIRST}\nADVERTISEMENT\n{NEXT}")
    assert [(one.line, one.reason) for one in found.dropped] == [(3, "advertisement")]
    assert found.byline == ("Jo Marr",)


def test_a_line_of_time_still_gives_the_day() -> None:
    """It is read as text and as evidence."""
    assert whole(f"Published: 4 May 2026, 09:12\n{FIRST}").anchor.day == "2026-05-04"


def test_offsets_lead_back_to_the_given_text() -> None:
    """Every kept paragraph is found where it stood, lines between them or not."""
    text = f"Farmers block port\r\n\r\nADVERTISEMENT\r\nLONDON (AP) — {FIRST}\r\n{NEXT}"
    found = whole(text)
    for paragraph in found.paragraphs:
        start, end = raw_span(found.raw_map, paragraph.start, paragraph.end)
        assert text[start:end] == found.body[paragraph.start : paragraph.end]
    assert [one.raw_line for one in found.paragraphs] == [1, 4, 5]
