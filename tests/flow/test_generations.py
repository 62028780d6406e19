"""Articles are read again and generations work side by side, in crash histories: every count moves by the exact difference."""

from __future__ import annotations

import random
from functools import partial
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from streams.flow.enrich import EnrichStage
from streams.flow.state import StateLoader, Taking
from tests.audit.test_crash_histories import audit_of
from tests.flow.behaviours import history
from tests.flow.generations import ask_again, enricher, said, simulate
from tests.flow.simulation import PARTITIONS, TOPICS, MemoryBroker, Worker, fill
from tests.flow.test_simulation import one_end_each
from tests.flow.toy import fold

if TYPE_CHECKING:
    from streams.audit.report import Report
    from streams.core.article import Article
    from streams.core.ledger import Entry
    from streams.flow.ledger import Ledger
    from streams.flow.shelf import Shelf

HISTORIES = 60
REFUSALS = 25


def faults(broker: MemoryBroker, messages: list[dict[str, Any]]) -> list[str]:
    want = fold(messages, partial(said, generation=3))
    found = [name for name, got in (("table", table(broker)), ("mentions", mentions(broker))) if got != want]
    found += [] if one_end_each(broker, len(messages)) else ["ends"]
    return found + (["copies"] if copies_differ(broker) else [])


def table(broker: MemoryBroker) -> dict[str, tuple[int, int]]:
    rows = {r.key: r.value for r in broker.everything(TOPICS.actors.name)}
    parsed = {(key or b"").decode(): orjson.loads(value) for key, value in rows.items() if value}
    return {actor: (row["articles"], row["mentions"]["named"]) for actor, row in parsed.items()}


def mentions(broker: MemoryBroker) -> dict[str, tuple[int, int]]:
    """The sums over the greatest (rank, generation) of each key, as a reader keeps them."""
    newest: dict[bytes | None, dict[str, Any]] = {}
    for record in broker.everything(TOPICS.mentions.name):
        value = orjson.loads(record.value or b"")
        if record.key not in newest or _version(value) >= _version(newest[record.key]):
            newest[record.key] = value
    sums: dict[str, tuple[int, int]] = {}
    for value in newest.values():
        if not value["gone"]:
            articles, named = sums.get(value["actor_id"], (0, 0))
            sums[value["actor_id"]] = (articles + 1, named + value["counts"]["named"])
    return sums


def _version(value: dict[str, Any]) -> tuple[Any, int]:
    return value["rank"], value["generation"]


def copies_differ(broker: MemoryBroker) -> bool:
    seen: dict[tuple[str, bytes], bytes | None] = {}
    outputs = [r for t in (TOPICS.articles, TOPICS.enriched, TOPICS.mentions) for r in broker.everything(t.name)]
    return any(seen.setdefault((r.place.topic, dict(r.headers)["ce_id"]), r.value) != r.value for r in outputs)


async def outcome(seed: int, **options: Any) -> list[str]:
    messages = history(random.Random(seed), 25)
    return faults(await simulate(seed, [orjson.dumps(m) for m in messages], **options), messages)


async def test_every_history_of_generations_ends_right() -> None:
    """Workers of three generations in any order, crashes at any send, requests to read again at any time: when the newest has read all,
    table and mentions are those of a run with it alone, each raw record has one end, and copies are equal."""
    wrong = {seed: found for seed in range(HISTORIES) if (found := await outcome(seed))}
    assert wrong == {}


async def refusals(seed: int, **options: Any) -> Report:
    """What the audit finds when each generation refuses other articles."""
    messages = [orjson.dumps(m) for m in history(random.Random(seed), 25)]
    return audit_of(await simulate(seed, messages, enricher=partial(enricher, refuses=30), **options), messages)


async def test_every_article_has_one_end_whoever_refuses_it() -> None:
    """One generation accepts what another refuses, and crashes before it could record it: the first end stays, the table has what the
    mentions say, and the feed too."""
    wrong = {seed: report.findings for seed in range(REFUSALS) if (report := await refusals(seed)).findings}
    assert wrong == {}


class Hasty(EnrichStage):
    """Negative control: which records had an end is not looked up, as long as no mention is left of them."""

    async def _take_leftovers(self, ledger: Ledger) -> None:
        await super()._take_leftovers(ledger)
        ledger.left.outputs.clear()


class HastyWorker(Worker):
    enriching = Hasty


async def test_without_looking_up_the_first_end_there_are_two() -> None:
    """The test of the test above."""
    for seed in range(REFUSALS):
        if (await refusals(seed, worker=HastyWorker)).promises["I1"]:
            return
    pytest.fail(f"not caught in {REFUSALS} histories")


class Fearless(StateLoader):
    """Negative control: an older generation goes on where a newer one ended in the middle."""

    async def _check(self, shelf: Shelf, taking: Taking, made: int | None) -> None:
        await super()._check(shelf, taking._replace(fenced=False), made)


class Forgetful(EnrichStage):
    """Negative control: what a predecessor of another generation published and did not record is not looked up."""

    async def _take_leftovers(self, ledger: Ledger) -> None:
        ledger.shelf.declare(alone=True)


class Adding(EnrichStage):
    """Negative control: a second reading is added to the first instead of taking its place."""

    def _again(self, at: int, article: Article, old: Entry | None, ledger: Ledger) -> Any:
        made = super()._again(at, article, old, ledger)
        return made if made.entry is None or old is None else made._replace(entry=_added(old, made.entry))


def _added(old: Entry, new: Entry) -> Entry:
    both = {a: new.credits.get(a, old.credits.get(a)) for a in {*old.credits, *new.credits}}
    return type(new)(new.at, new.rank, new.generation, new.month, {a: c for a, c in both.items() if c is not None})


class FearlessWorker(Worker):
    loader = Fearless


class ForgetfulWorker(Worker):
    enriching = Forgetful


class AddingWorker(Worker):
    enriching = Adding


@pytest.mark.parametrize("control", [FearlessWorker, ForgetfulWorker, AddingWorker], ids=lambda c: c.__name__)
async def test_broken_variant_is_caught(control: type[Worker]) -> None:
    """The test of the test: each variant that breaks a rule goes red in some history."""
    for seed in range(HISTORIES):
        if await outcome(seed, worker=control):
            return
    pytest.fail(f"{control.__name__} was not caught in {HISTORIES} histories")


async def test_every_record_is_counted_requests_too() -> None:
    """Conservation with requests to read again: each record of the clean topic came to one outcome, and of requests each was read, or there
    was nothing to do any more."""
    rng, messages = random.Random(1), history(random.Random(1), 25)
    broker = MemoryBroker()
    fill(broker, [orjson.dumps(m) for m in messages], rng)
    await Worker(broker, rng, -1, generation=1, enrich=enricher(1)).finish()
    asked = ask_again(broker, 2) + ask_again(broker, 2)
    worker = Worker(broker, rng, -1, generation=2, enrich=enricher(2))
    await worker.finish()
    counted = {s.labels["outcome"]: s.value for m in worker.desk.meters.registry.collect() for s in m.samples if s.name == "dateline_records_total" and s.labels["stage"] == "enrich" and s.value}  # fmt: skip
    assert asked > 10
    assert counted == {"again": asked / 2, "moot": asked / 2}


async def test_nothing_is_read_again_that_is_up_to_date() -> None:
    """Asked twice, the second time there is nothing to do: what is done is in the ledger."""
    broker = await simulate(1, [orjson.dumps(m) for m in history(random.Random(1), 25)])
    assert sum(len(broker.log(TOPICS.ledger.name, p)) for p in range(PARTITIONS)) > 20
    assert ask_again(broker, 3) == 0
    assert ask_again(broker, 4) > 0
