"""Pictures of the web view for README and docs: `python tools/screenshots.py`.

Starts `dateline demo` with the sample articles, waits until all have reached their end, and takes `docs/screenshots/*.png` with a
headless Chromium that the machine has (Debian: chromium, chromium-driver). Nothing is downloaded.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.request import urlopen

from selenium import webdriver

ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = ROOT / "docs" / "screenshots"
WAIT_SECONDS: Final = 400.0
QUIET_LOOKS: Final = 6
"""So many looks a second apart without a new record mean that all articles have come through."""
WIDE, PHONE, TALLEST = 1280, 390, 1300


@dataclass(frozen=True, slots=True)
class Picture:
    name: str
    path: Callable[[str], str]
    """The address of the view → a path in it."""
    width: int = WIDE
    scheme: str = "light"
    part: str = ""
    """The id of an element, when not the page is wanted."""


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demo() as address, chromium() as browser:
        wait_for_articles(address)
        for picture in PICTURES:
            take(browser, address, picture)
            print(FOLDER / f"{picture.name}.png")


@contextmanager
def demo() -> Iterator[str]:
    """The demonstration as a user starts it; its address. Ended as a user ends it."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DATELINE_")} | {"DATELINE_WEB_PORT": "0"}
    command = [sys.executable, "-m", "streams.cli", "demo"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield _address(process)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=WAIT_SECONDS)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    told = []
    for line in process.stdout:
        told.append(line)
        if line.startswith("web "):
            return line.split()[1].rstrip("/")
    sys.exit("the demonstration did not start:\n" + "".join(told))


@contextmanager
def chromium() -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(flag)
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    try:
        yield browser
    finally:
        browser.quit()


def ask(address: str, path: str) -> Any:  # noqa: ANN401 - JSON
    with urlopen(address + path, timeout=60) as response:
        return json.load(response)


def wait_for_articles(address: str) -> None:
    deadline, before, quiet = time.monotonic() + WAIT_SECONDS, None, 0
    while quiet < QUIET_LOOKS:
        index = ask(address, "/index.json")
        now = [p["next"] for p in index["as_of"]]
        quiet = quiet + 1 if now == before and not index["waiting"] and ask(address, "/actors.json")["total"] else 0
        before = now
        if time.monotonic() > deadline:
            sys.exit("the articles did not come through")
        time.sleep(1)


def take(browser: webdriver.Chrome, address: str, picture: Picture) -> None:
    """The whole page, up to a height that a reader of the docs will scroll."""
    media = {"features": [{"name": "prefers-color-scheme", "value": picture.scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    metrics = {"width": picture.width, "height": 800, "deviceScaleFactor": 1, "mobile": picture.width == PHONE}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get(address + picture.path(address))
    if picture.part:
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics | {"height": TALLEST})
        browser.find_element("id", picture.part).screenshot(str(FOLDER / f"{picture.name}.png"))
        return
    height = min(TALLEST, browser.execute_script("return document.documentElement.scrollHeight"))
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics | {"height": height})
    browser.save_screenshot(str(FOLDER / f"{picture.name}.png"))


def fullest_article(address: str) -> str:
    """The article with the most to show: lines dropped and places repaired."""
    rows = ask(address, "/articles.json?status=usable")["rows"]
    return f"/articles/{max(rows, key=lambda r: (min(r['dropped'], 3) + min(r['repairs'], 3), r['article_id']))['article_id']}"


def first_actor(address: str) -> str:
    return f"/actors/{ask(address, '/actors.json?sort=articles')['rows'][0]['actor_id']}"


def busiest_day(address: str) -> str:
    """The day of its own that the first article is about: what is said of it stands there."""
    rows = ask(address, "/articles.json?status=usable")["rows"]
    days = [row["day"] for row in rows if row["day"]]
    return f"/dates?day={max(days, key=lambda day: (ask(address, f'/dates.json?day={day}')['total'], day))}"


def first_letter(address: str) -> str:
    row = ask(address, "/deadletters.json?severity=error")["rows"][0]
    return f"/deadletters/{row['topic']}/{row['partition']}/{row['offset']}"


PICTURES: Final = (
    Picture("overview", lambda _: "/"),
    Picture("article", fullest_article),
    Picture("article-cleaning", fullest_article, part="cleaning"),
    Picture("article-dark", fullest_article, scheme="dark"),
    Picture("article-phone", fullest_article, PHONE),
    Picture("actors", lambda _: "/actors"),
    Picture("actor", first_actor),
    Picture("actor-phone-dark", first_actor, PHONE, scheme="dark"),
    Picture("search", lambda _: "/articles?q=minister"),
    Picture("tags", lambda _: "/tags"),
    Picture("dates", busiest_day),
    Picture("dead-letters", lambda _: "/deadletters"),
    Picture("dead-letter", first_letter),
    Picture("topics", lambda _: "/topics"),
    Picture("records", lambda _: "/topics/news.enriched"),
)

if __name__ == "__main__":
    main()
