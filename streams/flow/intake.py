"""The intake stage: a raw record → one clean record, or one dead letter. It keeps no state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.article import Article, Erasure, RawArticle, Record, Rejection
from ..kafka import is_head
from .codec import encode_clean
from .deadletters import letter
from .delivery import Output, fits

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .desk import Desk
    from .guard import RawGuard

    Read = Callable[[Record], RawArticle | Erasure | Rejection]
    Clean = Callable[[RawArticle], Awaitable[Article | Rejection]]


class IntakeStage:
    """Reads and cleans each raw record. `read` and `clean` never raise: what they cannot do is a rejection."""

    def __init__(self, desk: Desk, guard: RawGuard, read: Read, clean: Clean) -> None:
        self._desk = desk
        self._guard = guard
        self._read = read
        self._clean = clean

    async def handle(self, record: Record) -> None:
        await self._guard.check(record.place)
        if is_head(record):
            return
        raw = self._read(record)
        result = await self._clean(raw) if isinstance(raw, RawArticle) else raw
        output = self._output(record, result)
        self._desk.meters.record("intake", "dead" if output.topic == self._desk.topics.deadletter.name else "passed")
        await self._desk.delivery.send([output])

    def _output(self, record: Record, result: Article | Erasure | Rejection) -> Output:
        if not isinstance(result, Rejection):
            topic = self._desk.topics.clean.name
            key = result.article_id.encode()
            output = Output(topic, self._desk.delivery.partition_for(topic, key), key, encode_clean(result), [])
            if fits(output):
                return output
            result = Rejection("clean", "too_large", "the cleaned article is larger than a record may be", article_id=result.article_id)
        return letter(self._desk, record, result)

    def forget(self) -> None:
        self._guard.forget()
