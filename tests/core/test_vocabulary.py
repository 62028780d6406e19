"""Media Topics and tag rules agree, or the worker does not start."""

from __future__ import annotations

from typing import Any

import pytest

from streams.core.vocabulary import Vocabulary, VocabularyError, stem
from streams.vocabulary import load_vocabulary

TOPICS: list[dict[str, Any]] = [
    {"release": "2025-10-09"},
    {"code": "medtop:1", "name": "sport", "broader": [], "retired": False},
    {"code": "medtop:2", "name": "chess", "broader": ["medtop:1"], "retired": False},
    {"code": "medtop:3", "name": "tug of war", "broader": ["medtop:1"], "retired": True},
]
RULE: dict[str, Any] = {"code": "medtop:2", "strong": ["chess board"]}


def test_ancestors_go_up_to_the_top() -> None:
    """A topic knows its path, parent first."""
    assert Vocabulary.from_rows(TOPICS, [RULE]).topic("medtop:2").broader == ("medtop:1",)


@pytest.mark.parametrize(
    ("rules", "part"),
    [
        ([{"code": "medtop:3", "strong": ["rope"]}], "retired"),
        ([{"code": "medtop:9", "strong": ["rope"]}], "not in the vocabulary"),
        ([RULE, RULE], "twice"),
        ([{"code": "medtop:2"}], "no cues"),
        ([{**RULE, "unless": ["medtop:3"]}], "retired"),
    ],
)
def test_rules_that_do_not_fit_are_refused(rules: list[dict[str, Any]], part: str) -> None:
    """A retired, unknown or repeated code or an empty rule stops the start with the row's name."""
    with pytest.raises(VocabularyError, match=part):
        Vocabulary.from_rows(TOPICS, rules)


def test_hash_changes_with_a_rule() -> None:
    """Two rule sets that differ in one cue have different hashes."""
    other = {**RULE, "strong": ["chess boards"]}
    assert Vocabulary.from_rows(TOPICS, [RULE]).hash != Vocabulary.from_rows(TOPICS, [other]).hash


def test_shipped_vocabulary_is_the_release_of_october_2025() -> None:
    """The shipped rows are the release that is named, whole, and our rules reach every top level."""
    vocabulary = load_vocabulary()
    assert vocabulary.release == "2025-10-09"
    assert (len(vocabulary.topics), sum(topic.retired for topic in vocabulary.topics.values())) == (1392, 308)
    tops = {(rule.code, *vocabulary.topic(rule.code).broader)[-1] for rule in vocabulary.rules}
    assert tops == {f"medtop:{n:02d}000000" for n in range(1, 18)}


@pytest.mark.parametrize(
    ("word", "expected"), [("Ballots", "ballot"), ("parties", "party"), ("crisis", "crisis"), ("WHO", "WHO"), ("who", "who")]
)
def test_stem_takes_the_plural_off(word: str, expected: str) -> None:
    """Singular and plural are one cue; a name in capitals is not the pronoun."""
    assert stem(word) == expected
