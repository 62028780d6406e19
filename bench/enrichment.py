"""What reading costs: `python -m bench.enrichment [--engine accurate] [--articles N]`, in CPU time of one core.

Every article is read once and was never seen before; 100 others are read first, as a worker that has just been started would be no fair
picture either. Each round has articles of its own. A round's time hangs on what else the machine does, so the middle and the best round are
told, with the load. Beside it, in the same run on the same texts, spaCy's tokeniser alone, which finds nothing: a floor for systems in Python.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import statistics
import time
from collections.abc import Callable, Iterable
from importlib.metadata import version
from typing import NamedTuple

from bench.corpus import SEED, TYPICAL, News, long_tail, typical
from streams.core.article import Article, EnrichedArticle, Place, Record
from streams.core.clean import clean
from streams.core.enrich import Tools, enrich
from streams.core.raw import read
from streams.engines import BUILT_IN
from streams.flow.codec import encode_enriched
from streams.memory import settle
from streams.tools import load_tools

ROUNDS = 5
WARM = 100
MOST = 10_000
"""Mentions and kilobytes of an article: more than any has."""
_RECEIVED_MS = 1_798_761_600_000
"""2027-01-01: behind every date of the corpus."""


class Measured(NamedTuple):
    """CPU seconds of each round, and its tokens."""

    what: str
    seconds: list[float]
    tokens: list[int]

    def line(self) -> str:
        rates = sorted(tokens / seconds for tokens, seconds in zip(self.tokens, self.seconds, strict=True))
        middle, best = statistics.median(rates), rates[-1]
        return f"{self.what:<44}{middle / TYPICAL:>10.0f}{best / TYPICAL:>8.0f}{middle:>12,.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", default=BUILT_IN)
    parser.add_argument("--articles", type=int, default=300, help="of a round")
    given = parser.parse_args()
    before = time.process_time()
    tools = load_tools(engine=given.engine)
    loaded = time.process_time() - before
    settle()  # as a worker does
    rounds = [list(typical(given.articles, seed=SEED + n)) for n in range(ROUNDS)]
    for news in typical(WARM, seed=SEED - 1):
        whole(news, tools)
    print(
        f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"
    )  # what a figure hangs on
    print(f"{ROUNDS} rounds of {given.articles} articles of about {TYPICAL} tokens, engine {tools.engine}, loaded in {loaded:.2f} s\n")
    print(f"{'CPU of one core':<44}{'articles/s':>10}{'best':>8}{'tokens/s':>12}")
    print(measured("raw record to finished record", rounds, lambda news: whole(news, tools)).line())
    print(enrichment(given.articles, tools).line())
    print(measured("the same, lengths up to 20,000 tokens", tails(given.articles), lambda news: whole(news, tools)).line())
    print(f"memory of the process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB\n")
    print("\n".join(peers(rounds)))


def measured(what: str, rounds: Iterable[list[News]], step: Callable[[News], object]) -> Measured:
    found = Measured(what, [], [])
    for some in rounds:
        before = time.process_time()
        for news in some:
            step(news)
        found.seconds.append(time.process_time() - before)
        found.tokens.append(sum(news.tokens for news in some))
    return found


def enrichment(count: int, tools: Tools) -> Measured:
    """Of articles that are clean already, and none of which was read before."""
    found = Measured("enrichment alone", [], [])
    for n in range(ROUNDS):
        some = [(cleaned(news), news.tokens) for news in typical(count, seed=SEED + ROUNDS + n)]
        before = time.process_time()
        for article, _ in some:
            enrich(article, tools, max_mentions=MOST)
        found.seconds.append(time.process_time() - before)
        found.tokens.append(sum(tokens for _, tokens in some))
    return found


def tails(count: int) -> list[list[News]]:
    """Half as many articles a round, for they are longer."""
    return [list(long_tail(count // 2, seed=SEED + n)) for n in range(ROUNDS)]


def whole(news: News, tools: Tools) -> bytes:
    """The way of a record through a worker's core: read, clean, enrich, encode."""
    enriched = enrich(cleaned(news), tools, max_mentions=MOST)
    if not isinstance(enriched, EnrichedArticle):
        raise TypeError(enriched)  # the corpus has no such article
    return encode_enriched(enriched)


def cleaned(news: News) -> Article:
    raw = read(Record(Place("news.raw", 0, 0), None, news.value, _RECEIVED_MS), max_text_bytes=MOST * 1024)
    article = clean(raw)  # type: ignore[arg-type] # it is an article: below it would not pass
    if not isinstance(article, Article):
        raise TypeError(article)
    return article


def peers(rounds: list[list[News]]) -> Iterable[str]:
    """Systems on this machine that do a part of the work or all of it."""
    try:
        import spacy  # noqa: PLC0415 - after the memory was measured; and it may not be installed
    except ImportError:
        yield "spaCy is not installed here"
    else:
        tokenizer = spacy.blank("en").tokenizer
        texts = {news.article_id: cleaned(news).body for some in rounds for news in some}
        tokenizer(texts[rounds[0][0].article_id])
        yield measured(
            f"spaCy {version('spacy')}, tokens only, finds nothing", rounds, lambda news: tokenizer(texts[news.article_id])
        ).line()
    if not shutil.which("corenlp") and not os.environ.get("CORENLP_HOME"):
        yield "Stanford CoreNLP is not on this machine (CORENLP_HOME): its figure in docs/quality.md is of another run"


if __name__ == "__main__":
    main()
