"""`python -m bench.page [results.jsonl]`: keeps these results as the recorded ones and writes them into docs/performance.md, its plot and docs/scaling.md."""

from __future__ import annotations

import html
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bench import scale
from bench.results import CORRECT, LATEST, Result, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[1]
RECORDED = Path(__file__).parent / "recorded.jsonl"
PAGE = ROOT / "docs" / "performance.md"
SCALING = ROOT / "docs" / "scaling.md"
PLOT = ROOT / "docs" / "performance.svg"
BEGIN, END = "<!-- results: written by `python -m bench.page` -->", "<!-- end of results -->"
UNSAID = ("/log_bytes/",)
"""Parts of names that are in the file and not on the page."""
_BAR, _LEFT, _WIDTH, _FULL = 26, 150, 640, 380
_INK, _OURS, _PEER = "#222", "#2b6cb0", "#a0aec0"


def table(results: Iterable[Result]) -> str:
    said = [r for r in results if not any(part in r.name for part in UNSAID)]
    rows = [f"| `{r.name}` | {_value(r)} | {_spread(r)} | {_reach(r)} | {_judged(r)} |" for r in said]
    return "\n".join(["| what | value | runs | to reach | |", "|---|---|---|---|---|", *rows])


def _value(r: Result) -> str:
    return "–" if r.value is None else f"{_short(r.value)} {r.unit}"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _spread(r: Result) -> str:
    return "1" if r.low is None or r.high is None else f"{r.runs}: {_short(r.low)} to {_short(r.high)}"


def _reach(r: Result) -> str:
    return "" if r.reach is None else f"{'≥' if r.better == 'higher' else '≤'} {r.reach:g}"


def _judged(r: Result) -> str:
    if r.verdict != CORRECT:
        return f"WRONG: {r.verdict[:100]}"
    return {None: "", True: "reached", False: "**missed**"}[r.reached]


def plot(results: Iterable[Result]) -> str:
    """Articles a second of each system in the same run, as bars with the spread of their runs."""
    rates = [r for r in results if r.name.startswith("stream/") and r.name.endswith("/rate") and r.value is not None]
    rates.sort(key=lambda r: -(r.value or 0))
    most = max((r.high or r.value or 0 for r in rates), default=1)
    height = 60 + _BAR * len(rates)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif" font-size="13">',
            f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
            f'<text x="10" y="22" font-size="15" fill="{_INK}">Articles a second without enrichment, 12 mentions each</text>',
            *(line for at, r in enumerate(rates) for line in _bar(40 + at * _BAR, r, most)),
            "</svg>",
            "",
        ]
    )


def _bar(y: int, r: Result, most: float) -> Iterator[str]:
    system = r.name.split("/")[1]
    value = r.value or 0.0
    length, low, high = (_FULL * v / most for v in (value, r.low or value, r.high or value))
    middle = y + _BAR / 2
    yield f'<text x="{_LEFT - 10}" y="{middle + 4}" text-anchor="end" fill="{_INK}">{html.escape(system)}</text>'
    yield f'<rect x="{_LEFT}" y="{y + 4}" width="{length:.1f}" height="{_BAR - 8}" fill="{_OURS if system == "dateline" else _PEER}"/>'
    yield f'<path d="M{_LEFT + low:.1f} {middle}H{_LEFT + high:.1f}" stroke="{_INK}"/>'
    yield f'<text x="{_LEFT + max(length, high) + 8:.1f}" y="{middle + 4}" fill="{_INK}">{_short(value)}</text>'


def page(text: str, results: list[Result]) -> str:
    """The page with these results in the place of the old ones."""
    return filled(text, table(results))


def filled(text: str, between: str) -> str:
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n{between}\n{END}{after}"


def main() -> None:
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else LATEST
    if given.resolve() != RECORDED:
        shutil.copyfile(given, RECORDED)
    results = read(RECORDED)
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), results), encoding="utf-8")
    SCALING.write_text(filled(SCALING.read_text(encoding="utf-8"), scale.table(results)), encoding="utf-8")
    PLOT.write_text(plot(results), encoding="utf-8")


if __name__ == "__main__":
    main()
