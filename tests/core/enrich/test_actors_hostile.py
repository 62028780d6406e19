"""Hostile text: work grows with the text and no faster, and offsets stay true."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.enrich.actors import find_actors
from tests.counting import lines_run

from .reading import body_of, read, shipped


def work(text: str) -> int:
    """Lines of code that reading `text` runs: time that no busy machine can change."""
    article, lexicon = body_of(text), shipped()
    find_actors(body_of("Kenya."), lexicon)  # the lexicon builds its index once
    return lines_run(lambda: find_actors(article, lexicon))


@pytest.mark.parametrize(
    "unit",
    [
        "Zukor Balen ",
        "Kim Jong Un met Kim Jong Il. Kim said no. ",
        "Mr Van Aken and Ann Van Beek said so. ",
        "The 2024 US presidential election in Kenya, the US presidential election. ",
        "University of X and the Bank of Y (BOY), ",
        "A-",
        "President ",
        "Washington and ",
        "the North ",
        "U.S.",
        "((((",
        "he ",
        "He said it is his and its. ",
        "William Ruto met Kim Jong Un and said he was. ",
        "Boeing said the company and the bank of the party. The company left. ",
        'Kenya said "he" and “the military. ',
        "to 's to ' Kenya's to ",
        "the 44-year-old ",
        "President Joe Biden and former Vice-President-elect of ",
        "Ada Kim and Bob Kim met. Kim said. ",
    ],
)
def test_twice_the_text_is_twice_the_work(unit: str) -> None:
    """Reading is linear in the article, whatever it is made of."""
    once, twice = work(unit * 80), work(unit * 160)
    assert twice < 2.2 * once + 500


@pytest.mark.parametrize(
    "text", ["\u202eKenya\u202c and Uganda", "Kenya\u200band", "<b>Kenya</b>", "’’’’ Kenya''", "Kenya\x00Uganda", "🙂Kenya🙂"]
)
def test_odd_characters_do_no_harm(text: str) -> None:
    """Control, zero-width, bidi characters and emoji change no offset."""
    assert all(text[m.start : m.end] == m.surface for m in read(text).mentions)


WORDS = (
    "Kenya Kenyan US U.S. the The North South Washington Kim Jong Un Lena Orlova President Mr King said of and in with to for "
    "University Bank Party Ministry Foreign election presidential 2024 Hwasong - 18 ( ) , . ' 's \" Jr May Sun AU Georgia Atlanta Trump River Lake al- de"
).split()


@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))
def test_any_order_of_words_is_read(text: str) -> None:
    """Whatever is put together: mentions are in order, cut from the text, none twice, and the entities' counts are theirs."""
    found = read(text.replace(" - ", "-").replace(" 's", "'s"))
    spans = [(m.start, m.end, m.entity) for m in found.mentions]
    assert spans == sorted(spans, key=lambda s: s[:2])
    assert len(spans) == len(set(spans))
    assert sum(e.named + e.nominal + e.pronoun for e in found.entities) == len(spans)
    assert all(m.surface.strip() == m.surface and any(c.isalnum() for c in m.surface) for m in found.mentions)


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    """No text breaks the reader."""
    assert all(text[m.start : m.end] == m.surface for m in read(text).mentions)
