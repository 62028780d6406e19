"""What tests need from the machine: a broker, a browser. Where one is missing its tests are skipped with reason and cure."""

from __future__ import annotations

import os
import shutil
import signal
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.kafka_container import KafkaContainer, sweep, why_no_broker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selenium.webdriver import Chrome

# No deadline: how long an example takes says more of the machine than of the code. Database off: a run leaves no files behind.
hypothesis.settings.register_profile("dateline", deadline=None, database=None)
hypothesis.settings.load_profile("dateline")

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
NEEDS = ("broker", "browser", "fault")
REQUIRED = os.environ.get("DATELINE_REQUIRE_BROKER") == "1"
"""Set where a machine has to have it all: then what is missing is a failure, not a skip."""


def pytest_configure() -> None:
    """A shell gives what it starts in the background no SIGINT, and that is inherited; the tests of Ctrl-C need it back."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def why_no_browser() -> str | None:
    if not any(map(shutil.which, CHROMIUM)):
        return "no Chromium; install it (Debian: apt-get install chromium)"
    if not shutil.which("chromedriver"):
        return "no chromedriver; install it (Debian: apt-get install chromium-driver)"
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    for need, why in (("broker", why_no_broker), ("browser", why_no_browser)):
        if item.get_closest_marker(need) and (reason := why()):
            if REQUIRED:
                pytest.fail(f"{need}: {reason}", pytrace=False)
            pytest.skip(f"{need}: {reason}")


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each need, `broker tests: 12 passed`, which `.ci/run` reads; and the names of what was skipped for it."""
    for need in NEEDS:
        ends = {end: _needing(need, terminalreporter.stats.get(end, [])) for end in ("passed", "failed", "error", "skipped")}
        counts = ", ".join(f"{len(names)} {end}" for end, names in ends.items() if names) or "none selected"
        terminalreporter.write_line(f"{need} tests: {counts}")
        for name in ends["skipped"]:
            terminalreporter.write_line(f"  skipped for want of a {need}: {name}")


def _needing(need: str, reports: list[pytest.TestReport]) -> list[str]:
    return [r.nodeid for r in reports if need in getattr(r, "keywords", {})]


@pytest.fixture(scope="session")
def kafka() -> Iterator[KafkaContainer]:
    """The container itself, shared by the run. A test that stops or pauses its broker starts one of its own."""
    sweep()
    with KafkaContainer() as container:
        yield container


@pytest.fixture(scope="session")
def broker(kafka: KafkaContainer) -> str:
    """Address of Apache Kafka, for tests marked `broker`; use topics, groups and a prefix that no other test uses."""
    return kafka.bootstrap


@pytest.fixture(scope="session")
def browser() -> Iterator[Chrome]:
    """Headless Chromium with its console log kept (`browser.get_log("browser")`), for tests marked `browser`."""
    from selenium import webdriver  # noqa: PLC0415 - takes half a second that other tests need not wait for

    options = webdriver.ChromeOptions()
    options.binary_location = next(filter(None, map(shutil.which, CHROMIUM)))
    # Chromium refuses its sandbox to root; the pages are our own
    for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1200,900"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    try:
        yield driver
    finally:
        driver.quit()
