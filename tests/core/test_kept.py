"""Answers that are kept for words that come again."""

from __future__ import annotations

from streams.core.kept import MOST, Kept


def test_a_word_is_asked_for_once() -> None:
    """The second time the answer is there."""
    asked: list[str] = []

    def length(word: str) -> int:
        asked.append(word)
        return len(word)

    kept = Kept(length)
    assert list(map(kept.__getitem__, ["one", "three", "one"])) == [3, 5, 3]
    assert asked == ["one", "three"]


def test_an_answer_may_be_false() -> None:
    """Nothing is no reason to ask again."""
    asked: list[str] = []
    kept = Kept(asked.append)
    assert kept["one"] is None
    assert kept["one"] is None
    assert asked == ["one"]


def test_hostile_text_does_not_make_it_grow() -> None:
    """However many words there are, so many answers are kept at most, and all are right."""
    kept = Kept(len)
    assert all(kept[str(n)] == len(str(n)) for n in range(2 * MOST + 5))
    assert len(kept) <= MOST
