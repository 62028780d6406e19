"""The engine `accurate` with the model that ships: what it finds, that it says it again, and what it never calls a person."""

from __future__ import annotations

from importlib import resources

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.enrich.actors import find_actors
from streams.core.enrich.actors_words import CALENDAR
from streams.engines import EngineError
from streams.engines.accurate import LABELS, MOST, WINDOW, Accurate, _best, _windows, case, load_accurate
from streams.engines.pieces import Pieces
from tests.core.enrich.reading import body_of, shipped

from .drafts import draft_of, found

ENGINE = load_accurate()
VOCABULARY = (resources.files("streams.data") / "accurate/vocabulary.txt").read_text("utf-8").splitlines()
STORY = (
    "Shares of Quorvex Inc fell 3 percent in Velmora on Tuesday. Martin Keller, who runs the company, told the Daily Sentinel that he "
    "would appeal. Keller met officials of the Fisheries Board in Tarnholm. "
)


def test_names_that_nobody_listed_are_found() -> None:
    """People, organisations and places, by what they look like and what stands around them."""
    assert dict(found(ENGINE, STORY)) == {
        "Quorvex Inc": "ORG",
        "Velmora": "LOC",
        "Martin Keller": "PER",
        "Daily Sentinel": "ORG",
        "Keller": "PER",
        "Fisheries Board": "ORG",
        "Tarnholm": "LOC",
    }


@pytest.mark.parametrize("threads", [1, 2])
def test_the_same_text_gives_the_same_spans(threads: int) -> None:
    """With a fresh session and more threads, too: sure to the last digit that is used."""
    model = (resources.files("streams.data") / "accurate/names.onnx").read_bytes()
    again = Accurate(model, VOCABULARY, threads)
    one = draft_of(STORY * 3)
    assert again.spans(one, ()) == ENGINE.spans(one, ())
    assert again.id == ENGINE.id


def test_no_pronoun_weekday_or_country_becomes_a_person() -> None:
    """Whatever stands around it; after the finders, which have the last word."""
    texts = " ".join(
        f"Mr. {word} said so. They met {word}, 41, on Friday." for word in sorted({*CALENDAR, "He", "She", "They", "Kenya", "France"})
    )
    entities = find_actors(body_of(texts), shipped(), (), ENGINE).entities
    words = {e.name for e in entities if e.type == "person"}
    assert words & {*CALENDAR, "He", "She", "They", "Kenya", "France"} == set()


@pytest.mark.parametrize(
    "text", ["write to ilse@quorvex.example or see quorvex.example/Lima", "all of it in small letters, even ilse brandvold", "", " ", "…"]
)
def test_addresses_and_small_letters_are_no_names(text: str) -> None:
    """The model sees words without their letters' size, so the text itself is looked at."""
    assert found(ENGINE, text) == []


def test_windows_hold_each_word_once_and_fit_the_model() -> None:
    """A sentence without end is cut; what fits is not."""
    text = "Unpronounceableness " * 900 + ". " + STORY * 20
    tokens = draft_of(text).tokens
    windows = list(_windows(tokens, Pieces(VOCABULARY)))
    assert [i for w in windows for _, i in w.words] == list(range(len(tokens.words)))
    assert all(len(w.pieces) == len(w.cases) <= MOST + 1 for w in windows)
    assert sum(len(w.pieces) <= WINDOW for w in windows) > 5


def test_work_grows_with_the_text_and_not_faster() -> None:
    """Twice the text, twice the pieces at most."""
    once, twice = (sum(len(w.pieces) for w in _windows(draft_of(STORY * n).tokens, Pieces(VOCABULARY))) for n in (40, 80))
    assert twice <= 2 * once


@given(st.lists(st.lists(st.floats(-20, 0, width=32), min_size=7, max_size=7), min_size=1, max_size=6))
def test_labels_are_the_likeliest_in_which_no_name_begins_in_its_middle(rows: list[list[float]]) -> None:
    """Against all paths there are, for short sentences."""
    scores = np.array(rows, np.float32)
    tokens = draft_of("word " * len(rows)).tokens
    path = _best(scores, tokens)
    assert legal(path)
    assert sum(scores[i, label] for i, label in enumerate(path)) == pytest.approx(best_of_all(scores), rel=1e-5, abs=1e-5)


def legal(path: list[int]) -> bool:
    return all(not LABELS[b].startswith("I") or LABELS[a][2:] == LABELS[b][2:] for a, b in zip([0, *path], path, strict=False))


def best_of_all(scores: np.ndarray) -> float:
    """By the last label: the best sum of any legal path that ends there."""
    best = {label: float(score) for label, score in enumerate(scores[0]) if legal([label])}
    for row in scores[1:]:
        best = {
            b: max(value for a, value in best.items() if b == 0 or legal_pair(a, b)) + float(row[b])
            for b in range(7)
            if b == 0 or any(legal_pair(a, b) for a in best)
        }
    return max(best.values())


def legal_pair(a: int, b: int) -> bool:
    return not LABELS[b].startswith("I") or LABELS[a][2:] == LABELS[b][2:]


@pytest.mark.parametrize(
    ("word", "kind"), [("word", 1), ("Word", 2), ("W", 2), ("WORD", 3), ("McWord", 4), ("12", 5), (".", 6), ("iPhone", 7), ("ßA", 7)]
)
def test_letters_size_is_told_apart_from_the_word(word: str, kind: int) -> None:
    """The numbers are those of the training."""
    assert case(word) == kind


def test_a_model_that_is_none_is_an_error() -> None:
    """Told in words by `load_accurate`; here what it guards against."""
    with pytest.raises(Exception, match="protobuf"):
        Accurate(b"no model", VOCABULARY)
    assert issubclass(EngineError, Exception)
