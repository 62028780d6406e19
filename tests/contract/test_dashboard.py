"""The dashboard and the alarms ask for what is there: each query names metrics that a worker or the view tells, by labels that these have."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from streams.flow.meters import OUTCOMES
from tests.metrics import of_a_worker, of_the_view
from tests.promql import parsed

if TYPE_CHECKING:
    from tests.metrics import Told

ROOT = Path(__file__).parents[2]
DASHBOARD: dict[str, Any] = json.loads((ROOT / "deploy/grafana/dateline.json").read_text(encoding="utf-8"))
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((ROOT / "deploy/prometheus/alerts.yaml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
QUERIES = {f"{panel['title']} {n}": target["expr"] for panel in PANELS for n, target in enumerate(panel["targets"])}
QUERIES |= {rule["alert"]: rule["expr"] for rule in RULES}

FUNCTIONS = set("absent avg changes count delta histogram_quantile increase max min rate sum topk".split())
OF_COUNTERS = {"rate", "increase"}
ADDED = {"job", "instance"}
"""Labels that Prometheus gives whatever it scrapes."""
WANTED_ROWS = ["Now", "Intake", "Lag", "Barrier", "Dead letters", "Sources", "Memory and restarts", "Partitions and followers"]


def series() -> dict[str, Told]:
    """Everything that can be asked for, with the three names of a histogram."""
    found: dict[str, Told] = {}
    for name, told in (*of_a_worker().items(), *of_the_view().items()):
        labels = told.labels | (found[name].labels if name in found else set())
        if told.kind == "histogram":
            found |= {f"{name}{end}": told._replace(kind="counter") for end in ("_sum", "_count")}
            found[f"{name}_bucket"] = told._replace(kind="counter", labels=labels | {"le"})
        else:
            found[name] = told._replace(labels=labels)
    return found


SERIES = series()


@pytest.mark.parametrize("text", QUERIES.values(), ids=QUERIES.keys())
def test_a_query_names_what_there_is(text: str) -> None:
    """Metrics, the labels that they are filtered and grouped by, and functions of Prometheus."""
    query = parsed(text)
    assert query.metrics
    assert query.functions <= FUNCTIONS
    for name, labels in query.metrics.items():
        assert name in SERIES
        assert labels <= SERIES[name].labels | ADDED
    assert query.grouped <= ADDED.union(*(SERIES[name].labels for name in query.metrics))


@pytest.mark.parametrize("text", QUERIES.values(), ids=QUERIES.keys())
def test_counters_are_asked_for_their_rate(text: str) -> None:
    """And only they: the rate of a gauge, or a counter as it stands, says nothing."""
    query = parsed(text)
    kinds = {SERIES[name].kind for name in query.metrics}
    assert kinds == {"counter"} if query.functions & OF_COUNTERS else "counter" not in kinds


@pytest.mark.parametrize(
    "text",
    [
        "rate(dateline_nothing_total[5m])",
        'dateline_ready{topic="x"}',
        "sum by (colour) (dateline_ready)",
        "dateline_ready{job}",
        "sum(dateline_ready",
        "rate(dateline_ready[5m])",
        "dateline_records_total",
        "made_up(dateline_ready)",
    ],
)
def test_a_wrong_query_is_found(text: str) -> None:
    """Each breaks one of the two tests above."""
    with pytest.raises((AssertionError, ValueError)):
        both(text)


def both(text: str) -> None:
    test_a_query_names_what_there_is(text)
    test_counters_are_asked_for_their_rate(text)


def test_words_that_are_filtered_by_are_words_of_ours() -> None:
    """A stage, an outcome or a state that is misspelt gives an empty panel."""
    words = {
        'stage="intake"',
        'stage!="tally"',
        'outcome!="passed"',
        'outcome="dead"',
        'severity="error"',
        'state="open"',
        'state="silent"',
    }
    used = {part.strip() for text in QUERIES.values() for block in text.split("{")[1:] for part in block.partition("}")[0].split(",")}
    assert {part for part in used if not part.startswith("job=~")} == words
    assert {"intake", "tally"} <= set(OUTCOMES)
    assert {"passed", "dead"} <= set(OUTCOMES["intake"])


def test_the_dashboard_has_its_rows_in_order() -> None:
    rows = [panel["title"] for panel in sorted(DASHBOARD["panels"], key=lambda p: p["gridPos"]["y"]) if panel["type"] == "row"]
    assert rows == WANTED_ROWS


def test_panels_stand_side_by_side() -> None:
    """Each has a number and a place of its own on the 24 columns, a title, and says what it shows."""
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
    cells = [
        (x, y)
        for panel in DASHBOARD["panels"]
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) == 23
    assert all(panel["title"] and panel["description"] and panel["datasource"]["uid"] == "${datasource}" for panel in PANELS)


def test_variables_of_queries_are_there() -> None:
    """Besides Grafana's own, which begin with two underscores."""
    names = {variable["name"] for variable in DASHBOARD["templating"]["list"]}
    assert names == {"datasource", "worker", "view"}
    for variable in DASHBOARD["templating"]["list"][1:]:
        assert variable["query"]["query"].removeprefix("label_values(").partition(",")[0] in SERIES


def test_every_alarm_says_what_to_do() -> None:
    """Grave or not, a summary and a description; and no two have a name."""
    assert len({rule["alert"] for rule in RULES}) == len(RULES) >= 10
    for rule in RULES:
        assert rule["labels"]["severity"] in {"info", "warning", "critical"}
        assert {"summary", "description"} == set(rule["annotations"])
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
