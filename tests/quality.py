"""`make quality`: everything in the repository by which reading is judged, as one table: cases that hold, and scores where there are labels.

What needs annotated sets, which do not ship, is in docs/quality.md with its commands (`dateline evaluate`).
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GROUPS = {
    "cleaning": ("tests/golden/test_clean.py", "tests/golden/test_twins.py", "tests/core/test_clean*.py"),
    "names and actors": ("tests/core/enrich/test_actors*.py", "tests/core/enrich/test_entities*.py", "tests/core/enrich/test_names.py"),
    "other engines": ("tests/engines/test_*.py",),
    "dates": ("tests/core/enrich/test_dates*.py",),
    "articles without a date": ("tests/core/enrich/test_dating.py",),
    "tags": ("tests/core/enrich/test_tags.py", "tests/golden/test_tags.py"),
    "who says what": ("tests/core/enrich/test_quotes.py", "tests/core/enrich/test_claims*.py"),
    "keywords": ("tests/core/enrich/test_keywords.py",),
    "language": ("tests/golden/test_languages.py",),
    "seed articles": ("tests/golden/test_seeds.py", "tests/golden/test_readings.py"),
}
"""What is judged → where its cases are."""


class Outcomes:
    """A pytest plugin: counts how the cases of each file end."""

    def __init__(self) -> None:
        self.ends: Counter[tuple[str, bool]] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.failed:
            self.ends[report.nodeid.partition("::")[0], report.passed] += 1


def main() -> int:
    paths = {group: sorted({path for pattern in patterns for path in ROOT.glob(pattern)}) for group, patterns in GROUPS.items()}
    outcomes = Outcomes()
    code = pytest.main(["-q", "--no-header", "--no-summary", *(str(p) for some in paths.values() for p in some)], [outcomes])
    print(f"\n{'what':<26}{'cases':>8}{'hold':>8}")  # noqa: T201 - what it is for
    for group, some in paths.items():
        held, failed = (sum(outcomes.ends[str(p.relative_to(ROOT)), passed] for p in some) for passed in (True, False))
        print(f"{group:<26}{held + failed:>8}{held:>8}")  # noqa: T201 - as above
    print(f"\n{'tags: F1 of':<26}{'P':>8}{'R':>8}{'F1':>8}")  # noqa: T201 - as above
    for name, count in tag_scores():
        print(f"{name:<26}{count[0]:>8.3f}{count[1]:>8.3f}{count[2]:>8.3f}")  # noqa: T201 - as above
    return int(code)


def tag_scores() -> list[tuple[str, tuple[float, float, float]]]:
    from tests.golden.test_tags import scores  # noqa: PLC0415 - reads all texts when it is imported

    both = [(half, name, count) for half in ("develop", "held-out") for name, count in scores(half).items()]
    return [(f"{half}, {name}", (count.precision, count.recall, count.f1)) for half, name, count in both]


if __name__ == "__main__":
    sys.exit(main())
