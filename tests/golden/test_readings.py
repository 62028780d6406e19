"""A reading that changes has another number: GENERATION is raised with what is said."""

from __future__ import annotations

import pytest

from streams.tools import load_tools
from tests.golden.readings import Readings, current, fault, recorded

KNOWN = Readings(3, "lexicon", {"a#0": "1", "b#0": "2"})


def test_generation_was_raised_if_anything_is_said_otherwise() -> None:
    """What the newest recorded generation said of the seeds, and the knowledge that it had, belong to its number for good."""
    why = fault(recorded(), current(load_tools()))
    assert why is None, why


@pytest.mark.parametrize(
    ("now", "says"),
    [
        (KNOWN._replace(seeds={"a#0": "1", "b#0": "x"}), "what is said of b#0"),
        (KNOWN._replace(registry="other"), "lexicon or vocabulary"),
        (KNOWN._replace(generation=2), "GENERATION is 2, but 3"),
    ],
    ids=["a seed", "the registry", "an older number"],
)
def test_another_reading_under_a_recorded_number_is_refused(now: Readings, says: str) -> None:
    """The message names what has changed."""
    assert says in (fault(KNOWN, now) or "")


@pytest.mark.parametrize(
    "now",
    [KNOWN, KNOWN._replace(seeds={**KNOWN.seeds, "new#0": "9"}), KNOWN._replace(generation=4, registry="other", seeds={"a#0": "x"})],
    ids=["the same", "a new seed", "a greater number"],
)
def test_same_readings_or_a_greater_number_are_fine(now: Readings) -> None:
    """New seeds change nothing that was said; a greater number may say what it likes until it is recorded."""
    assert fault(KNOWN, now) is None


def test_readings_do_not_depend_on_the_number() -> None:
    """Raising GENERATION alone changes no hash: they are made without it, and of every seed."""
    now = current(load_tools())
    assert fault(now, now._replace(generation=now.generation + 1)) is None
    assert len(now.seeds) >= 26
