"""One line a measurement, as JSON and for the eye."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

LATEST = Path(__file__).parent / "results" / "latest.jsonl"
CORRECT = "correct"


@dataclass(frozen=True, slots=True)
class Result:
    name: str
    """Slashes make groups: `stream/dateline/rate`."""
    value: float | None
    """None when the run was wrong or came to no end."""
    unit: str
    better: Literal["higher", "lower"]
    reach: float | None
    """What it has to reach; None where nothing is asked."""
    verdict: str
    """`correct`, or what is wrong with what the run put out."""
    command: str
    """Measures this line again."""
    low: float | None = None
    """The least and the greatest of the runs that `value` is the median of."""
    high: float | None = None
    runs: int = 1

    @property
    def reached(self) -> bool | None:
        """None where nothing is asked."""
        if self.reach is None:
            return None
        if self.value is None or self.verdict != CORRECT:
            return False
        return self.value >= self.reach if self.better == "higher" else self.value <= self.reach


class Book:
    """Writes each result as it comes: a run that is broken off leaves what it has."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        path.write_text("")
        self.wrong: list[Result] = []

    def add(self, result: Result) -> None:
        with self._path.open("a") as out:
            out.write(json.dumps({k: v for k, v in asdict(result).items() if v is not None or k in {"value", "reach"}}) + "\n")
        if result.verdict != CORRECT:
            self.wrong.append(result)
        print(line(result), flush=True)


def line(r: Result) -> str:
    value = "–" if r.value is None else f"{r.value:,.4g}" if abs(r.value) < 1000 else f"{r.value:,.0f}"
    spread = "" if r.low is None or r.high is None else f" [{r.low:,.4g}–{r.high:,.4g}, {r.runs} runs]"
    asked = "" if r.reach is None else f"  ({'reached' if r.reached else 'NOT reached'}: {r.reach:g})"
    return f"{r.name:58} {value:>10} {r.unit}{spread}{asked}" + ("" if r.verdict == CORRECT else f"  WRONG: {r.verdict}")


def read(path: Path) -> list[Result]:
    return [Result(**json.loads(text)) for text in path.read_text().splitlines()]


def median(values: Iterable[float]) -> float:
    """The middle one, or of an even number the mean of the two in the middle."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
