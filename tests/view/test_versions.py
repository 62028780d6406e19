"""Versions compared: nothing is lost, and nothing costs more than it may."""

from __future__ import annotations

from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from streams.view.versions import compared
from tests.counting import lines_run

TEXTS = st.lists(st.sampled_from(["a", "b", "c d", " ", "e.f", ""]), max_size=12).map("\n".join)


@given(TEXTS, TEXTS)
def test_both_texts_are_whole_in_it(old: str, new: str) -> None:
    """Property: without what was put in it is the old text, without what was taken out the new one."""
    pieces = compared(old, new)
    for side, other in (("out", "in"), ("in", "out")):
        kept = [p for p in pieces if not p or any(piece.kind != other for piece in p) or p[0].text == ""]
        words = "".join(piece.text for paragraph in kept for piece in paragraph if piece.kind != other)
        assert words == (old if side == "out" else new).replace("\n", "")


def test_a_changed_word_is_marked_alone() -> None:
    """The rest of its paragraph stays as it is."""
    ((first, out, into, rest),) = compared("mended by 14 March.", "mended by 16 March.")
    assert [p.text for p in (first, out, into, rest)] == ["mended by ", "14", "16", " March."]
    assert [p.kind for p in (first, out, into, rest)] == ["same", "out", "in", "same"]


def test_work_is_bounded() -> None:
    """Texts that share only spaces are compared up to a budget: four times the text is not four times the work, but some lines a paragraph."""
    work = {}
    for paragraphs in (20, 80):
        old, new = ("\n".join([" ".join(f"{side}{n}" for n in range(40))] * paragraphs) for side in "ab")
        work[paragraphs] = lines_run(partial(compared, old, new, budget=10_000))
    assert work[80] - work[20] < 60 * 100
