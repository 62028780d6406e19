"""Stuck is worse than dead: a thread that ends the process when its event loop stands still or nothing is committed."""

from __future__ import annotations

import asyncio
import faulthandler
import os
import sys
import threading
import time
from time import monotonic, process_time
from typing import TYPE_CHECKING, Any

from ..supervisor import AGAIN
from .delivery import LAST_WORDS, end_for_sure, end_process
from .lease import boot_seconds

if TYPE_CHECKING:
    from ..settings import Settings
    from .app import App
    from .notes import CrashNotes

BEAT = 0.25
STOOD_STILL = 0.8
"""Share of the session: the last heartbeat may have been a sixth of it before the process was stopped."""
STALL = 1.0
"""Seconds between two looks of the thread from which on the whole process stood still, or one call kept the interpreter for itself."""
LAST_SHARE = 0.1
"""Share of the session in which to say why it ends, where others hold our partitions soon."""
MAX_UNSETTLED = 60.0
"""Seconds that an event may wait for its commit, beside the waits that are set. A barrier has its own, shorter limit; this one is
for what hangs elsewhere."""

MAX_OUTSIDE = 30.0
"""Seconds that joining the group may take beyond the longest rebalance; a healthy one takes a tenth of a second to a few."""


def unsettled_patience(settings: Settings) -> float:
    """Seconds that an event may wait for its commit."""
    # a page is parsed apart, for as long as the loop may stand still; a barrier may take half the session
    return MAX_UNSETTLED + settings.commit_interval + max(settings.enrich_timeout, settings.session_timeout / 2)


class Watchdog:
    """Started with the worker; `beat` runs in the event loop, `_watch` in a thread."""

    def __init__(self, app: App, notes: CrashNotes, settings: Settings) -> None:
        """`enrich_timeout`: seconds the loop may stand still; `session_timeout`: after it others hold our partitions."""
        self._app = app
        self._notes = notes
        self._patience = settings.enrich_timeout
        self._session = settings.session_timeout
        self._unsettled = unsettled_patience(settings)
        self._outside = MAX_OUTSIDE + max(settings.session_timeout, 30.0)
        self._last = self._woke = boot_seconds()
        self._used = process_time()

    def guard(self, client: Any) -> None:  # noqa: ANN401 - aiokafka's client has no types
        """Nothing goes to the broker through `client`, a producer's, once the process stood still for too long, nor without a lease. Whoever
        wakes up may find batches that were ready to leave, and the thread that ends the process comes a moment too late for them."""
        send = client.send

        async def guarded(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - handed on
            self._check_standstill()
            return await send(*args, **kwargs)

        client.send = guarded
        self._app.lease.guard(client)

    def start(self) -> None:
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    async def beat(self) -> None:
        """Runs for ever; ends the process when faust has crashed or an event stays unsettled."""
        while True:
            self._last = boot_seconds()
            since = self._app.delivery.unsettled_since
            if since is not None and monotonic() - since > self._unsettled:
                for task in asyncio.all_tasks():
                    task.print_stack(limit=4)
                self._end(f"nothing was committed for {self._unsettled:.0f} s (above: what each task waits for)")
            outside = self._app.outside_since
            if outside is not None and monotonic() - outside > self._outside:
                # aiokafka logs a refusal (session timeout, rights) and then waits without end
                self._end(f"no place in the consumer group for {self._outside:.0f} s; the log may say why above")
            if self._app.crashed:
                self._end(f"faust has crashed: {self._app.crash_reason!r}")
            await asyncio.sleep(BEAT)

    def _watch(self) -> None:
        while True:
            time.sleep(BEAT)
            self._check_standstill()
            self._check_lease()
            self._woke, self._used = boot_seconds(), process_time()
            if self._woke - self._last > self._patience:
                # the note of what is being worked on stays: the record counts as a suspect at the next start
                end_for_sure()
                print(f"worker: the event loop stood still for {self._patience:.0f} s; ending without committing", file=sys.stderr)  # noqa: T201 - logging may be what hangs
                faulthandler.dump_traceback()
                os._exit(AGAIN)

    def _check_lease(self) -> None:
        lease = self._app.lease
        if boot_seconds() - self._woke > STALL:
            return  # heartbeats stood still as well: the next look tells
        if lease.over and (lease.under_way or self._app.delivery.outstanding):
            why = "the group does not answer, and soon others hold our partitions: what is under way must not come after them"
            self._end(why, min(LAST_WORDS, LAST_SHARE * self._session))

    def _check_standstill(self) -> None:
        slept = boot_seconds() - self._woke
        if slept > STOOD_STILL * self._session:
            # stopped as a whole (a suspended laptop, SIGSTOP): others hold our partitions by now
            self._end(f"the process stood still for {slept:.0f} s, longer than the session allows")

    def _end(self, why: str, seconds: float = LAST_WORDS) -> None:
        slept = boot_seconds() - self._woke
        if slept <= STALL or process_time() - self._used < slept / 2:
            self._notes.clear()  # else it did not sleep: the record that kept it busy stays a suspect
        end_process(why, seconds=seconds)
