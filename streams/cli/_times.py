"""Times as people give them: a moment, or how long ago."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from typing import Any

import click

_DURATION = re.compile(r"(\d{1,6})([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class SinceType(click.ParamType):
    name = "since"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401 - click's own
        """Milliseconds since 1970."""
        if match := _DURATION.fullmatch(value):
            return max(0, int(1000 * (time.time() - int(match[1]) * _SECONDS[match[2]])))
        try:
            moment = datetime.fromisoformat(value)
            return max(0, int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000))
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is neither a time like 2026-05-01T09:30:00Z nor a duration like 90s, 30m, 2h or 7d", param, ctx)
