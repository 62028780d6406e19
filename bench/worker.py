"""Dateline's worker as the product runs it, with a core of choice (`BENCH_CORE`), and the time that core takes kept apart.

`BENCH_CORE=identity` is `bench.identity`, `full` the product's own. When it ends it writes to `BENCH_REPORT` what it did.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import uvloop

from bench import identity
from streams.core.clean import clean
from streams.core.enrich import enrich
from streams.core.raw import read
from streams.flow.limits import LimitedCore
from streams.flow.notes import CrashNotes
from streams.flow.running import run, set_up_logging
from streams.flow.sandbox import HtmlSandbox
from streams.settings import load
from streams.tools import load_tools

if TYPE_CHECKING:
    from collections.abc import Callable

    from streams.core.tally import Names
    from streams.settings import Settings

T = TypeVar("T")
A = TypeVar("A")


class Clock:
    """Processor time of this thread that went into the functions it was put around."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def around(self, function: Callable[[A], T]) -> Callable[[A], T]:
        def timed(argument: A) -> T:
            began = time.thread_time()
            try:
                return function(argument)
            finally:
                self.seconds += time.thread_time() - began

        return timed


def main() -> int:
    settings = load({k: v for k, v in os.environ.items() if not k.startswith("BENCH_")})
    set_up_logging(settings)
    clock, notes = Clock(), CrashNotes(Path(settings.data_dir), settings.app)
    make = _identity if os.environ["BENCH_CORE"] == "identity" else _full
    core, names, generation, registry = make(settings, clock, notes)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        code = runner.run(run(settings, core, names, notes, generation, registry=registry))
    Path(os.environ["BENCH_REPORT"]).write_text(json.dumps({"core_seconds": clock.seconds}))
    return code


Made = tuple[LimitedCore, "Names", int, str]


def _identity(settings: Settings, clock: Clock, notes: CrashNotes) -> Made:
    sandbox = HtmlSandbox(identity.clean, settings.enrich_timeout)
    core = LimitedCore(clock.around(identity.read), clock.around(identity.clean), clock.around(identity.enrich), notes, sandbox)
    return core, identity.Names(), identity.GENERATION, ""


def _full(settings: Settings, clock: Clock, notes: CrashNotes) -> Made:
    tools = load_tools()
    core = LimitedCore(
        clock.around(partial(read, max_text_bytes=settings.max_text_bytes)),
        clock.around(clean),
        clock.around(partial(enrich, tools=tools, max_mentions=settings.max_mentions)),
        notes,
        HtmlSandbox(clean, settings.enrich_timeout),
    )
    return core, tools.lexicon, tools.generation, tools.registry


if __name__ == "__main__":
    sys.exit(main())
