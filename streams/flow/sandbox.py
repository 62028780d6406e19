"""Parsing HTML in a process of its own: a page that makes the parser crash or hang costs that process, not the worker."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from ..core.article import Article, RawArticle, Rejection

START_SECONDS = 60.0
"""A machine that needs longer to start a process of Python is not one to work on: the worker ends and starts again."""


class HtmlSandbox:
    """Cleans HTML articles one at a time; the process is started with the first of them."""

    def __init__(self, clean: Callable[[RawArticle], Article | Rejection], timeout: float) -> None:
        """`clean` is importable by name in another process; `timeout` in seconds."""
        self._clean = clean
        self._timeout = timeout
        self._pool: ProcessPoolExecutor | None = None

    async def clean(self, raw: RawArticle) -> Article | Rejection:
        """As `core.clean.clean`, or a rejection `html_failed` when the parser crashed or took longer than the limit."""
        pool = self._pool or await self._start()
        future = pool.submit(self._clean, raw)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._timeout)
        except TimeoutError:
            self.close()
            return Rejection("clean", "html_failed", f"parsing the page took longer than {self._timeout:.0f} s")
        except BrokenProcessPool:
            self.close()
            return Rejection("clean", "html_failed", "the page made the HTML parser crash")

    async def _start(self) -> ProcessPoolExecutor:
        """A process that has imported the parser: how long that takes says something of the machine, and nothing of a page."""
        context = multiprocessing.get_context("spawn")
        pool = self._pool = ProcessPoolExecutor(1, context, initializer=end_with_parent, initargs=(os.getpid(),))
        await asyncio.wait_for(asyncio.wrap_future(pool.submit(is_there, self._clean)), START_SECONDS)
        return pool

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._pool is not None:
            for process in list((self._pool._processes or {}).values()):  # noqa: SLF001 - there is no public way to end a busy one
                process.kill()
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def is_there(_: Callable[[RawArticle], Article | Rejection]) -> bool:
    """In the child: it had to import the function to be asked."""
    return True


def end_with_parent(parent: int) -> None:
    """In the child: end when the worker is gone, however it went."""
    # a page without text is a rejection, which is told; trafilatura would log an error for each as well
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
