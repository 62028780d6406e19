"""`dateline reenrich` on Apache Kafka: another lexicon moves the table by what `--diff` said, and the audit holds."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from click.testing import CliRunner

from streams.cli import main
from streams.core.enrich import GENERATION
from streams.supervisor import CONFIGURATION
from streams.upkeep.group import group_of
from tests.flow import real
from tests.flow.deployment import deployment

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from tests.flow.deployment import Deployment

pytestmark = pytest.mark.broker


async def dateline(on: Deployment, *args: str, code: int = 0) -> Result:
    done = await asyncio.to_thread(CliRunner().invoke, main, args, env=on.environment)
    assert done.exit_code == code, done.output
    return done


async def as_json(on: Deployment, *args: str, code: int = 0) -> Any:
    return json.loads((await dateline(on, *args, "--json", code=code)).stdout)


COUNT = 60


def article(number: int) -> tuple[None, bytes]:
    text = f"The Tern Harbour Board met Norway on Monday. Tern Harbour Board ships sailed {number} times."
    return None, orjson.dumps({"article_id": f"a{number}", "source": "me", "text": text, "published_at": "2024-05-30"})


async def test_another_lexicon_moves_the_table_by_the_difference(broker: str, tmp_path: Path) -> None:
    """A worker with another lexicon under the same number is refused; with the next number, and a kill in the middle, the table moves
    by what was said before, to what the core makes of the raw topic."""
    lexicon = tmp_path / "own.jsonl"
    lexicon.write_text(json.dumps({"id": "org:tern", "name": "Tern Harbour Board", "type": "agency"}) + "\n")
    async with deployment(broker, tmp_path, module=real.WORKER) as on:
        on.start()
        await on.until_ended(await on.publish([article(n) for n in range(COUNT)]))
        await on.until(lambda: rest(on))  # what is not recorded yet would be read by the next worker as it starts
        before = await on.table()
        assert "org:tern" not in before
        on.kill()
        on.environment["DATELINE_LEXICON"] = str(lexicon)
        on.restart_ended()
        await on.publish([article(n) for n in range(COUNT)])  # repeats: something to take every partition for
        assert (on.workers[0].wait(60), "DATELINE_LEXICON_EDITION" in on.logs()) == (CONFIGURATION, True)
        on.environment["DATELINE_LEXICON_EDITION"] = "1"
        await on.until(lambda: nobody_works(on), restart=False)
        assert (await dateline(on, "reenrich", "--timeout", "0.5", code=1)).stderr.count("No worker is running") == 1
        told = await as_json(on, "reenrich", "--diff")
        await _again_with_a_kill(on)
        after = await on.table()
        moved = {a["actor_id"]: (a["articles"], a["named"]) for a in told["actors"]}
        assert {a: (told["articles"], moved[a][0] > 0) for a in ["org:tern"]} == {"org:tern": (COUNT, True)}
        assert {a: _minus(after.get(a, (0, 0)), before.get(a, (0, 0))) for a in {*before, *after}} == {
            a: moved.get(a, (0, 0)) for a in {*before, *after}
        }
        assert (await as_json(on, "reenrich", "--diff"))["articles"] == 0
        assert (await as_json(on, "audit"))["findings"] == []


def _minus(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    return a[0] - b[0], a[1] - b[1]


async def _again_with_a_kill(on: Deployment) -> None:
    on.restart_ended()
    first = asyncio.create_task(as_json(on, "reenrich", "--ahead", "10"))

    async def some() -> bool:
        return any(r["generation"] == GENERATION + 1 for r in map(orjson.loads, [m.value for m in await on.read(on.topics.enriched)]))

    await on.until(some)
    on.kill()
    on.restart_ended()
    done = await first
    assert (done["asked"], done["kept"], done["generation"]) == (COUNT, [], GENERATION + 1)
    await on.until(lambda: rest(on))


async def nobody_works(on: Deployment) -> bool:
    """The broker counts a dead worker in until its session is over."""
    async with group_of(on.settings) as group:
        return not await group.members()


async def rest(on: Deployment) -> bool:
    return bool((await as_json(on, "audit"))["at_rest"])
