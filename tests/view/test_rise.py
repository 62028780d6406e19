"""The rise of an actor against the usual."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.view.rise import rise


@pytest.mark.parametrize(("recent", "before", "score"), [(3, 0, 3.0), (25, 224, 2.18), (120, 1400, 1.99), (16, 224, 0.0), (0, 28, -1.15)])
def test_the_formula(recent: int, before: int, score: float) -> None:
    """(recent - usual) / sqrt(usual + 1), with the usual of two days out of four weeks."""
    assert rise(recent, before).score == pytest.approx(score, abs=0.01)


def test_the_new_are_new_and_not_infinite() -> None:
    """Nobody is so many times as much as nothing."""
    assert (rise(3, 0).times, rise(4, 28).times) == (None, 2.0)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_more_articles_rise_more_and_a_higher_usual_less(recent: int, before: int) -> None:
    """Property: the score grows with what is recent and falls with what is usual."""
    assert rise(recent + 1, before).score > rise(recent, before).score
    assert rise(recent, before + 28).score < rise(recent, before).score
