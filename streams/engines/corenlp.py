"""The engine `corenlp:URL`: names from a Stanford CoreNLP server (`java … StanfordCoreNLPServer`), over HTTP."""

from __future__ import annotations

import json
from itertools import accumulate
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from ..core.enrich.names_engine import EngineError, Span
from .aligned import Found, aligned
from .asking import TIMEOUT, ask, checked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..core.enrich.actors_draft import Draft, Match

PROPERTIES = {
    "annotators": "tokenize,ssplit,pos,lemma,ner",
    "outputFormat": "json",
    "ner.applyFineGrained": "false",
    "ner.useSUTime": "false",
}
PRONOUNS = frozenset("he him his she her hers they them their theirs it its i me my we us our you your himself herself".split())
"""CoreNLP calls them people; here they have their own forms."""
SURE = 0.9
"""For a mention without a confidence."""


class CoreNlpNames:
    """Names by a server. What it says depends on its version and models, which it does not tell: not repeatable by itself."""

    method = "corenlp"

    def __init__(self, url: str, timeout: float = TIMEOUT) -> None:
        self._where = checked(url).rstrip("/")
        self._url = f"{self._where}/?{urlencode({'properties': json.dumps(PROPERTIES)})}"
        self._timeout = timeout
        self.id = "corenlp/server"

    def spans(self, draft: Draft, aliases: Sequence[Match]) -> list[Span]:
        del aliases
        answer = ask(self._url, draft.body.encode(), {"content-type": "text/plain; charset=utf-8"}, self._timeout)
        try:
            return aligned(_found(answer, draft.body), draft.tokens)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            msg = f"{self._where} does not answer as a CoreNLP server does: {error!s:.200}"
            raise EngineError(msg) from error


def _found(answer: Any, body: str) -> Iterator[Found]:  # noqa: ANN401 - JSON of a server
    places = _Places(body)
    for sentence in answer["sentences"]:
        for one in sentence["entitymentions"]:
            if one["text"].lower() not in PRONOUNS:
                sure = max((one.get("nerConfidences") or {}).values(), default=SURE)
                start, end = (places.of(one[f"characterOffset{edge}"]) for edge in ("Begin", "End"))
                yield Found(start, end, one["ner"], sure if sure >= 0 else SURE)


class _Places:
    """Java counts UTF-16 units; beyond the basic plane a character is two of them."""

    def __init__(self, body: str) -> None:
        wide = not body.isascii() and max(body) > "\uffff"
        starts = accumulate((1 + (c > "\uffff") for c in body), initial=0)
        self._at = {unit: i for i, unit in enumerate(starts)} if wide else None
        self._size = len(body)

    def of(self, unit: int) -> int:
        """The character's place. Raises ValueError or KeyError for what is none."""
        if self._at is not None:
            return self._at[unit]
        if not 0 <= unit <= self._size:
            msg = f"offset {unit} lies outside the text"
            raise ValueError(msg)
        return unit
