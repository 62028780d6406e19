"""Whether two texts are one story."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.sketch import KEPT, resemblance, same_story, sketch
from tests.view.builders import TEXT

WIRE = " ".join(random.Random(5).choices([f"word{n}" for n in range(900)], k=450))
"""As long as a typical article."""
OTHER = " ".join(random.Random(6).choices([f"word{n}" for n in range(900)], k=450))


def cut(text: str, first: int, last: int) -> str:
    return " ".join(text.split()[first:last])


@pytest.mark.parametrize(
    "told",
    [
        WIRE,
        WIRE.upper().replace(" ", ", "),
        "By our own correspondent in Oslo. " + WIRE + " This is a wire report. All rights reserved.",
        cut(WIRE, 0, 200),
        cut(WIRE, 60, 450),
        WIRE.replace("word1 ", "correction ").replace("word2 ", ""),
    ],
    ids=["copy", "case-and-commas", "framed", "shortened", "without-its-lead", "corrected"],
)
def test_a_story_is_told_again(told: str) -> None:
    assert same_story(sketch(WIRE), sketch(told))


@pytest.mark.parametrize(
    "told",
    [OTHER, cut(WIRE, 0, 30) + " " + OTHER, cut(WIRE, 0, 30), "", "Lena Orlova said so."],
    ids=["other", "quotes-it", "brief", "empty", "short"],
)
def test_another_story_is_another(told: str) -> None:
    """The same long quotation in two articles makes them no copies, nor does a brief that has it alone."""
    assert not same_story(sketch(WIRE), sketch(told))


def test_short_texts_are_compared_as_well() -> None:
    assert same_story(
        sketch("Police reopened the bridge at noon on Friday."), sketch("Police reopened the bridge at noon on Friday, it said.")
    )
    assert not same_story(sketch("Police reopened the bridge at noon."), sketch("Police closed the airport at noon."))
    assert same_story(sketch("Cancelled"), sketch("CANCELLED!"))
    assert not same_story(sketch(""), sketch(""))


texts = st.lists(st.sampled_from(TEXT.split()), max_size=120).map(" ".join)


@given(texts, texts)
def test_neither_order_nor_repetition_matters(one: str, other: str) -> None:
    a, b = sketch(one), sketch(other)
    assert resemblance(a, b) == resemblance(b, a)
    assert same_story(a, b) is same_story(b, a)
    assert resemblance(a, a) == float(bool(a.runs))
    assert (len(a.least), sorted(set(a.least))) == (min(a.runs, KEPT), list(a.least))
    assert all(0 <= hash_ < 1 << 63 for hash_ in a.least)


@given(st.integers(0, 100), st.integers(0, 1000))
def test_the_estimate_is_near_the_truth(percent: int, seed: int) -> None:
    rng = random.Random(seed)
    common = [f"c{rng.random()}" for _ in range(percent * 4)]
    one, other = (" ".join(common + [f"o{rng.random()}" for _ in range(400 - len(common))]) for _ in range(2))
    runs = [set(zip(*(text.split()[n:] for n in range(4)), strict=False)) for text in (one, other)]
    assert abs(resemblance(sketch(one), sketch(other)) - len(runs[0] & runs[1]) / len(runs[0] | runs[1])) < 0.35


def test_it_is_the_same_tomorrow() -> None:
    """What a file of yesterday holds is compared with what comes today."""
    made = sketch("Police reopened the bridge at noon.")
    assert made == (3, (4622742604274108917, 4931352931236374235, 8193537005115166559))
