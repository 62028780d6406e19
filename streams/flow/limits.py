"""The pure core under limits: no exception leaves it, and no record ends a worker three times."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeVar

from ..core.article import Article, Rejection
from ..logs import concerning

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..core.article import EnrichedArticle, Erasure, Place, RawArticle, Record, Stage
    from .notes import CrashNotes
    from .sandbox import HtmlSandbox

log = logging.getLogger(__name__)
T = TypeVar("T")


class LimitedCore:
    """`read`, `clean` and `enrich` as the stages call them: what they cannot do is a rejection, whatever the reason."""

    def __init__(
        self,
        read: Callable[[Record], RawArticle | Erasure | Rejection],
        clean: Callable[[RawArticle], Article | Rejection],
        enrich: Callable[[Article], EnrichedArticle | Rejection],
        notes: CrashNotes,
        sandbox: HtmlSandbox,
    ) -> None:
        self._read = read
        self._clean = clean
        self._enrich = enrich
        self._notes = notes
        self._sandbox = sandbox

    def read(self, record: Record) -> RawArticle | Erasure | Rejection:
        return self._run("read", record.place, lambda: self._read(record))

    async def clean(self, raw: RawArticle) -> Article | Rejection:
        if raw.html is not None:
            return await self._sandbox.clean(raw)
        return self._run("clean", raw.place, lambda: self._clean(raw))

    def enrich(self, article: Article) -> EnrichedArticle | Rejection:
        return self._run("enrich", article.place, lambda: self._enrich(article))

    def _run(self, stage: Stage, place: Place, function: Callable[[], T]) -> T | Rejection:
        what = f"{stage} {place}"
        if self._notes.is_poison(what):
            return Rejection(stage, "poison", "this record ended its worker twice and was not read again")
        with self._notes.working_on(what):
            try:
                return function()
            except Exception as error:  # a bug in the core must cost one article, not the partition behind it
                log.exception("%s of %s failed", stage, place, extra=concerning(place))
                return Rejection(stage, "stage_error", f"{type(error).__name__}: {error}")
