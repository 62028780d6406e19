"""`dateline rekey` in a process that kills itself: `python -m tests.upkeep.killed step|send NUMBER NAME PARTITIONS`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import Any

from streams.flow.agents import make_producer
from streams.flow.reader import Reader
from streams.kafka import aiokafka_options, consumer
from streams.settings import load
from streams.upkeep.rekey import Rekey


class Fuse:
    """Burns down by one with each call."""

    def __init__(self, left: int) -> None:
        self._left = left

    def __call__(self, *_: object) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class Producer:
    """Ends with some of its records on their way."""

    def __init__(self, producer: Any, fuse: Fuse) -> None:
        self._producer, self._fuse = producer, fuse

    async def send(self, *args: Any, **more: Any) -> Any:
        self._fuse()
        return await self._producer.send(*args, **more)


async def main(at: str, number: int, name: str, partitions: int) -> None:
    steps, sends = Fuse(number if at == "step" else 0), Fuse(number if at == "send" else 0)
    old = load(os.environ)
    new = old.model_copy(update={"app": name, "partitions": partitions})
    reader, producer = Reader(aiokafka_options(old)), make_producer(old)
    await producer.start()
    async with consumer(old) as client:
        moving: Any = Producer(producer, sends)
        await Rekey(old, new, client, reader, steps).move(moving)
    await producer.stop()
    await reader.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])))
