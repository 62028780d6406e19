"""Bars drawn on the server as SVG. Series differ by pattern and not only by colour, and the template puts the numbers in a table behind them.

The drawing holds no words: stretched to the width of a phone they would be too small to read. What is on the axes stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

MOST_BARS: Final = 400
"""More than a year of days; beyond that a bar is thinner than a line."""
_STEP, _WIDE, _HIGH, _GAP = 10, 8, 100, 10
PATTERNS: Final = ("full", "lines", "dots")


@dataclass(frozen=True, slots=True)
class Bar:
    """`values` are stacked from below, one for each series. `apart`: drawn behind a gap, in an outline, as what has no place on the axis."""

    label: str
    values: tuple[int, ...]
    href: str = ""
    apart: bool = False

    @property
    def total(self) -> int:
        return sum(self.values)


@dataclass(frozen=True, slots=True)
class Chart:
    id: str
    """Begins the ids in the page."""
    title: str
    head: str
    """What a bar stands for: the first column of the table."""
    series: tuple[str, ...]
    bars: tuple[Bar, ...]

    @property
    def most(self) -> int:
        return max((bar.total for bar in self.bars), default=0)

    @property
    def rows(self) -> list[Bar]:
        """For the table: bars that stand for something, the newest first; what stands apart at the end."""
        some = [bar for bar in self.bars if bar.total]
        return [bar for bar in reversed(some) if not bar.apart] + [bar for bar in some if bar.apart]

    @property
    def ends(self) -> tuple[str, str]:
        """Labels of the first and the last bar on the axis."""
        plain = [bar.label for bar in self.bars if not bar.apart] or [""]
        return plain[0], plain[-1]

    @property
    def svg(self) -> Markup:
        return draw(self)


def draw(chart: Chart) -> Markup:
    """The bars; each tells its numbers to whoever points at it. Raises ValueError for more than MOST_BARS bars or series than patterns."""
    if len(chart.bars) > MOST_BARS or len(chart.series) > len(PATTERNS):
        raise ValueError(chart.title)
    pieces, x = [Markup("")], 0
    for bar in chart.bars:
        x += _GAP if bar.apart else 0
        pieces.append(_bar(chart, bar, x))
        x += _STEP
    opening = Markup(
        '<svg class="chart" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<defs><pattern id="{}-lines" width="4" height="4" patternUnits="userSpaceOnUse"><path class="ink" d="M0 1h4M0 3h4"/></pattern>'
        '<pattern id="{}-dots" width="4" height="4" patternUnits="userSpaceOnUse"><path class="ink" d="M0 0h2v2H0z"/></pattern></defs>'
    ).format(max(x, _STEP), _HIGH, _said(chart), chart.id, chart.id)
    return opening + Markup("").join(pieces) + Markup("</svg>")


def _bar(chart: Chart, bar: Bar, x: int) -> Markup:
    words = ", ".join(f"{value} {name}" for name, value in zip(chart.series, bar.values, strict=True))
    out = Markup("<g><title>{}: {}</title>").format(bar.label, words)
    if bar.apart:
        out += Markup('<rect class="apart" x="{}" y="0" width="{}" height="{}"/>').format(x, _WIDE, _HIGH)
    y = float(_HIGH)
    for pattern, value in zip(PATTERNS, bar.values, strict=False):
        if value > 0:
            height = max(1.0, _HIGH * value / chart.most)  # something is never drawn as nothing
            y -= height
            fill = Markup('class="ink"') if pattern == "full" else Markup('fill="url(#{}-{})" class="edge"').format(chart.id, pattern)
            out += Markup('<rect {} x="{}" y="{}" width="{}" height="{}"/>').format(fill, x, round(max(y, 0.0), 2), _WIDE, round(height, 2))
    return out + Markup("</g>")


def _said(chart: Chart) -> str:
    first, last = chart.ends
    apart = "".join(f"; {bar.label}: {bar.total}" for bar in chart.bars if bar.apart)
    return f"{chart.title}, from {first} to {last}, {chart.most} at most{apart}. The numbers are in the table below."
