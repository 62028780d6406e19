"""The view in a real browser: headless Chromium against the application on a loopback port."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from streams.core.article import Headline
from streams.topics import Topics
from streams.view.app import build_app
from streams.view.database import Database
from streams.view.live import Live
from streams.view.records import Incoming
from streams.view.session import Keeper
from streams.view.site import Site, templates
from streams.view.tails import Tails
from tests.waiting import until

from .builders import Feed, a_reading, a_row, a_store, an_article, withdrawn
from .sites import a_status
from .test_app import ARTICLE, HOSTILE, PATHS, fill, hostile_article
from .test_writing import TOKEN, Acted

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

pytestmark = pytest.mark.browser


class Server:
    """The application in a thread with a loop of its own, at `address`."""

    def __init__(self, site: Site) -> None:
        self._loop = asyncio.new_event_loop()
        self._runner = web.AppRunner(build_app(site, host="127.0.0.1", allowed_hosts=""), access_log=None)
        self._loop.run_until_complete(self._runner.setup())
        self._loop.run_until_complete(web.TCPSite(self._runner, "127.0.0.1", 0).start())
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Feed]:
    feed = Feed(a_store(tmp_path_factory.mktemp("browser")))
    fill(feed)
    hostile_article(feed)
    yield feed
    feed.store.close()


@pytest.fixture(scope="module")
def address(feed: Feed) -> Iterator[str]:
    database = Database(feed.store.path)
    live = Live(database, look=0.05)
    keeper, tails = Keeper(TOKEN, time.time), Tails()
    site = Site(database, a_status(), Topics(), templates(), keeper=keeper, acting=Acted(), live=live, browsing=feed, tails=tails)
    server = Server(site)
    yield server.address
    server.close()
    site.database.close()


@pytest.fixture(params=[True, False], ids=["script", "noscript"])
def tab(browser: Chrome, request: pytest.FixtureRequest) -> Iterator[Chrome]:
    """The browser with JavaScript on and off; its console is empty at the beginning."""
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not request.param})
    console(browser)
    yield browser
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def console(browser: Chrome) -> list[dict[str, Any]]:
    """What the browser complained of since the last call."""
    found: list[dict[str, Any]] = browser.get_log("browser")  # type: ignore[no-untyped-call]
    return found


def resize(browser: Chrome, width: int) -> None:
    metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


@pytest.mark.parametrize("path", PATHS)
def test_each_page_loads(tab: Chrome, address: str, path: str) -> None:
    """A heading, styled, and not a word on the console; with JavaScript on or off."""
    tab.get(address + path)
    heading = tab.find_element(By.TAG_NAME, "h1")
    assert heading.text
    assert "serif" in heading.value_of_css_property("font-family")
    assert console(tab) == []


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_is_wider_than_its_window(browser: Chrome, address: str, path: str, width: int) -> None:
    """From a phone of 320 pixels on, only tables scroll sideways, inside their own frame."""
    resize(browser, width)
    browser.get(address + path)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_search_finds_and_leads_to_the_article(tab: Chrome, address: str) -> None:
    """Type a word, press Enter, follow the hit: the article's text with its marks."""
    tab.get(address + "/")
    tab.find_element(By.NAME, "q").send_keys("mended", Keys.ENTER)
    until(lambda: "/articles?q=mended" in tab.current_url, "the search is there")
    tab.find_element(By.CSS_SELECTOR, f".articles .title[href$='{ARTICLE.article_id}']").click()
    assert tab.current_url.endswith(f"/articles/{ARTICLE.article_id}")
    marks = [mark.text for mark in tab.find_elements(By.CSS_SELECTOR, ".text p mark.entity")]
    assert "Lena Orlova" in marks
    assert tab.find_element(By.CSS_SELECTOR, "mark.date").get_attribute("title")


def test_a_mark_leads_to_the_actor_and_back_to_the_sentence(tab: Chrome, address: str) -> None:
    """From a mark to the actor's page, from its sentence to the place in the article."""
    tab.get(f"{address}/articles/{ARTICLE.article_id}")
    tab.find_element(By.LINK_TEXT, "Lena Orlova").click()
    assert tab.find_element(By.TAG_NAME, "h1").text == "Lena Orlova"
    tab.find_element(By.CSS_SELECTOR, ".jump").click()
    assert tab.current_url.endswith("#s0")
    assert "Lena Orlova said" in tab.find_element(By.ID, "s0").text


def test_actors_are_found(tab: Chrome, address: str) -> None:
    """Part of a name narrows the list to one; the words stay in the field."""
    tab.get(address + "/actors")
    field = tab.find_element(By.NAME, "q")
    field.send_keys("orlo", Keys.ENTER)
    until(lambda: "q=orlo" in tab.current_url and tab.find_elements(By.CSS_SELECTOR, ".pager"), "the search is there")
    assert [row.text for row in tab.find_elements(By.CSS_SELECTOR, "tbody th a")] == ["Lena Orlova"]
    assert tab.find_element(By.NAME, "q").get_attribute("value") == "orlo"


@pytest.mark.parametrize("path", ["/", "/articles", "/articles?q=alert", "/deadletters", "/deadletters/news.raw/1/77", "/actors"])
def test_hostile_text_stays_text(browser: Chrome, address: str, path: str) -> None:
    """Markup from an article makes no element, starts nothing, and the console stays silent."""
    console(browser)
    browser.get(address + path)
    assert browser.find_elements(By.CSS_SELECTOR, "script:not([src^='/static/']), main img, iframe, object, [onerror], [style]") == []
    assert console(browser) == []
    if path != "/actors":
        assert HOSTILE.partition("\u202e")[0].strip()[-10:] in browser.find_element(By.TAG_NAME, "main").text


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", f"/articles/{ARTICLE.article_id}", "/deadletters", "/topics"])
def test_text_is_readable_in_light_and_dark(browser: Chrome, address: str, path: str, scheme: str) -> None:
    """WCAG AA: each piece of text stands out from what is behind it by 4.5 to 1, or 3 to 1 when it is large."""
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    browser.get(address + path)
    assert browser.execute_script(CONTRAST) == []
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_the_keyboard_is_enough(browser: Chrome, address: str) -> None:
    """The first Tab reaches the link past the navigation; whatever has the focus shows it."""
    browser.get(address + "/actors")
    body = browser.find_element(By.TAG_NAME, "body")
    body.send_keys(Keys.TAB)
    first = browser.switch_to.active_element
    assert first.text == "Skip to the content"
    assert first.value_of_css_property("outline-style") == "solid"
    first.send_keys(Keys.ENTER)
    until(lambda: browser.current_url.endswith("#main"), "the link was followed")
    browser.switch_to.active_element.send_keys(Keys.TAB)
    assert browser.switch_to.active_element.get_attribute("name") == "q"


# Relative luminance and contrast as WCAG 2.2 defines them, for every element with text of its own.
CONTRAST = """
const channel = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
const parse = text => text.match(/[\\d.]+/g).map(Number);
const behind = element => {
  for (let e = element; e; e = e.parentElement) {
    const colour = parse(getComputedStyle(e).backgroundColor);
    if (colour.length === 3 || colour[3] === 1) return colour;
  }
  return [255, 255, 255];
};
const faults = [];
for (const element of document.querySelectorAll('body *')) {
  const own = [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
  if (!own || !element.checkVisibility()) continue;
  const style = getComputedStyle(element);
  const [a, b] = [luminance(parse(style.color)), luminance(behind(element))];
  const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const size = parseFloat(style.fontSize);
  const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  if (contrast < (large ? 3 : 4.5)) faults.push(element.textContent.trim().slice(0, 40) + ' ' + contrast.toFixed(2));
}
return faults;
"""


def test_a_dead_letter_is_replayed_by_hand(tab: Chrome, address: str) -> None:
    """Sign in, try, replay: the cookie, the forms and the content security policy of a real browser agree, with and without scripts."""
    tab.get(f"{address}/deadletters/news.raw/1/5")
    tab.find_element(By.LINK_TEXT, "Sign in").click()
    tab.find_element(By.ID, "token").send_keys(TOKEN, Keys.ENTER)
    until(lambda: tab.current_url.endswith("/deadletters/news.raw/1/5"), "back at the letter")
    tab.find_element(By.ID, "reason").send_keys("cured")
    tab.find_element(By.XPATH, "//button[text()='Try, and do nothing']").click()
    until(lambda: "nothing was replayed" in tab.page_source, "the page that says what a trial would do")
    tab.back()
    until(lambda: tab.current_url.endswith("/deadletters/news.raw/1/5"), "back at the letter")
    tab.find_element(By.XPATH, "//button[text()='Replay']").click()
    until(lambda: "1 of 1 were replayed" in tab.page_source, "the page that says what was done")
    assert console(tab) == []
    tab.delete_all_cookies()


def test_articles_arrive_by_themselves(browser: Chrome, address: str, feed: Feed) -> None:
    """A new article stands first in the list without a reload; while paused it waits behind a button that says how many there are."""
    console(browser)
    browser.get(address + "/")
    until(lambda: browser.find_element(By.ID, "live-said").text == "Live", "connected")
    feed.whole(a_reading(an_article("live-1", headline=Headline("First by itself", "given", 1.0))))
    until(lambda: titles(browser)[0] == "First by itself", "the article came by itself")
    browser.find_element(By.ID, "live-pause").click()
    feed.whole(a_reading(an_article("live-2", headline=Headline("Waiting", "given", 1.0))))
    more = browser.find_element(By.ID, "live-more")
    until(lambda: more.text == "1 new", "the button says how many wait")
    assert titles(browser)[0] == "First by itself"
    more.click()
    assert titles(browser)[0] == "Waiting"
    assert console(browser) == []


def test_a_topic_is_followed(browser: Chrome, address: str, feed: Feed) -> None:
    """By its link: records stand first as they arrive, as text; while paused, or while the keyboard is among them, they wait behind a button."""
    console(browser)
    browser.get(address + "/topics/news.actors?partition=0")
    browser.find_element(By.LINK_TEXT, "Follow").click()
    until(lambda: browser.find_element(By.ID, "tail-said").text == "Following", "connected")
    feed.sent.append(Incoming("news.actors", 0, feed.next, b"per:~1", HOSTILE.encode()))
    feed.next += 1
    until(lambda: followed(browser, 1) == ["per:~1"], "the record came by itself")
    row = browser.find_element(By.CSS_SELECTOR, "#tail-rows tr")
    assert row.find_element(By.TAG_NAME, "a").text == f"0/{feed.next - 1}"
    assert "<script>alert(1)</script>" in row.text
    assert "⟦U+202E⟧" in row.text
    browser.find_element(By.ID, "tail-pause").click()
    feed.actor(a_row("per:~2"))
    feed.actor(a_row("per:~3"))
    more = browser.find_element(By.ID, "tail-more")
    until(lambda: more.text == "2 new", "the button says how many wait")
    assert followed(browser, 1) == ["per:~1"]
    browser.find_element(By.ID, "tail-pause").click()
    assert followed(browser, 3) == ["per:~3", "per:~2", "per:~1"]
    browser.execute_script("document.querySelector('#tail-rows a').focus()")
    feed.actor(a_row("per:~4"))
    until(lambda: more.text == "1 new", "it waits for who is in the list")
    more.click()
    assert followed(browser, 1) == ["per:~4"]
    browser.find_element(By.LINK_TEXT, "Stop following").click()
    assert not browser.find_elements(By.ID, "tail")
    assert console(browser) == []


def test_a_followed_topic_does_not_grow_for_ever(browser: Chrome, address: str, feed: Feed) -> None:
    """200 rows at most; what was skipped is a row in its place."""
    browser.get(address + "/topics/news.mentions?partition=0&follow=1")
    until(lambda: browser.find_element(By.ID, "tail-said").text == "Following", "connected")
    for _ in range(600):
        feed.sent.append(Incoming("news.mentions", 0, feed.next, b"k", b"{}"))
        feed.next += 1
    feed.sent.append(Incoming("news.mentions", 0, feed.next, b"the last", None))
    feed.next += 1
    until(lambda: followed(browser, 1) == ["the last"], "the newest is shown")
    count = "return document.querySelectorAll('#tail-rows tr').length"
    assert browser.execute_script(count) <= 200
    assert "records were skipped here" in browser.find_element(By.ID, "tail-rows").text


def test_a_topic_is_not_followed_while_nobody_looks(browser: Chrome, address: str, feed: Feed) -> None:
    """A tab in the background gives its connection back, and has missed nothing when it is looked at again."""
    browser.get(address + "/topics/news.deadletter?partition=0&follow=1")
    until(lambda: browser.find_element(By.ID, "tail-said").text == "Following", "connected")
    until(lambda: feed.followed == 1, "there is a consumer")
    look = (
        "Object.defineProperty(document, 'hidden', {value: %s, configurable: true}); document.dispatchEvent(new Event('visibilitychange'))"
    )
    browser.execute_script(look % "true")
    until(lambda: feed.followed == 0, "and none while nobody looks")
    for key in ("away-1", "away-2", "away-3"):
        feed.sent.append(Incoming("news.deadletter", 0, feed.next, key.encode(), None))
        feed.next += 1
    browser.execute_script(look % "false")
    rows = "return [...document.querySelectorAll('#tail-rows th')].map(e => e.textContent)"
    newest = [f"0/{feed.next - n}" for n in (1, 2, 3)]
    until(lambda: browser.execute_script(rows)[:3] == newest, "what came meanwhile is there")
    found = browser.execute_script(rows)
    assert len(set(found)) == len(found)


def followed(browser: Chrome, most: int) -> list[str]:
    """Keys of the newest records."""
    found: list[str] = browser.execute_script("return [...document.querySelectorAll('#tail-rows .id')].map(e => e.textContent)")
    return found[:most]


def test_a_withdrawn_article_leaves_the_open_page(browser: Chrome, address: str, feed: Feed) -> None:
    """Somebody who has the list open does not go on reading its headline."""
    article = an_article("live-3", headline=Headline("To be withdrawn", "given", 1.0))
    feed.whole(a_reading(article))
    browser.get(address + "/articles")
    until(lambda: browser.find_element(By.ID, "live-said").text == "Live", "connected")
    assert "To be withdrawn" in titles(browser)
    feed.article(withdrawn(article))
    until(lambda: "To be withdrawn" not in titles(browser), "it is gone")


def titles(browser: Chrome) -> list[str]:
    found: list[str] = browser.execute_script(
        "return [...document.querySelectorAll('#live-articles .title')].map(e => e.textContent.trim())"
    )
    return found


def test_single_keys_lead_through_a_page(browser: Chrome, address: str) -> None:
    """`/` to the search, Esc out of it, `j` and `k` through the items, Enter opens one; `?` shows the keys, which can be switched off."""
    browser.get(address + "/actors")
    press(browser, "/")
    assert browser.switch_to.active_element.get_attribute("name") == "q"
    press(browser, Keys.ESCAPE)
    names = [row.text for row in browser.find_elements(By.CSS_SELECTOR, "tbody th a")]
    for key, at in (("j", 0), ("j", 1), ("k", 0), ("k", 0)):
        press(browser, key)
        assert browser.switch_to.active_element.text == names[at]
    press(browser, Keys.ENTER)
    until(lambda: browser.find_element(By.TAG_NAME, "h1").text == names[0], "the item is open")
    until(lambda: browser.find_element(By.ID, "keys-open").get_attribute("hidden") is None, "its script has begun")
    press(browser, "?")
    until(lambda: browser.find_element(By.ID, "keys").is_displayed(), "the keys are shown")
    browser.find_element(By.ID, "keys-on").click()
    browser.find_element(By.ID, "keys-close").click()
    until(lambda: not browser.find_element(By.ID, "keys").is_displayed(), "the keys are gone")
    press(browser, "j")
    assert browser.switch_to.active_element.tag_name != "a"
    browser.execute_script("localStorage.clear()")


def press(browser: Chrome, key: str) -> None:
    """As a hand does: to whatever has the focus then, also while a dialog that closes gives it back."""
    ActionChains(browser).send_keys(key).perform()
