"""An HTML page that crashes or stalls its parser costs one dead letter."""

from __future__ import annotations

import os
import signal
import time

from streams.core.article import Article, Place, Rank, RawArticle, Rejection
from streams.flow.sandbox import HtmlSandbox


def raw(html: str) -> RawArticle:
    return RawArticle(Place("raw", 0, 0), "", "", "a" * 32, "given", Rank(1, "", 0, ""), html=html)


def toy_clean(of: RawArticle) -> Article | Rejection:
    if of.html == "crash":
        os.kill(os.getpid(), signal.SIGKILL)
    while of.html == "stall":
        time.sleep(0.05)
    return Rejection("clean", "read", of.html or "")


async def test_crash_and_stall_are_rejections_and_the_next_page_is_read() -> None:
    """The parser's process is made anew after each."""
    sandbox = HtmlSandbox(toy_clean, timeout=3.0)
    try:
        codes = [(await sandbox.clean(raw(html))).code for html in ("fine", "crash", "stall", "fine")]  # type: ignore[union-attr]
    finally:
        sandbox.close()
    assert codes == ["read", "html_failed", "html_failed", "read"]


class SlowToArrive:
    """A parser whose import takes longer than a page may."""

    def __reduce__(self) -> tuple[object, tuple[()]]:
        return arrive, ()

    def __call__(self, of: RawArticle) -> Article | Rejection:
        return toy_clean(of)


def arrive() -> SlowToArrive:
    time.sleep(1.5)
    return SlowToArrive()


async def test_time_that_the_process_needs_to_start_is_not_the_pages() -> None:
    """On a busy machine that is seconds, and the first page after each start would be refused."""
    sandbox = HtmlSandbox(SlowToArrive(), timeout=2.0)
    try:
        found = await sandbox.clean(raw("fine"))
    finally:
        sandbox.close()
    assert isinstance(found, Rejection)
    assert found.code == "read"
