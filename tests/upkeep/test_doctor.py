"""What the doctor says of measures, each rule at its limits."""

from __future__ import annotations

import pytest

from streams.upkeep import doctor
from streams.upkeep.doctor import Finding

MB = 1_000_000


def states(found: list[Finding]) -> list[str]:
    return [finding.state for finding in found]


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (doctor.python((3, 10, 9)), "fail"),
        (doctor.python((3, 11, 0)), "ok"),
        (doctor.disk("x", 199 * MB), "fail"),
        (doctor.disk("x", 1_999 * MB), "warn"),
        (doctor.disk("x", 2_000 * MB), "ok"),
        (doctor.memory(349 * MB), "fail"),
        (doctor.memory(999 * MB), "warn"),
        (doctor.memory(1_000 * MB), "ok"),
        (doctor.files(1_023), "warn"),
        (doctor.files(1_024), "ok"),
        (doctor.files(-1), "ok"),
        (doctor.clock(ahead=True), "fail"),
        (doctor.clock(ahead=False), "ok"),
        (doctor.pipeline(0, 5), "fail"),
        (doctor.pipeline(0, 0), "warn"),
        (doctor.pipeline(2, 10_001), "warn"),
        (doctor.pipeline(2, 7), "ok"),
    ],
)
def test_each_rule_at_its_limit(found: Finding, state: str) -> None:
    """And whatever is not well has its cure."""
    assert (found.state, bool(found.cure)) == (state, state != "ok")


REQUIRED = [
    "orjson==3.13.0",
    "aiohttp>=3.12",
    "uvloop>=0.21; sys_platform != 'win32'",
    "pyarrow>=20; extra == 'parquet'",
    "odd @ file:///x",
]


@pytest.mark.parametrize(
    ("installed", "said"),
    [
        ({"orjson": "3.13.0", "aiohttp": "3.12.0", "uvloop": "0.22"}, ""),
        ({"orjson": "3.13.0", "aiohttp": "3.9.5"}, "aiohttp 3.9.5, but >=3.12 is needed"),
        ({"orjson": "3.13.1", "aiohttp": "4.0.0a1"}, "orjson 3.13.1, but ==3.13.0 is needed"),
        ({"aiohttp": "3.12"}, "orjson is missing, but ==3.13.0 is needed"),
    ],
)
def test_libraries_are_compared_as_numbers(installed: dict[str, str | None], said: str) -> None:
    """3.9 is older than 3.12; a pin is a pin; extras and other systems are nobody's fault."""
    found = doctor.libraries(REQUIRED, installed)
    assert [finding.says for finding in found if finding.state == "fail"] == ([said] if said else [])


def test_each_fault_of_the_topics_is_told() -> None:
    assert states(doctor.topics(["a is missing", "b has 3 partitions"], 8)) == ["fail", "fail"]
    assert states(doctor.topics([], 10)) == ["ok"]
