"""Keywords: names and phrases that tell what a story is about, and what is none."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.article import EnrichedArticle, Keyword
from streams.core.enrich.keywords import MOST, find_keywords
from streams.core.process import process
from streams.core.tokens import tokenise
from streams.tools import load_tools
from tests import builders
from tests.counting import lines_run
from tests.golden.seed_records import seed_records

from .said import enriched

FERRY = """Kenya will pay for a new coast ferry, the transport ministry said on Monday. The coast ferry is to carry 400 passengers from
Mombasa to Lamu. Passengers have waited for a ferry since the old ship sank in a storm. The ministry of Norway lent the money, and
Norway will train the crew. The crew will learn navigation in heavy seas, said Lena Orlova, an engineer. Orlova said navigation was hard."""


def keywords(text: str) -> tuple[Keyword, ...]:
    made = enriched(" ".join(text.split()))
    return find_keywords(
        made.article, tokenise(made.article.body, made.article.sentences), made.reading.entities, made.reading.mentions, ()
    )


def texts(text: str) -> list[str]:
    return [keyword.text for keyword in keywords(text)]


def test_story_has_its_names_and_phrases() -> None:
    """What is said often and early comes first, names and phrases side by side."""
    found = texts(FERRY)
    assert {"coast ferry", "Kenya", "Norway", "crew", "navigation"} <= set(found)
    assert found.index("coast ferry") < found.index("navigation")


def test_who_is_only_a_source_is_no_keyword() -> None:
    """She explains the story, it is not about her."""
    assert not any("Orlova" in text for text in texts(FERRY))


@pytest.mark.parametrize("word", ["the", "said", "new", "Monday", "will", "ministry of", "400", "old", "heavy", "is"])
def test_what_every_story_has_is_no_keyword(word: str) -> None:
    """Function words, verbs of speaking, dates, numbers and adjectives."""
    assert word not in texts(FERRY)


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("The Central Bank of Kenya raised rates. The Central Bank of Kenya will raise rates.", "bank"),
        ("Soldiers of the US-led force met the US-led force. A US-led force won.", "led"),
        ("The anti-Kenya vote failed. An anti-Kenya vote failed. The anti-Kenya vote was late.", "anti"),
        ("Lena Orlova met Kenya. Orlova won. Orlova lost. Lena Orlova left Kenya.", "Orlova"),
    ],
)
def test_no_fragments(text: str, fragment: str) -> None:
    """Parts of names and of words with hyphens stand for nothing by themselves."""
    assert fragment not in texts(text)


def test_words_with_hyphens_are_one() -> None:
    assert "solid-fuel rockets" in texts("The army bought the solid-fuel rockets. Kenya has solid-fuel rockets, and the rockets fly far.")


def test_singular_and_plural_are_one() -> None:
    """Counted together and shown as they first stand."""
    (found,) = [k for k in keywords("The missile fell. A second missile fell. All missiles of Kenya fell.") if "missile" in k.text]
    assert (found.text, len(found.spans)) == ("missile", 3)


def test_verbs_begin_no_phrase() -> None:
    """Behind "to" stands a verb, and so does what ends in -ing without an article."""
    found = texts("Kenya wants to develop harbour cranes. By developing harbour cranes it will win. The harbour cranes are for Kenya.")
    assert "harbour cranes" in found
    assert not any(text.startswith("develop") for text in found)


def test_headline_and_tags_make_a_phrase_likelier() -> None:
    """What the headline says comes before what is said as often."""
    text = "The dam and the bridge were built in Kenya. The bridge and the dam are old. The bridge and the dam will go."
    article = builders.article({"text": text, "language": "en", "headline": "An old dam"})
    found = find_keywords(article, tokenise(article.body, article.sentences), (), (), ())
    assert [k.text for k in found] == ["dam", "bridge"]


def test_seeds_have_sound_keywords() -> None:
    """At most ten, the best has score 1, spans are places of the text that hold the words, and other languages have none."""
    tools = load_tools()
    seen = 0
    for record in seed_records().values():
        made = process(record, tools, max_text_bytes=262_144, max_mentions=500)
        if isinstance(made, EnrichedArticle):
            seen += len(made.reading.keywords)
            sound(made.article.body, made.reading.keywords)
            assert not made.reading.keywords or made.article.language.code in {"en", "und"}
    assert seen > 100


def sound(body: str, found: tuple[Keyword, ...]) -> None:
    assert len(found) <= MOST
    assert [k.score for k in found[:1]] in ([], [1.0])
    assert all(a.score >= b.score > 0 for a, b in pairwise(found))
    assert len({k.text.lower() for k in found}) == len(found)
    for keyword in found:
        assert keyword.text in {body[start:end] for start, end in keyword.spans} or keyword.entity
        assert keyword.text in body
        assert list(keyword.spans) == sorted(keyword.spans)


_WORDS = st.sampled_from(
    "the of ferry ferries - harbour crane Kenya Norway , . ; to -led developed quickly and in storm \n\n x é 5".split(" ")
)


@given(st.lists(_WORDS, max_size=60))
def test_keywords_are_sound_whatever_the_text(words: list[str]) -> None:
    """Places, order and number hold for any text."""
    text = "Kenya has a ferry. " + " ".join(words)
    sound(enriched(text).article.body, find_all(text))


def find_all(text: str) -> tuple[Keyword, ...]:
    made = enriched(text)
    return find_keywords(
        made.article, tokenise(made.article.body, made.article.sentences), made.reading.entities, made.reading.mentions, ()
    )


@pytest.mark.parametrize("unit", ["ferry ", "ferry harbour crane. ", "a-b-c-d ", "Kenya ", "storm, Kenya, ", "- - "])
def test_twice_the_text_is_twice_the_work(unit: str) -> None:
    """A run of any length is read by its last words."""
    start = "The ferry is late. "
    once, twice = work(start + unit * 300), work(start + unit * 600)
    assert twice < 2.2 * once + 500


def work(text: str) -> int:
    """Lines of code that are run: time that no busy machine can change."""
    made = enriched(text)
    tokens = tokenise(made.article.body, made.article.sentences)
    return lines_run(lambda: find_keywords(made.article, tokens, made.reading.entities, made.reading.mentions, ()))
