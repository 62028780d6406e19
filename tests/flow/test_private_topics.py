"""What else than events may lie between the stages: the markers at the heads of the private topics, and what somebody else wrote."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import orjson
import pytest

from streams.flow.owners import FormatError
from streams.kafka import MARKER_TYPE, MARKER_VALUE
from tests.flow.behaviours import history
from tests.flow.simulation import PARTITIONS, TOPICS, MemoryBroker, Worker, fill
from tests.flow.test_generations import table
from tests.flow.toy import fold

if TYPE_CHECKING:
    from streams.topics import Topic

HEAD = [("ce_type", MARKER_TYPE)]


async def test_markers_are_passed_where_the_offsets_of_the_group_were_deleted() -> None:
    """Reading begins at offset 0 then, and on a partition without news the marker is all there is."""
    messages = history(random.Random(3), 25)
    broker = MemoryBroker()
    for topic in (TOPICS.clean, TOPICS.subtotals):
        for partition in range(PARTITIONS):
            broker.append(topic.name, partition, None, MARKER_VALUE, HEAD)
    await Worker(broker, random.Random(1), -1).finish()
    fill(broker, [orjson.dumps(m) for m in messages], random.Random(3))
    for _ in range(2):
        broker.committed.clear()
        await Worker(broker, random.Random(1), -1).finish()
    assert table(broker) == fold(messages)


@pytest.mark.parametrize("topic", [TOPICS.clean, TOPICS.subtotals], ids=["clean", "subtotals"])
@pytest.mark.parametrize(
    "value", [b"", b"\xff", b"{}", b"[]", b"[1, 2, 3]", b'{"kind": "article", "value": 7}', b'[0, [1, 2], {"per:a": {"2024-01": [1]}}]']
)
async def test_a_record_that_no_worker_wrote_is_named(topic: Topic, value: bytes) -> None:
    """It will be there at each start: the worker says which it is and what to do, and does not begin again for ever."""
    broker = MemoryBroker()
    broker.append(topic.name, 1, None, value)
    with pytest.raises(FormatError, match=f"{topic.name}/1/0"):
        await Worker(broker, random.Random(1), -1).finish()
