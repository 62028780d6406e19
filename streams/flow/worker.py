"""Where core and flow meet: `python -m streams.flow.worker` runs one worker in the foreground.

`dateline worker` does that under a supervisor. Exit codes: 0 stopped, 75 start me again, 78 something has to be put right first.
"""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import os
import sys
from functools import partial
from typing import NoReturn

import uvloop

from .. import logs
from ..core.clean import clean
from ..core.enrich import enrich
from ..core.raw import read
from ..engines import EngineError
from ..memory import settle
from ..settings import SettingsError, load
from ..supervisor import CONFIGURATION
from ..tools import load_tools
from .limits import LimitedCore
from .notes import CrashNotes
from .running import run, set_up_logging
from .sandbox import HtmlSandbox


def main() -> None:
    try:
        settings = load(os.environ)
        tools = load_tools(settings.lexicon, settings.lexicon_edition, engine=settings.engine, key=settings.engine_secret)
    except (SettingsError, EngineError, ValueError, OSError) as error:
        _refuse(str(error))
    if settings.traces == "otlp" and not importlib.util.find_spec("opentelemetry"):
        _refuse("DATELINE_TRACES=otlp needs OpenTelemetry: pip install 'dateline[otel]'")
    settle()
    set_up_logging(settings)
    try:
        notes = CrashNotes(settings.data_dir, settings.app)
    except OSError as error:
        _refuse(f"DATELINE_DATA_DIR has to be a directory that can be written to: {error}")
    core = LimitedCore(
        partial(read, max_text_bytes=settings.max_text_bytes),
        clean,
        partial(enrich, tools=tools, max_mentions=settings.max_mentions),
        notes,
        HtmlSandbox(clean, settings.enrich_timeout),
    )
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        sys.exit(runner.run(run(settings, core, tools.lexicon, notes, tools.generation, registry=tools.registry)))


def _refuse(why: str) -> NoReturn:
    """Say what has to be put right first, and end; the settings themselves may be at fault, so they are not asked."""
    if os.environ.get("DATELINE_LOG_FORMAT") == "json":
        logs.set_up("INFO", "json")
        logging.getLogger("dateline.worker").critical(why)
    else:
        print(why, file=sys.stderr)  # noqa: T201 - there is no log yet
    sys.exit(CONFIGURATION)


if __name__ == "__main__":
    main()
