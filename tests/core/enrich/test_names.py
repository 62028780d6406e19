"""The trained recogniser: what it finds beside the registry, what it never calls a person, and that its outcome is exact."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.core.enrich.actors import find_actors
from streams.core.enrich.actors_draft import draft
from streams.core.enrich.actors_known import matches
from streams.core.enrich.actors_words import CALENDAR
from streams.core.enrich.names import Recogniser, find_spans
from streams.core.enrich.names_features import Look, look, word_keys
from streams.core.enrich.names_layout import MAX_STRETCH, lay_out
from streams.core.enrich.names_model import LABELS, Model, Steps, Words, packed, to_bytes, unpacked
from streams.core.enrich.names_page import keys, page
from streams.core.enrich.names_path import spans
from streams.tools import load_names

from .reading import body_of, shipped

RECOGNISER = Recogniser.of(load_names(), shipped())


def found(text: str) -> dict[str, str]:
    """Surface → class of each proposed name."""
    one = draft(body_of(text), shipped())
    return {one.text(s.first, s.last): s.kind for s in find_spans(one, matches(one), RECOGNISER)}


def entities(text: str) -> set[str]:
    return {entity.id for entity in find_actors(body_of(text), shipped(), (), RECOGNISER).entities}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("'It rained,' said Ilse Brandvold, who founded the school.", "Ilse Brandvold", "PER"),
        ("Shares of Quorvex Corp. fell 3 percent after the report.", "Quorvex Corp.", "ORG"),
        ("Police in Velmora arrested two men on Friday.", "Velmora", "LOC"),
        ("Rovik told reporters that he would appeal.", "Rovik", "PER"),
    ],
)
def test_names_that_nobody_listed_are_found(text: str, name: str, kind: str) -> None:
    """A name is known by what it looks like and what stands around it."""
    assert found(text).get(name) == kind


@pytest.mark.parametrize("text", ["We saw it. She did too. They left on Monday.", "In May it rained. On Tuesday it stopped.", ""])
def test_plain_words_are_no_names(text: str) -> None:
    """A capital at the start of a sentence, a month or a weekday makes no name."""
    assert found(text) == {}


def test_the_registry_keeps_its_ids() -> None:
    """A name that the registry knows keeps its id; one beside it that it does not know gets a provisional one."""
    ids = entities("Kenya and the United Nations thanked Ilse Brandvold for her work, a spokesman said.")
    assert {"cty:KEN", "igo:UN", "per:~Ilse_Brandvold"} <= ids


def test_a_hyphen_joins_two_names_into_none() -> None:
    """Two who met are two: a hyphen between names of the registry makes no third."""
    assert not {i for i in entities("Donald Trump spoke of the Trump-Putin summit. Vladimir Putin agreed.") if "-" in i and "~" in i}


NO_PERSON = st.sampled_from(sorted({*CALENDAR, "He", "She", "It", "They", "We", "I", "Kenya", "France", "China", "United States", "Iraq"}))
AROUND = st.sampled_from(["{} said so.", "Mr. {} left.", "On {} it rained.", "They met {} and went home.", "{}, 41, was there."])


@settings(max_examples=60, deadline=None)
@given(NO_PERSON, AROUND)
def test_no_pronoun_weekday_month_or_country_alone_is_a_person(word: str, around: str) -> None:
    """Whatever stands around it, the model makes no person of it."""
    mentions = find_actors(body_of(around.format(word)), shipped(), (), RECOGNISER).mentions
    assert [m for m in mentions if m.method == "crf" and m.entity.startswith("per:") and m.surface == word] == []


def test_what_was_read_before_does_not_count() -> None:
    """Sums that are kept between articles speed reading up and change nothing."""
    text = "Ilse Brandvold of Quorvex Corp. flew to Velmora."
    fresh = Recogniser.of(RECOGNISER.model, shipped())
    one = draft(body_of(text), shipped())
    assert find_spans(one, matches(one), fresh) == find_spans(one, matches(one), fresh) == find_spans(one, matches(one), RECOGNISER)


def test_reading_sums_the_weights_of_the_keys_that_training_saw() -> None:
    """Training and reading agree: the labels are those of the sums over `keys`."""
    text = "Ilse Brandvold of the Bank of Velmora (BV) met Mr. Rovik in St. Petersburg. Rovik said the Bank would pay."
    one = draft(body_of(text), shipped())
    aliases = matches(one)
    weights = RECOGNISER.model.weights
    summed = [
        span
        for (first, _), rows in keys(page(one, aliases, RECOGNISER.known), one, RECOGNISER.known)
        for span in spans([unpacked(sum(weights.get(key, 0) for key in row)) for row in rows], RECOGNISER.model.steps, first)
    ]
    assert summed == find_spans(one, aliases, RECOGNISER)
    assert summed


def test_work_is_linear() -> None:
    """Twice the text has twice the tokens to judge, and no stretch grows without bound."""
    some, twice = (lay_out(draft(body_of("Anna Bo " * n), shipped()).tokens).stretches for n in (2_000, 4_000))
    assert sum(b - a for a, b in twice) == 2 * sum(b - a for a, b in some)
    assert max(b - a for a, b in twice) <= MAX_STRETCH + 4


def test_weights_come_back_as_they_were_written() -> None:
    """The file holds exact integers, negative ones too."""
    row = tuple(range(-6, 7))
    steps = Steps(1, tuple(range(13)), tuple(range(13)), ((1, 2, 3, 4),) * 3)
    words = Words(frozenset({"word"}), {"Aston Villa": "c"}, {"villa": "3 17"})
    model = Model.from_bytes(to_bytes({"0wé": row}, steps, words, {}))
    assert (dict(model.weights), model.steps, model.words) == ({"0wé": packed(row)}, steps, words)
    assert [lane - 2**31 for lane in unpacked(packed(row) * 3)] == [3 * n for n in row]


@pytest.mark.parametrize(
    "data", [b"", b"{}\n", b'{"format": 99, "labels": [], "words": 0, "listed": 0, "groups": 0, "keys": 0, "steps": [0, [], [], []]}\n']
)
def test_other_files_are_refused(data: bytes) -> None:
    """What is no file of weights of this format is refused in words."""
    with pytest.raises(ValueError, match="name weights"):
        Model.from_bytes(data)


def test_best_path_is_the_best() -> None:
    """A name of two words wins over two names when its sum is higher."""
    none = tuple(0 for _ in LABELS)
    steps = Steps(0, none, none, ((0, 0, 0, 0),) * 3)
    first, last = list(none), list(none)
    first[LABELS.index("B-ORG")], last[LABELS.index("L-ORG")] = 5, 5
    first[LABELS.index("U-PER")] = 8
    assert [s[:3] for s in spans([first, last], steps, 7)] == [(7, 9, "ORG")]


def test_look_has_what_neighbours_need() -> None:
    """Keys are built of these four; another field would change every key."""
    assert Look._fields == ("word", "lower", "shape", "kind")


@pytest.mark.parametrize("word", ["Keller", "said", "the", "U.S.", "X", "", "McDonald", "1990s", "BRANDVOLD", "Kenya", "ß"])
def test_a_word_weighs_what_its_keys_weigh(word: str) -> None:
    """The sums that reading takes from a word's parts are those of the keys that training knows, at each place."""
    seen, weights = look(word, RECOGNISER.known), RECOGNISER.model.weights
    sums = tuple(sum(weights.get(key, 0) for key in word_keys(*seen, at)) for at in (2, 1, 0, -1, -2))
    assert RECOGNISER.word(word).sums == sums
