"""The real pipeline on Apache Kafka, seen by clients that know nothing of Dateline."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import orjson
import pytest

from tests.flow import real
from tests.flow.bad_input import BAD_INPUT, TEXT
from tests.flow.deployment import deployment
from tests.golden.seed_records import seed_records

if TYPE_CHECKING:
    from pathlib import Path

    from tests.flow.deployment import Deployment

pytestmark = pytest.mark.broker


async def test_plain_clients_get_what_the_core_computes(broker: str, tmp_path: Path) -> None:
    """Published by a plain producer, read by a plain consumer: feed and table equal what the core computes alone."""
    async with deployment(broker, tmp_path, module=real.WORKER) as on:
        on.start()
        places = await on.publish([(r.key, r.value) for r in seed_records().values()])
        await on.until_ended(places)
        await real.outputs_equal_the_core(on)
        assert on.stop() == [0]


async def test_seeds_in_any_order_with_a_kill_end_in_the_same_table(broker: str, tmp_path: Path) -> None:
    """300 records, repeats, corrections, withdrawals and poison among them, shuffled, `kill -9` in the middle."""
    rng = random.Random(17)
    records = [(r.key, r.value) for r in seed_records().values()] * 12
    rng.shuffle(records)
    async with deployment(broker, tmp_path, module=real.WORKER) as on:
        on.start()
        places = await on.publish(records[:150])
        await on.until(lambda: _begun(on))
        on.kill()
        places += await on.publish(records[150:300])
        await on.until_ended(places)
        await real.outputs_equal_the_core(on)
        ends = await on.ends()
        assert {place: end for place, end in ends.items() if len(end) > 1} == {}
        assert len(ends) == len(places)


async def _begun(on: Deployment) -> bool:
    return bool(await on.ends())


async def test_bad_input_ends_where_it_must(broker: str, tmp_path: Path) -> None:
    """Each bad record becomes a dead letter with its bytes, or a correct article; its neighbours come through; the worker stays up."""
    good = [(None, orjson.dumps({"article_id": f"good-{i}", "text": TEXT})) for i in range(len(BAD_INPUT) + 1)]
    records = [record for pair in zip(good, [(b.key, b.value) for b in BAD_INPUT], strict=False) for record in pair]
    async with deployment(broker, tmp_path, module=real.WORKER) as on:
        worker = on.start()
        places = await on.publish([*records, good[-1]])
        await on.until_ended(places)
        assert worker.poll() is None
        ends = await on.ends()
        wrong = {bad.name: ends[place] for bad, place in zip(BAD_INPUT, places[1::2], strict=False) if not ends[place] <= bad.ends}
        assert wrong == {}
        assert {frozenset(ends[place]) for place in places[::2]} == {frozenset({"enriched"})}
        await real.outputs_equal_the_core(on)
