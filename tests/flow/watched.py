"""A worker's health and metrics, asked as a probe and as Prometheus do; and that its numbers are those of the topics."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import urlopen

from prometheus_client.parser import text_string_to_metric_families

from tests.flow import behaviours

if TYPE_CHECKING:
    from tests.flow.deployment import Deployment


async def asked(on: Deployment, path: str) -> tuple[int, Any]:
    """Status and JSON; (0, {}) while nobody listens."""
    return await asyncio.to_thread(_asked, f"http://127.0.0.1:{on.settings.health_port}{path}")


def _asked(url: str) -> tuple[int, Any]:
    try:
        with urlopen(url, timeout=10) as answer:
            return answer.status, json.loads(answer.read())
    except HTTPError as error:
        with error:
            return error.code, json.loads(error.read())
    except OSError:
        return 0, {}


async def reasons(on: Deployment) -> list[str]:
    return [reason["code"] for reason in (await asked(on, "/readyz"))[1].get("reasons", ())]


async def until_ready(on: Deployment) -> None:
    async def ready() -> bool:
        return (await asked(on, "/readyz"))[0] == 200

    await on.until(ready)


async def until_reason(on: Deployment, code: str) -> None:
    async def said() -> bool:
        return code in await reasons(on)

    await on.until(said, restart=False)


async def metrics(on: Deployment) -> dict[str, dict[tuple[str, ...], float]]:
    """Name → label values, in the order of their names → value."""

    def read() -> str:
        with urlopen(f"http://127.0.0.1:{on.settings.health_port}/metrics", timeout=10) as answer:
            text: str = answer.read().decode()
            return text

    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(await asyncio.to_thread(read)):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(value for _, value in sorted(sample.labels.items()))] = sample.value
    return found


async def numbers_equal_the_topics(on: Deployment) -> None:
    """Conservation: what came in is what is enriched, erased, dead, repeat or stale, as counted by the worker and as lying on the
    topics; at rest nothing is in flight and the lag is zero."""
    rng = random.Random(31)
    messages = behaviours.history(rng, 120)
    everything = behaviours.records(messages) + behaviours.POISON
    rng.shuffle(everything)
    on.start()
    await until_ready(on)
    places = await on.publish(everything)
    await on.until_ended(places)
    await on.until(lambda: _at_rest(on))
    counted = await metrics(on)
    records = {(stage, outcome): n for (outcome, stage), n in counted["dateline_records_total"].items()}
    ends = Counter(end for some in (await on.ends()).values() for end in some)
    letters = Counter({code: int(n) for (code, _), n in counted["dateline_dead_letters_total"].items()})
    assert sum(n for (stage, _), n in records.items() if stage == "intake") == len(places)
    enrich = {outcome: int(n) for (stage, outcome), n in records.items() if stage == "enrich" and n}
    assert records["intake", "dead"] + sum(enrich.values()) == len(places)
    assert enrich == {end: ends[end] for end in ("enriched", "repeat", "stale")}
    assert letters == {code: n for code, n in ends.items() if code not in enrich}
    assert sum(letters.values()) == records["intake", "dead"]
    assert counted["dateline_outstanding_records"] == {(): 0.0}
    assert counted["dateline_lag_seconds"] == dict.fromkeys(counted["dateline_lag_records"], 0.0)
    assert counted["dateline_barrier_seconds_count"][()] > 0
    assert 0 < counted["dateline_barrier_seconds_sum"][()] < 60 * counted["dateline_barrier_seconds_count"][()]
    assert list(counted["dateline_build_info"].values()) == [1.0]


async def _at_rest(on: Deployment) -> bool:
    told = await metrics(on)
    lags = [*told["dateline_lag_records"].values(), *told["dateline_lag_seconds"].values()]
    # the lag is told once a second, and was zero before anything came
    committed = told["dateline_barrier_seconds_count"][()] > 0 and not told["dateline_outstanding_records"][()]
    return committed and len(lags) == 6 * on.settings.partitions and not any(lags)


async def busy_worker_answers(on: Deployment) -> None:
    """An article that takes long stops the event loop, and no answer; the worker is alive for as long as an article may take."""
    on.start()
    await until_ready(on)
    await on.publish(behaviours.records([{"id": "long", "version": 1, "actors": {}, "do": "hang"}]))

    async def busy() -> bool:
        status, told = await asked(on, "/healthz")
        return status == 200 and told["loop_seconds"] > 1

    await on.until(busy, restart=False)
    assert (await asked(on, "/metrics.json"))[0] == 404
    assert (await metrics(on))["dateline_ready"] == {(): 1.0}
