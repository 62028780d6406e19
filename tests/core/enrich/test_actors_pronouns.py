"""Pronouns: whom they stand for, and when they are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.enrich.actors_pronouns import PRONOUNS

from .reading import read


def pronouns(text: str) -> list[tuple[str, str]]:
    """(pronoun, entity) of each that was resolved."""
    return [(m.surface, m.entity) for m in read(text).mentions if m.form == "pronoun"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kenya said it would raise its offer.", [("it", "cty:KEN"), ("its", "cty:KEN")]),
        ("Experts say Norway is expected to widen its border.", [("its", "cty:NOR")]),
        ("Critics fear Peru's plan to tax its miners.", [("its", "cty:PER")]),
        ("Norway urged Peru to widen its border.", [("its", "cty:PER")]),
        ("A deal between Ghana and its lenders failed.", [("its", "cty:GHA")]),
        ("The pipe was closed, Interfax said. It added that the cause was rust.", [("It", "org:interfax")]),
        ("Since June, Chile has shut mines to save its water, which it needs.", [("its", "cty:CHL"), ("it", "cty:CHL")]),
        ("The World Bank said it had paid.", [("it", "igo:WB")]),
        ("The Taliban say they will return, and their leaders agree.", [("they", "org:taliban"), ("their", "org:taliban")]),
    ],
)
def test_it_is_the_subject_of_its_clause(text: str, found: list[tuple[str, str]]) -> None:
    """A country or an organisation is "it" where it is the subject of the clause, or stands right beside "and its"."""
    assert [(word, entity) for word, entity in pronouns(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "Kenya said it was clear that rain would come.",
        "Kenya said it is likely to rain.",
        "Kenya wants the plan, and the plan has its critics.",
        "The Kenya Airways pilot said its wing broke.",
        "Officials in Kenya said its roads were wet.",
        "Kenya and Uganda said its roads were wet.",
        "A new bridge in Kenya will pay its way.",
        "In its report, Kenya said nothing.",
        "Kenya fired a rocket. It fell into the sea.",
        "The Kenyan farm has its own well.",
        "State media in Kenya are read for its quizzes.",
        "Kenya made it easy.",
        "Kenya sued Uganda over its dam.",
        "Kenya bought a ferry before it was built.",
        "Kenya left, though it is interesting to note the rain.",
        "Nobody knew what its future looked like in Kenya.",
        'Kenya has said nothing. "It is late," a driver said.',
    ],
)
def test_it_that_may_be_something_else_is_nobody(text: str) -> None:
    """Weather, plans, places, what comes later and what stands in a quotation are no actor's "it"."""
    assert pronouns(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Fumio Kishida said he would resign. He thanked his party.",
            [("he", "fumio-kishida"), ("He", "fumio-kishida"), ("his", "fumio-kishida")],
        ),
        ("Angela Merkel met Emmanuel Macron before she left.", [("she", "angela-merkel")]),
        ("Ms Lena Orlova smiled. Reporters waited. She waved.", [("She", "~Lena_Orlova")]),
        (
            "Emmanuel Macron told reporters that Angela Merkel was right. He added that he was glad.",
            [("He", "emmanuel-macron"), ("he", "emmanuel-macron")],
        ),
        ("William Ruto called Emmanuel Macron and thanked him.", [("him", "emmanuel-macron")]),
    ],
)
def test_he_and_she_are_the_one_person_there(text: str, found: list[tuple[str, str]]) -> None:
    """The only person of that sex in the sentence, else in the one before, is meant."""
    assert pronouns(text) == [(word, f"per:{who}") for word, who in found]


@pytest.mark.parametrize(
    "text",
    [
        "William Ruto met Emmanuel Macron in his office.",
        "William Ruto spoke to a farmer after he had lost a cow.",
        "William Ruto left. A driver wept. He had lost the key.",
        "Angela Merkel was early. He was late.",
        "William Ruto spoke. “He is a liar,” said a voter.",
        "When he arrived, William Ruto smiled.",
        "William Ruto and Zorblax Quux spoke, and he sang.",
        "I think we know who they are, William Ruto said.",
    ],
)
def test_he_who_may_be_another_is_nobody(text: str) -> None:
    """Two men, an unknown man, another sex, a quotation, or a name that only comes later: nothing is said."""
    assert pronouns(text) == []


def test_pronouns_never_count_as_named() -> None:
    """They have a count of their own, and a confidence below a name's."""
    found = read("Kenya said it would raise its offer.")
    assert [(e.id, e.named, e.nominal, e.pronoun) for e in found.entities] == [("cty:KEN", 1, 0, 2)]
    assert all(m.confidence < 0.9 for m in found.mentions if m.form == "pronoun")


SAID = 'Kenya Norway the Kenyan William Ruto Angela Merkel Ms Orlova Lena he she He She his her him it It its they their said says has met and of in to plan . , " who I we'.split()


@given(st.lists(st.sampled_from(SAID), max_size=50).map(" ".join))
def test_a_pronoun_is_always_a_pronoun(text: str) -> None:
    """Whatever the words: a mention by pronoun is one of the few words, a name never is, and an antecedent stands before it."""
    mentions = read(text).mentions
    for m in mentions:
        assert (m.form == "pronoun") == (m.surface in PRONOUNS)
        assert m.form != "pronoun" or any(o.entity == m.entity and o.start < m.start for o in mentions)
