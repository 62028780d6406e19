"""Records of the public topics → core values. Unknown fields are ignored; what cannot be read is one exception with a reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

import msgspec

from ..core.article import Article, Headline, Rank, Reading
from ..core.deadletter import DeadLetter
from ..core.mentions import ActorMention
from ..core.tally import ActorRow

MAJOR: Final = "1"
"""The schema major that is understood; another one is counted as unreadable, never guessed at."""
ERASED: Final = "~"
"""An order key above every `rank_key`: nothing of an erased article is ever accepted again."""
_DEEPEST: Final = 2**63  # versions may be any 64-bit number; shifted by this they are sortable digits

T = TypeVar("T")


class UnreadableError(Exception):
    """A record that is not what its topic promises. It is counted and shown, and the next one is read."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A record as the broker gave it; markers are left out before."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()

    @property
    def at(self) -> tuple[str, int, int]:
        return self.topic, self.partition, self.offset


def rank_key(rank: Rank) -> str:
    """A text that sorts as the rank does: 20 digits of version, time of change, status, hash; the space sorts before what they hold."""
    if not -_DEEPEST <= rank.version < _DEEPEST:
        msg = "the version is no 64-bit number"
        raise UnreadableError(msg)
    return f"{rank.version + _DEEPEST:020d} {rank.changed_at} {rank.status} {rank.content_hash}"


def key_text(record: Incoming) -> str:
    try:
        return (record.key or b"").decode()
    except UnicodeDecodeError as error:
        msg = "the key is not UTF-8"
        raise UnreadableError(msg) from error


def read_article(record: Incoming) -> Article:
    return unless_withdrawn(_decode(record, Article))


def read_enriched(record: Incoming) -> tuple[Article, Reading]:
    """Both halves of the flat object. `notices` of the two are one list, and come with the article."""
    article = _decode(record, Article)
    reading = replace(_decode(record, Reading), notices=())
    if article.pub_status != "usable":
        reading = Reading(reading.generation, reading.engine, reading.registry)
    return unless_withdrawn(article), reading


def read_mention(record: Incoming) -> ActorMention:
    """`counts` is an object on the topic and a tuple in the core."""
    fields = _decode(record, dict[str, Any])
    counts = fields.get("counts")
    if isinstance(counts, dict):
        fields["counts"] = [counts.get(form, 0) for form in ("named", "nominal", "pronoun", "as_source")]
    try:
        return msgspec.convert(fields, ActorMention)
    except msgspec.ValidationError as error:
        raise UnreadableError(str(error)) from error


def read_actor(record: Incoming) -> ActorRow:
    return _decode(record, ActorRow)


def read_dead_letter(record: Incoming) -> DeadLetter:
    return _decode(record, DeadLetter)


def unless_withdrawn(article: Article) -> Article:
    """The article, without anything of its text unless it is usable: whoever wrote the record, withdrawn text is not stored."""
    if article.pub_status == "usable":
        return article
    return replace(
        article,
        headline=Headline(),
        body="",
        text_sha256=None,
        dateline=None,
        paragraphs=(),
        sentences=(),
        dropped=(),
        repairs=(),
        raw_map=(),
    )


def _decode(record: Incoming, kind: type[T]) -> T:
    _check_major(record)
    try:
        return msgspec.json.decode(record.value or b"", type=kind)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise UnreadableError(str(error)) from error


def _check_major(record: Incoming) -> None:
    """`ce_dataschema` ends in `:<major>.<minor>`. A record without that header is read as the major we know."""
    for name, value in record.headers:
        if name == "ce_dataschema":
            major = value.decode("utf-8", "replace").rpartition(":")[2].partition(".")[0]
            if major != MAJOR:
                msg = f"schema major {major!r} is not known here; a newer dateline may have written it"
                raise UnreadableError(msg)
