"""Articles as the three topics keyed by them show them: about 0.7 kB each, and no text."""

from __future__ import annotations

from array import array
from binascii import unhexlify
from typing import TYPE_CHECKING

from .formats import Said, rank_of, said_in_feed, shown, version_of
from .report import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .formats import Counts, Value
    from .report import Findings

GONE = 0xFFFF_FFFF
ERASED = b"\xff"
"""Greater than any version: an erased article stays erased."""
WIDTH = 7
"""Numbers an actor takes in `Story.said`: actor, version, month, named, nominal, pronoun, as source."""


class Numbering:
    """Words as numbers, in the order in which they came."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, word: str) -> int:
        if word not in self._numbers:
            self._numbers[word] = len(self.words)
            self.words.append(word)
        return self._numbers[word]


class Story:
    """What is known of one article."""

    __slots__ = ("digest", "fed", "kept", "moving", "said", "versions")

    def __init__(self) -> None:
        self.fed = b""
        """The greatest version on the feed, or ERASED."""
        self.digest = 0
        """Sum of the hashes of what that version says of actors."""
        self.kept = b""
        """The greatest rank on the compacted topic since the last null."""
        self.versions: tuple[bytes, ...] = ()
        self.said: array[int] = array("I")
        """Per actor what counts of the mentions; GONE as month when nothing."""
        self.moving = False
        """A record on its way speaks of it: its topics need not agree yet."""


class Stories:
    """Takes records of the feed, the articles and the mentions, in this order of topics."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._stories: dict[bytes, Story] = {}
        self.actors, self.months = Numbering(), Numbering()

    def __len__(self) -> int:
        return len(self._stories)

    def story(self, article_id: str) -> Story:
        return self._stories.setdefault(_packed(article_id), Story())

    def feed(self, article_id: str, value: Value | None) -> None:
        story = self.story(article_id)
        if value is None:
            story.fed, story.digest = ERASED, 0
        elif (version := version_of(value)) > story.fed:
            story.fed, story.digest = version, sum(self._hash(said) for said in said_in_feed(value))

    def keep(self, article_id: str, value: Value | None) -> None:
        story = self.story(article_id)
        if value is None:
            story.kept = b""
        elif (rank := rank_of(value)) > story.kept:
            story.kept = story.fed if story.fed[:-4] == rank else rank  # one object instead of two

    def mention(self, article_id: str, actor: str, version: bytes, said: Said | None) -> None:
        """`said` is None when the version says nothing of the actor any more."""
        story, number = self.story(article_id), self.actors.number(actor)
        at = _find(story.said, number)
        if at is not None and story.versions[story.said[at + 1]] > version:
            return
        month = GONE if said is None else self.months.number(said.month)
        entry = array("I", (number, _version_number(story, version), month, *(said.counts if said else (0, 0, 0, 0))))
        if at is None:
            story.said.extend(entry)
        else:
            story.said[at : at + WIDTH] = entry

    def forget(self, article_id: str, actor: str) -> None:
        """A null: the article was erased."""
        story = self.story(article_id)
        if (at := _find(story.said, self.actors.number(actor))) is not None:
            del story.said[at : at + WIDTH]

    def live(self, story: Story) -> Iterator[tuple[int, int, int, Counts]]:
        """(actor, version, month, counts) of whom its mentions count for."""
        said = story.said
        for at in range(0, len(said), WIDTH):
            if said[at + 2] != GONE:
                yield said[at], said[at + 1], said[at + 2], (said[at + 3], said[at + 4], said[at + 5], said[at + 6])

    def all(self) -> Iterator[Story]:
        return iter(self._stories.values())

    def finish(self, *, feed_is_whole: bool) -> None:
        """Compares the topics article by article. `feed_is_whole`: retention has taken nothing of the feed yet."""
        for key, story in self._stories.items():
            if story.moving:
                self._findings.unchecked["articles with a record on its way"] += 1
            elif not story.fed and feed_is_whole:
                self._unfed(_unpacked(key), story)
            elif not story.fed:
                self._findings.unchecked["articles that the feed holds no longer"] += 1
            else:
                self._compare(_unpacked(key), story)

    def _compare(self, article_id: str, story: Story) -> None:
        erased = story.fed == ERASED
        if story.kept != (b"" if erased else story.fed) and (erased or story.kept != story.fed[:-4]):
            want = "erased" if erased else shown(story.fed)
            text = f"articles has {shown(story.kept) if story.kept else 'nothing'}, the feed {want}"
            self._findings.add(Finding("I4", "stale_article", text, article_id=article_id))
        newest = 0
        for actor, version, month, counts in self.live(story):
            if story.versions[version] == story.fed:
                newest += hash((actor, month, counts))
            else:
                self._old_mention(article_id, story, actor, story.versions[version])
        if newest != story.digest:
            text = f"mentions do not say what the feed says in {shown(story.fed)}"
            self._findings.add(Finding("I5", "mentions_differ", text, article_id=article_id))

    def _unfed(self, article_id: str, story: Story) -> None:
        if story.kept or any(self.live(story)):
            text = "articles or mentions have it, and it was never on the feed"
            self._findings.add(Finding("I3", "never_fed", text, article_id=article_id))

    def _old_mention(self, article_id: str, story: Story, actor: int, version: bytes) -> None:
        want = "it was erased" if story.fed == ERASED else f"the feed has {shown(story.fed)}"
        text = f"mentions count {shown(version)}, but {want}"
        self._findings.add(Finding("I4", "stale_mention", text, article_id=article_id, actor_id=self.actors.words[actor]))

    def _hash(self, said: Said) -> int:
        return hash((self.actors.number(said.actor), self.months.number(said.month), said.counts))


def _find(said: array[int], actor: int) -> int | None:
    return next((at for at in range(0, len(said), WIDTH) if said[at] == actor), None)


def _version_number(story: Story, version: bytes) -> int:
    if version not in story.versions:
        shared = story.fed if story.fed == version else version
        story.versions = (*story.versions, shared)
    return story.versions.index(version)


def _packed(article_id: str) -> bytes:
    """Ids are 32 hexadecimal digits: half of the memory. Anything else stays as it is."""
    packed = unhexlify(article_id) if len(article_id) == 32 and set(article_id) <= set("0123456789abcdef") else b""
    return packed or article_id.encode("utf-8", "surrogatepass")


def _unpacked(key: bytes) -> str:
    return key.hex() if len(key) == 16 else key.decode("utf-8", "surrogatepass")
