"""Charts that are readable without colour and whole without a picture."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.view.charts import MOST_BARS, Bar, Chart, draw


def a_chart(*bars: Bar, series: tuple[str, ...] = ("one", "two")) -> Chart:
    return Chart("c", "Things per day", "Day", series, bars)


def test_series_differ_by_pattern() -> None:
    """The second series is hatched: who sees no colours sees two kinds of bars."""
    html = str(draw(a_chart(Bar("a", (3, 1)))))
    assert html.count('class="ink" x=') == 1
    assert html.count('fill="url(#c-lines)"') == 1


def test_each_bar_tells_its_numbers() -> None:
    """On pointing at it; the picture as a whole has a name that says where the rest is."""
    html = str(draw(a_chart(Bar("2026-03-10", (3, 1)), Bar("no date", (2, 0), apart=True))))
    assert "<title>2026-03-10: 3 one, 1 two</title>" in html
    assert 'role="img" aria-label="Things per day, from 2026-03-10 to 2026-03-10, 4 at most; no date: 2.' in html


def test_no_date_stands_apart() -> None:
    """Behind a gap and in an outline of its own, and last in the table."""
    chart = a_chart(Bar("a", (1, 0)), Bar("no date", (2, 0), apart=True), Bar("b", (0, 0)))
    assert 'class="apart" x="20"' in str(draw(chart))
    assert [bar.label for bar in chart.rows] == ["a", "no date"]
    assert chart.ends == ("a", "b")


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), max_size=30))
def test_nothing_is_drawn_outside(values: list[tuple[int, int]]) -> None:
    """Property: every bar is inside the picture, something is never as low as nothing, and nothing has no bar."""
    html = str(draw(a_chart(*(Bar(str(n), v) for n, v in enumerate(values)))))
    heights = [float(h) for h in re.findall(r'height="([\d.]+)"/></g>|height="([\d.]+)"/><rect', html) for h in h if h]
    tops = [float(y) for y in re.findall(r' y="(-?[\d.]+)"', html)]
    assert len(tops) == sum(v > 0 for pair in values for v in pair)
    assert all(0 <= y <= 100 for y in tops)
    assert all(1 <= h <= 100 for h in heights)


def test_hostile_labels_stay_text() -> None:
    """A name of a source cannot end the picture."""
    html = str(draw(a_chart(Bar('"><script>', (1, 1)), series=("<b>", "&"))))
    assert "<script>" not in html
    assert "<b>" not in html


def test_too_many_bars_are_refused() -> None:
    """A page says what it shows before it draws."""
    with pytest.raises(ValueError, match="Things"):
        draw(a_chart(*(Bar(str(n), (1, 1)) for n in range(MOST_BARS + 1))))
