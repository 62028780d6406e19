"""Who says what on an article's page: tooltips, marks and the table."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from streams.core.article import Claim, Cue, Entity, Quote, Reading, Voice
from streams.view import present, said
from streams.view.marks import actor_path

from .builders import an_article

BODY = 'Kenya said "the road is safe". Officials said it will close.'
KENYA = Voice("cty:KEN", "Kenya", 0, 5)
OFFICIALS = Voice(None, "Officials", 31, 40)
AGENCY = Voice("org:kcna", "<b>KCNA</b>", 0, 5)
SAID = Cue("said", 6, 10)


def reading(**more: Any) -> dict[str, Any]:
    quote = Quote("the road is safe", 12, 28, 12, 28, 0, True, KENYA, None, SAID, 0.95, "subject")  # noqa: FBT003 - a row
    fields: dict[str, Any] = {
        "entities": (
            Entity(
                "cty:KEN",
                "Republic of Kenya",
                "country",
                None,
                None,
                provisional=False,
                named=1,
                nominal=0,
                pronoun=0,
                first=0,
                as_source=1,
            ),
        ),
        "quotes": (quote,),
        "claims": (
            Claim(0, 30, 0, 30, 0, "reported", KENYA, SAID, 0.95, "subject"),
            Claim(31, 60, 31, 60, 1, "reported", OFFICIALS, Cue("said", 41, 45), 0.9, "unnamed"),
        ),
    }
    made: dict[str, Any] = msgspec.to_builtins(Reading(1, "t", "", **(fields | more)))
    return made


def page(read: dict[str, Any]) -> str:
    return "".join(p["html"] for p in present.paragraphs(msgspec.to_builtins(an_article("x", BODY)), read))


def test_a_sentence_says_who_vouches_for_it() -> None:
    """Mode, source and cue on hover; what the article asserts itself has no tooltip."""
    html = page(reading())
    assert 'id="s0" title="reported: Republic of Kenya (“Kenya”) (“said”)"' in html
    assert 'title="reported: Officials (“said”)"' in html
    plain = Claim(0, 30, 0, 30, 0, "asserted", None, None, 0.7, "plain")
    assert 'id="s0">' in page(reading(claims=(plain,)))


def test_a_quotation_says_who_says_it() -> None:
    """The speaker, by way of whom, and how sure that is; words that nobody says are marked apart."""
    html = page(reading())
    assert '<mark class="m quote" title="Quotation: Republic of Kenya (“Kenya”) · confidence 0.95">the road is safe</mark>' in html
    term = Quote("the road is safe", 12, 28, 12, 28, 0, False, None, None, None, 0.5, "none")  # noqa: FBT003 - a row
    assert 'class="m quote term"' in page(reading(quotes=(term,)))


def test_words_for_a_source_are_escaped() -> None:
    """They come from the article."""
    quote = Quote("the road is safe", 12, 28, 12, 28, 0, True, KENYA, AGENCY, SAID, 0.6, "quoted")  # noqa: FBT003 - a row
    html = page(reading(quotes=(quote,)))
    assert "by way of &lt;b&gt;KCNA&lt;/b&gt;" in html
    assert "<b>" not in html


def test_table_has_one_row_a_voice() -> None:
    """By place, with a link where there is a page; the unnamed keep their words."""
    first, second = said.voices(reading())
    assert (first["name"], first["href"], first["named"], first["sentences"]) == ("Republic of Kenya", actor_path("cty:KEN"), True, [0])
    assert [q["text"] for q in first["quotes"]] == ["the road is safe"]
    assert (second["name"], second["href"], second["named"], second["modes"]) == ("Officials", "", False, [("reported", 1)])


@pytest.mark.parametrize("read", [None, reading(quotes=(), claims=())])
def test_nobody_says_anything(read: dict[str, Any] | None) -> None:
    """An article without sources, or without its reading, has no table."""
    assert said.voices(read) == []


def test_many_quotations_of_one_voice_are_cut() -> None:
    """The table has a dozen; the text has all."""
    quote = Quote("the road is safe", 12, 28, 12, 28, 0, True, KENYA, None, SAID, 0.95, "subject")  # noqa: FBT003 - a row
    (row, _) = said.voices(reading(quotes=(quote,) * 20))
    assert (len(row["quotes"]), row["more"]) == (12, 8)
