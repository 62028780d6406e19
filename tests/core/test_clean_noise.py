from __future__ import annotations

import pytest

from streams.core.article import Rejection
from streams.core.clean import clean
from tests.builders import article, raw_article

FIRST = "The harbour of Port Elsa was closed on Monday, officials said."
LAST = "It is to open again on Friday, the mayor, Lena Orlova, told reporters."


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("ADVERTISEMENT", "advertisement"),
        ("Advertisement", "advertisement"),
        ("— Sponsored Content —", "advertisement"),
        ("Story continues below advertisement", "advertisement"),
        ("Read more: Ten storms that changed the coast", "related_links"),
        ("READ | Ten storms that changed the coast", "related_links"),
        ("Also read: Who pays for the pier?", "related_links"),
        ("Related: Ten storms", "related_links"),
        ("Related articles", "related_links"),
        ("Click here to see the pictures.", "promo"),
        ("Subscribe to our newsletter for the best of the coast.", "promo"),
        ("Sign up for our daily briefing", "promo"),
        ("Follow us on Twitter", "promo"),
        ("Download the Elsa Times app", "promo"),
        ("Most read", "promo"),
        ("By Ada Quist", "byline"),
        ("By ADA QUIST and JO MARR, Staff Writers", "byline"),
        ("(Reporting by Ada Quist; Editing by Jo Marr)", "byline"),
        ("(With inputs from PTI)", "byline"),
        ("Associated Press writer Jo Marr contributed to this report.", "byline"),
        ("Updated: 28 Dec 2021, 09:12 AM IST", "timestamp"),
        ("Published 2 hours ago", "timestamp"),
        ("Last updated on March 3, 2021 at 5:15 p.m. ET", "timestamp"),
        ("Tuesday, 3 March 2021", "timestamp"),
        ("2021-03-03 10:15", "timestamp"),
        ("3 min read", "timestamp"),
        ("© 2021 The Elsa Times", "copyright"),
        ("Copyright 2021 The Elsa Times. All rights reserved.", "copyright"),
        ("This material may not be published, broadcast, rewritten or redistributed.", "copyright"),
        ("We use cookies to improve your visit.", "cookie"),
        ("Share this article", "social"),
        ("Facebook Twitter WhatsApp", "social"),
        ("12 Comments", "social"),
        ("Photo: Ada Quist", "caption"),
        ("File photo", "caption"),
        ("Waves break over the pier on Sunday. (AP Photo/Jo Marr)", "caption"),
        ("Waves break over the pier. REUTERS/Jo Marr", "caption"),
        ("The pier at dawn | Getty Images", "caption"),
        ("Lena Orlova", "caption"),
        ("Lena-Orlova", "caption"),
        ("Page 2 of 3", "page_number"),
        ("* * *", "separator"),
        (FIRST, "repeated_block"),
    ],
)
def test_noise_is_dropped_with_its_reason(line: str, reason: str) -> None:
    """Nothing in it is counted, and the reader can see why it is gone."""
    found = article({"text": f"{FIRST}\n{line}\n{LAST}"})
    assert found.body == f"{FIRST}\n\n{LAST}"
    assert [(one.line, one.text, one.reason) for one in found.dropped] == [(2, line, reason)]
    assert 0 < found.dropped[0].confidence <= 1


@pytest.mark.parametrize(
    "line",
    [
        "By Friday the ships had left for the north.",
        "By Friday",
        "Related companies said that they had no plans to move.",
        "Watch officers on the pier saw the wave coming, one said.",
        "Subscribers of the service lost their connection on Sunday.",
        "Copyright law protects such pictures, a lawyer said.",
        "Published in 1999, the book sold two million copies.",
        "Advertisements for the fair were taken down on Sunday, the police said.",
        "Comments by the minister were met with anger.",
        "Share prices fell by a tenth.",
        "Image matters in politics, she said.",
        "The agency (Reuters) was founded long ago.",
        "Follow the money, he said.",
        "Updated rules for the harbour take effect in May, he said.",
        "“Read the law,” he said.",
        "What happens next",
        "Yes.",
    ],
)
def test_lines_of_the_story_stay(line: str) -> None:
    """A lost sentence is worse than a kept label."""
    assert article({"text": f"{FIRST}\n{line}\n{LAST}"}).body == f"{FIRST}\n\n{line}\n\n{LAST}"


def test_names_in_a_list_stay() -> None:
    """Three or more short lines in a row are no captions."""
    text = f"{FIRST}\nLena Orlova\nPort Elsa\nMonday\n{LAST}"
    assert article({"text": text}).dropped == ()


@pytest.mark.parametrize("line", ["Orlova", "Link"])
def test_a_single_word_below_the_first_lines_stays(line: str) -> None:
    """It heads a section more often than it stands under a picture."""
    assert article({"text": f"{FIRST}\nThe pier is open.\nSo is the market.\n{line}\n{LAST}"}).dropped == ()


def test_repairs_of_dropped_lines_are_forgotten() -> None:
    """They are no part of the clean text."""
    found = article({"text": f"{FIRST}\nRead\u00a0more: storms &amp; waves\n{LAST}"})
    assert (len(found.dropped), found.repairs) == (1, ())


def test_noise_alone_is_refused() -> None:
    """An article of nothing but labels has nothing to say."""
    found = clean(raw_article({"text": "ADVERTISEMENT\nShare this\n\u200b\n3 min read", "id": "1"}))
    assert isinstance(found, Rejection)
    assert (found.stage, found.code) == ("clean", "empty")
    assert found.article_id == raw_article({"text": "x", "id": "1"}).article_id


def test_many_dropped_lines_are_counted_beyond_the_list() -> None:
    """A record has its limit; nothing is left out in silence."""
    found = article({"text": f"{FIRST}\n" + "ADVERTISEMENT\n" * 500 + LAST})
    assert len(found.dropped) < 500
    assert "dropped_not_listed" in {notice.code for notice in found.notices}


@pytest.mark.parametrize(
    "note", ["Correction: The pier has five legs, not six.", "This story has been corrected to fix the name of the mayor."]
)
def test_a_note_of_correction_is_a_signal_and_stays(note: str) -> None:
    """It is news of the news."""
    found = article({"text": f"{FIRST}\n{LAST}\n{note}"})
    assert found.signal == "correction"
    assert found.body.endswith(note)
    assert "correction_note" in {notice.code for notice in found.notices}


def test_an_editors_note_is_said_but_corrects_nothing() -> None:
    """It may be about anything."""
    found = article({"text": f"{FIRST}\n{LAST}\nEditor's note: This story is part of a series."})
    assert found.signal is None
    assert "correction_note" in {notice.code for notice in found.notices}


def test_a_story_about_corrections_is_not_one() -> None:
    """Words alone are no label."""
    assert article({"text": "Corrections officers went on strike on Monday, their union said."}).signal is None


def test_a_row_of_buttons_names_a_network() -> None:
    """Its other words stand beside one; alone they say nothing."""
    assert [one.reason for one in article({"text": f"{FIRST}\nFacebook Print Email\n{LAST}"}).dropped] == ["social"]
    assert "social" not in [one.reason for one in article({"text": f"{FIRST}\nCopy and share\n{LAST}"}).dropped]


def test_a_single_name_further_down_heads_a_section() -> None:
    """A caption of one word stands at the top, under the picture."""
    text = f"{FIRST}\n{LAST}\nNobody in Norway was hurt, she said.\nNorway\nThe ferry to Norway goes on, the line said."
    assert article({"text": text}).dropped == ()
