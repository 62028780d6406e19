"""What the delivery promises, written once: run on the embedded broker and on Apache Kafka."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import orjson

from tests.flow.toy import fold, raw_id

if TYPE_CHECKING:
    from tests.flow.deployment import Deployment

Messages = list[dict[str, Any]]


def history(rng: random.Random, count: int) -> Messages:
    """Versions of articles in any order: corrections, repeats, withdrawals, with and without a date."""
    messages: Messages = []
    for _ in range(count):
        if messages and rng.random() < 0.15:
            messages.append(rng.choice(messages))
            continue
        messages.append(
            {
                "id": f"article-{rng.randrange(max(1, count // 2))}",
                "version": rng.randint(1, 4),
                "status": rng.choice(["usable"] * 6 + ["withheld", "canceled"]),
                "day": rng.choice([None, "2024-01-03", "2024-02-05"]),
                "actors": {f"per:{rng.randrange(40)}": rng.randint(1, 3) for _ in range(rng.randint(0, 12))},
            }
        )
    return messages


def records(messages: Messages) -> list[tuple[bytes | None, bytes | None]]:
    return [(None, orjson.dumps(m)) for m in messages]


POISON: list[tuple[bytes | None, bytes | None]] = [(None, b"\xff\xfe\x00"), (b"\x00key", b'{"id": '), (None, b"[1, 2]")]


async def table_equals_the_fold(on: Deployment) -> None:
    """Repeats, corrections, withdrawals and poison in any order: the table is the fold over the newest versions, and every raw
    record came to exactly one end."""
    rng = random.Random(7)
    messages = history(rng, 300)
    everything = records(messages) + POISON
    rng.shuffle(everything)
    on.start()
    places = await on.publish(everything)
    await on.until_ended(places)
    await on.until_table(fold(messages))
    await one_end_each(on, len(places))
    assert on.stop() == [0]


async def killed_worker_loses_nothing(on: Deployment, kills: int = 4) -> None:
    """`kill -9` in the middle, several times: after the restarts the table equals the fold."""
    rng = random.Random(11)
    messages = history(rng, 300 * kills)
    on.start()
    share = len(messages) // kills
    for number in range(kills):
        part = messages[number * share : (number + 1) * share]
        places = await on.publish(records(part) + POISON)
        await _until_some_ended(on, set(places[: rng.randint(1, share)]))
        on.kill()
        assert on.restart_ended() == [-9]
    await on.until_table(fold(messages))
    await on.until_ended(places)
    await one_end_each(on, len(messages) + kills * len(POISON))


async def _until_some_ended(on: Deployment, places: set[Any]) -> None:
    async def some_ended() -> bool:
        return bool(places & set(await on.ends()))

    await on.until(some_ended)


async def one_end_each(on: Deployment, count: int) -> None:
    ends = await on.ends()
    assert len(ends) == count
    assert {place: end for place, end in ends.items() if len(end) > 1} == {}


async def erased_article_is_gone(on: Deployment) -> None:
    """A null with the article's id as key takes everything back, and a later version does not bring it back."""
    kept = {"id": "kept", "version": 1, "actors": {"per:a": 1}}
    erased = {"id": "erased", "version": 1, "actors": {"per:a": 2, "per:b": 1}}
    key = raw_id("erased").encode()
    on.start()
    await on.until_ended(await on.publish(records([kept, erased])))
    await on.until_table({"per:a": (2, 3), "per:b": (1, 1)})
    await on.until_ended(await on.publish([(key, None)]))
    await on.until_ended(await on.publish(records([erased | {"version": 9}])))
    await on.until_table({"per:a": (1, 1)})
    assert list(await on.latest(on.topics.articles)) == [raw_id("kept")]
    mentions = await on.latest(on.topics.mentions)
    assert {key.partition("|")[0] for key in mentions} == {raw_id("kept")}


async def article_that_kills_becomes_a_dead_letter(on: Deployment) -> None:
    """A record that ends its worker twice is not read a third time; its neighbours come through."""
    good = [{"id": f"good-{i}", "version": 1, "actors": {"per:a": 1}} for i in range(20)]
    bad = [{"id": "killer", "version": 1, "actors": {}, "do": "kill"}, {"id": "raiser", "version": 1, "actors": {}, "do": "raise"}]
    on.start()
    places = await on.publish(records([*good[:10], *bad, *good[10:]]))
    await on.until_ended(places)
    await on.until_table({"per:a": (20, 20)})
    ends = await on.ends()
    assert [ends[p] for p in places[10:12]] == [{"poison"}, {"stage_error"}]


async def article_that_hangs_becomes_a_dead_letter(on: Deployment) -> None:
    """An article that never ends its enrichment ends its worker instead, and after two of them only itself."""
    messages = [
        {"id": "before", "version": 1, "actors": {"per:a": 1}},
        {"id": "hangs", "version": 1, "actors": {}, "do": "hang"},
        {"id": "after", "version": 1, "actors": {"per:a": 1}},
    ]
    on.start()
    places = await on.publish(records(messages))
    await on.until_ended(places)
    await on.until_table({"per:a": (2, 2)})
    assert (await on.ends())[places[1]] == {"poison"}
