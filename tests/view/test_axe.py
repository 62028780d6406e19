"""Everybody can use the pages: axe-core finds nothing against WCAG 2 A and AA or good practice, in light and dark, wide and narrow."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from tests.waiting import until

from .builders import Feed, a_row
from .test_app import PATHS
from .test_browser import address, feed, resize

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

pytestmark = pytest.mark.browser
__all__ = ["address", "feed"]  # fixtures

AXE = files("axe_core_python").joinpath("axe.min.js").read_text("utf-8")
RUN = "const done = arguments[0]; axe.run(document).then(r => done(r.violations), e => done([{id: String(e), nodes: []}]));"
# WCAG 2.2, 2.5.8: what can be pressed is 24 by 24, or is a link in a line of text, or has room of 24 around its middle
SMALL = """
const boxes = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(e => e.checkVisibility())
  .map(e => [e, e.getBoundingClientRect()]).filter(([e, b]) => b.width > 1 && b.bottom > 0);
const inline = e => getComputedStyle(e).display === 'inline' && e.parentElement.textContent.trim() !== e.textContent.trim();
const middle = b => [(b.left + b.right) / 2, (b.top + b.bottom) / 2];
const near = ([x, y], b) => Math.hypot(Math.max(b.left - x, 0, x - b.right), Math.max(b.top - y, 0, y - b.bottom)) < 12;
return boxes.filter(([e, b]) => (b.width < 23.5 || b.height < 23.5) && !inline(e)
    && boxes.some(([o, c]) => o !== e && !o.contains(e) && !e.contains(o) && near(middle(b), c)))
  .map(([e, b]) => `${e.outerHTML.slice(0, 90)} ${Math.round(b.width)}x${Math.round(b.height)}`);
"""


def violations(browser: Chrome) -> list[str]:
    browser.execute_script(AXE)
    found: list[dict[str, Any]] = browser.execute_async_script(RUN)
    return [
        f"{v['id']}: {n['html'][:160]} ({n['failureSummary'][:300]})"
        for v in found
        for n in v["nodes"] or [{"html": "", "failureSummary": ""}]
    ]


@pytest.mark.parametrize("path", [*PATHS, "/nothing", "/login"])
def test_axe_finds_nothing(browser: Chrome, address: str, path: str) -> None:
    """On no page: in light on a wide screen, in dark on a phone of 320 pixels."""
    for scheme, width in (("light", 1280), ("dark", 320)):
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        resize(browser, width)
        browser.get(address + path)
        browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert violations(browser) == [], scheme
        assert browser.execute_script(SMALL) == [], width
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_axe_finds_nothing_in_the_help(browser: Chrome, address: str) -> None:
    """The keys' dialogue while it is open."""
    browser.get(address + "/")
    browser.find_element("id", "keys-open").click()
    assert violations(browser) == []


def test_axe_finds_nothing_in_what_arrives(browser: Chrome, address: str, feed: Feed) -> None:
    """The rows of a topic that is followed, with a button for those that wait, in light and dark."""
    for scheme in ("light", "dark"):
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        browser.get(address + "/topics/news.actors?partition=0&follow=1")
        until(lambda: browser.find_element("id", "tail-said").text == "Following", "connected")
        feed.actor(a_row("per:~1"))
        until(lambda: "per:~1" in browser.find_element("id", "tail-rows").text, "a record came")
        browser.find_element("id", "tail-pause").click()
        feed.actor(a_row("per:~2"))
        until(lambda: browser.find_element("id", "tail-more").is_displayed(), "another one waits")
        assert violations(browser) == [], scheme
        assert browser.execute_script(SMALL) == [], scheme
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_axe_is_at_work(browser: Chrome, address: str) -> None:
    """A field without a label and a faint text are found: the tests above can fail."""
    browser.get(address + "/")
    browser.execute_script(
        "const i = document.createElement('input'), p = document.createElement('p'); p.textContent = 'faint';"
        "p.style.color = '#ddd'; p.style.background = '#fff'; document.querySelector('main').append(i, p);"
    )
    assert {line.partition(":")[0] for line in violations(browser)} >= {"label", "color-contrast"}
