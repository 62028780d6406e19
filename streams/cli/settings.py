"""`dateline settings`: every setting, its value, and where the value comes from."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import click
import orjson
from pydantic import SecretStr

from ..settings import Settings
from ._options import broker_options, json_option
from ._print import print_json, print_table

if TYPE_CHECKING:
    from collections.abc import Mapping

MASK = "********"
"""Of one length, whatever it hides."""


class Row(NamedTuple):
    variable: str
    value: str | None
    origin: str
    description: str


@click.command(
    "settings",
    epilog="""
\b
Examples:
  dateline settings
  DATELINE_PARTITIONS=8 dateline settings --json
""",
)
@broker_options
@json_option
def command(settings: Settings, *, as_json: bool) -> None:
    """Show every setting, its value and where it comes from. Secrets are masked.

    A setting is a variable, DATELINE_<NAME>; some are options too, and an option wins. Faults are reported all together (exit code 78).
    """
    rows = [_row(settings, name, os.environ) for name in Settings.model_fields]
    if as_json:
        for row in rows:
            print_json(orjson.dumps(row._asdict()))
        return
    print_table(("setting", "value", "from", "meaning"), [(r.variable, r.value or "–", r.origin, r.description) for r in rows])


def _row(settings: Settings, name: str, environment: Mapping[str, str]) -> Row:
    variable, value = f"DATELINE_{name.upper()}", getattr(settings, name)
    shown = MASK if isinstance(value, SecretStr) else None if value is None else str(value)
    return Row(variable, shown, _origin(name, variable, settings, environment), Settings.model_fields[name].description or "")


def _origin(name: str, variable: str, settings: Settings, environment: Mapping[str, str]) -> str:
    if name not in settings.model_fields_set:
        return "default"
    context = click.get_current_context(silent=True)
    return "option" if context and context.params.get(name) is not None else variable if variable in environment else "option"
