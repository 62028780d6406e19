from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from streams.core.article import MapRun
from streams.core.offsets import Edit, Mapped, clean_span, raw_span


def edits(text: str, cuts: list[tuple[int, int, str]]) -> list[Edit]:
    """Sorted edits that do not overlap."""
    found: list[Edit] = []
    at = 0
    for skip, length, new in cuts:
        start = min(at + skip, len(text))
        end = min(start + length, len(text))
        found.append(Edit(start, end, new))
        at = end
    return found


CUTS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4), st.text(max_size=3)), max_size=8)


@given(st.text(), CUTS, CUTS)
def test_runs_lead_back_to_the_same_characters(text: str, first: list[tuple[int, int, str]], second: list[tuple[int, int, str]]) -> None:
    """After any edits of edits, what a run covers is what was given there."""
    mapped = Mapped.of(text).edit(edits(text, first))
    mapped = mapped.edit(edits(mapped.text, second))
    assert all(mapped.text[c : c + n] == text[r : r + n] for c, r, n in mapped.runs)


@given(st.text(), CUTS)
def test_edits_are_made(text: str, cuts: list[tuple[int, int, str]]) -> None:
    """The text is the one that plain slicing gives."""
    expected = text
    for start, end, new in reversed(edits(text, cuts)):
        expected = expected[:start] + new + expected[end:]
    assert Mapped.of(text).edit(edits(text, cuts)).text == expected


@given(st.text(), CUTS)
def test_runs_grow_on_both_sides(text: str, cuts: list[tuple[int, int, str]]) -> None:
    """Monotone, not empty, not overlapping, and joined where nothing lies between."""
    runs = Mapped.of(text).edit(edits(text, cuts)).runs
    assert all(run.length > 0 for run in runs)
    for (c, r, n), then in pairwise(runs):
        assert c + n <= then.clean_start
        assert r + n <= then.raw_start
        assert (c + n, r + n) != (then.clean_start, then.raw_start)


@given(st.text(min_size=1), CUTS, st.data())
def test_a_raw_span_is_inside_the_given_text(text: str, cuts: list[tuple[int, int, str]], data: st.DataObject) -> None:
    """For any span of the clean text."""
    mapped = Mapped.of(text).edit(edits(text, cuts))
    start = data.draw(st.integers(0, len(mapped.text)))
    end = data.draw(st.integers(start, len(mapped.text)))
    raw_start, raw_end = raw_span(mapped.runs, start, end)
    assert 0 <= raw_start <= raw_end <= len(text)


RUNS = (MapRun(0, 2, 5), MapRun(6, 8, 4))
"""Two characters dropped, five kept, one replaced by one, four kept."""


def test_a_span_inside_a_run() -> None:
    """Shifted by what was dropped before."""
    assert raw_span(RUNS, 1, 4) == (3, 6)


def test_a_span_over_a_repair_takes_it_in() -> None:
    """Both runs and what lies between."""
    assert raw_span(RUNS, 4, 8) == (6, 10)


def test_a_span_that_is_a_repair_covers_its_place() -> None:
    """A repaired mark maps to the mark as it was given."""
    assert raw_span(RUNS, 5, 6) == (7, 8)


def test_the_way_from_given_to_clean() -> None:
    """The view marks what was dropped: there is no clean span for it."""
    assert clean_span(RUNS, 3, 9) == (1, 7)
    assert clean_span(RUNS, 0, 2) is None
    assert clean_span(RUNS, 7, 8) is None
