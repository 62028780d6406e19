"""The page of results says what the recorded results are, and what was missed."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from bench import scale
from bench.page import PAGE, PLOT, RECORDED, SCALING, filled, page, plot, table
from bench.results import Result, median, read


def result(name: str = "stream/dateline/rate", value: float | None = 5.0, reach: float | None = None, verdict: str = "correct") -> Result:
    return Result(name, value, "articles/s", "higher", reach, verdict, "make bench")


def test_page_and_plot_are_those_of_the_recorded_results() -> None:
    """Written by a command, so nobody may change a figure by hand."""
    results = read(RECORDED)
    assert page(PAGE.read_text(encoding="utf-8"), results) == PAGE.read_text(encoding="utf-8")
    assert filled(SCALING.read_text(encoding="utf-8"), scale.table(results)) == SCALING.read_text(encoding="utf-8")
    assert plot(results) == PLOT.read_text(encoding="utf-8")


def test_a_rate_that_doubles_needs_twice_as_much() -> None:
    """Every core and byte of the plan comes from the measured cost of an article."""
    said = [
        Result(f"whole/dateline/{name}", value, "", "lower", None, "correct", "")
        for name, value in (("cpu", 12.0), ("broker_cpu", 3.0), ("log_bytes/raw", 4000.0), ("log_bytes/mentions", 1000.0))
    ]
    rows = {line.split("|")[1].strip(): [c.strip() for c in line.split("|")[2:-1]] for line in scale.table(said).splitlines()}
    assert rows["cores for workers"] == ["1", "20", "2,000"]
    assert rows["written to the brokers"] == ["250 kB/s", "5 MB/s", "500 MB/s"]
    assert rows["compacted topics grow by, all replicas"][1] == "259 GB a day"


def test_wrong_run_reaches_nothing() -> None:
    """However fast it was."""
    assert result(value=100.0, reach=1.0, verdict="lost 3").reached is False
    assert "WRONG" in table([result(verdict="lost 3")])


def test_missed_value_is_said() -> None:
    assert "**missed**" in table([result(value=0.5, reach=0.8)])
    assert "reached" in table([result(value=0.9, reach=0.8)])


def test_plot_is_an_image_with_a_bar_for_each_system() -> None:
    drawn = ET.fromstring(plot([result(), result("stream/quix/rate", 3.0), result("stream/quix/cpu", 1.0)]))
    assert len(drawn.findall("{http://www.w3.org/2000/svg}path")) == 2


def test_median_of_an_even_number_lies_between() -> None:
    assert (median([3, 1, 2]), median([4, 1, 2, 3])) == (2, 2.5)
