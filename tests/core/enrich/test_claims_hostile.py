"""Hostile text: reading who says what grows with the text and no faster."""

from __future__ import annotations

import pytest

from streams.core.article import Paragraph
from streams.core.enrich.actors import find_actors
from streams.core.enrich.claims_parts import attribute
from streams.core.enrich.quotes_marks import MOST, marked
from streams.core.tokens import tokenise
from tests import builders
from tests.counting import lines_run

from .reading import shipped


def work(text: str) -> int:
    """Lines of code that attribution runs over `text`: time that no busy machine can change."""
    article = builders.article({"text": text, "language": "en"})
    found = find_actors(article, shipped())
    tokens = found.tokens or tokenise(article.body, article.sentences)
    return lines_run(lambda: attribute(article, tokens, found.entities, found.mentions, english=True))


@pytest.mark.parametrize(
    "unit",
    [
        'Kenya said "no", ',
        "Kenya, the officials, said said ",
        "according to according to Kenya, ",
        '"Kenya" said ',
        "'s 'a ' ",
        "“ ” « » ",
        "Kim quoted Kim as saying Kim quoted ",
        "that will that could which may ",
        "he said. It said. They said. ",
        "spokesman for the spokesman of the ",
        '"We left.\n\n',
        "Lena Orlova: ",
        "((",
    ],
)
def test_twice_the_text_is_twice_the_work(unit: str) -> None:
    """Verbs, names and marks in any number: a bounded number of tokens is looked at for each."""
    start = "Kenya said on Monday that all was well. "
    once, twice = work(start + unit * 200), work(start + unit * 400)
    assert twice < 2.2 * once + 500


@pytest.mark.parametrize("text", ['"' * 100_000, '"a ' * 50_000, "'" * 100_000, "“" * 100_000, " '\" ”" * 25_000, '"ab" ' * 25_000])
def test_a_hundred_thousand_marks(text: str) -> None:
    """Each mark is looked at once; what is read is limited."""
    assert len(marked(text, [Paragraph(0, len(text), 1)])) <= MOST


def test_more_quotations_than_the_limit_are_said() -> None:
    """A notice says that the rest was not read."""
    article = builders.article({"text": 'Kenya said "yes indeed" and "no never". ' * 400, "language": "en"})
    found = find_actors(article, shipped())
    said = attribute(article, tokenise(article.body, article.sentences), found.entities, found.mentions, english=True)
    assert len(said.quotes) == MOST
    assert [n.code for n in said.notices] == ["too_many_quotes"]
