"""How an audit is shown: progress on stderr, the report on stdout."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Self

import click
import orjson

from ..audit.report import PROMISES
from ._print import one_line, print_json

if TYPE_CHECKING:
    from ..audit.report import Finding, Report


class Progress:
    """A bar a topic when stderr is a terminal, and nothing otherwise."""

    def __init__(self) -> None:
        self._bars: Any = None
        self._task: Any = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            # imported here: a tenth of a second that a pipe need not wait for
            from rich.console import Console  # noqa: PLC0415
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415
            from rich.progress import Progress as Bars  # noqa: PLC0415

            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self._bars = Bars(*columns, console=Console(stderr=True), transient=True)
            self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bars is not None:
            self._bars.stop()

    def begin(self, topic: str, records: int) -> None:
        """`records` counts offsets: a compacted topic has fewer records than that."""
        if self._bars is not None and records:
            self._task = self._bars.add_task(topic, total=records)

    def advance(self, records: int) -> None:
        if self._bars is not None:
            self._bars.advance(self._task, records)


def print_report(report: Report, seconds: float) -> None:
    for promise, text in PROMISES.items():
        broken = report.promises[promise]
        click.echo(f"{promise}  {f'BROKEN {broken:,}' if broken else 'holds':<14}{text}")
        for finding in report.findings:
            if finding.promise == promise:
                click.echo(f"      {_line(finding)}")
        listed = sum(f.promise == promise for f in report.findings)
        if broken > listed:
            click.echo("      … more of them with --limit")
    _print_counts(report, seconds)


def _print_counts(report: Report, seconds: float) -> None:
    ends = {end: count for end, count in report.counts.items() if end != "raw"}
    click.echo(f"\n{report.counts['raw']:,} raw = " + " + ".join(f"{count:,} {end}" for end, count in ends.items()))
    if any(report.resolutions.values()):
        click.echo("Of the dead letters " + " and ".join(f"{count:,} were {status}" for status, count in report.resolutions.items()))
    click.echo(f"{report.articles:,} articles, {report.actors:,} actors; {sum(report.outputs.values()):,} records read in {seconds:.1f} s")
    for reason, count in report.unchecked.items():
        click.echo(f"Not checked: {count:,} {reason}")
    if not report.at_rest:
        click.echo("The workers were not at rest: what was on its way has not been judged. Run this again when they are.")
    click.echo("All that could be checked holds." if report.holds else "Something is wrong: see above.")


def _line(finding: Finding) -> str:
    where = [finding.code, finding.place, finding.actor_id, finding.article_id]
    return one_line("  ".join(str(part) for part in where if part is not None) + f"  {finding.detail}", 300)


def print_report_json(report: Report, seconds: float) -> None:
    print_json(orjson.dumps(asdict(report) | {"seconds": round(seconds, 3)}, option=orjson.OPT_SORT_KEYS))
