"""Blocks → the story: what is kept, what is dropped and why, and what the dropped lines tell (headline, byline, dateline).

The rules run in turns until none finds anything, so that cleaning a clean text changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..article import Headline
from ._blocks import Block, first_words, key, words
from ._byline import byline
from ._dateline import find_dateline
from ._headings import captions, leading_headings, repeated_sentence
from ._noise import Rules, noise, rules_for

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from ..article import Dateline

MAX_TURNS = 20
"""A text that still peels after as many turns is left as it is; real ones are done after two."""
REPEATED_FROM = 40
"""Code points from which a block that stands there twice is a copy; shorter ones may be said twice."""
HEADLINE_WORDS = 4
"""A headline of fewer words may be said by chance."""
HEAD_LINES = 3
"""A headline or kicker is repeated among this many first lines."""
NEWS = frozenset({"byline", "caption", "timestamp"})
"""Kinds of noise that say news all the same: who wrote, what a picture shows, when it appeared."""


@dataclass(slots=True)
class Story:
    """Filled by `sort_out`; lives only inside cleaning."""

    kept: list[Block]
    known: frozenset[str]
    """Keys of the headlines that are known already."""
    beside: list[Block] = field(default_factory=list)
    """What left the story but says news and says it only once: headings, bylines, times, captions. `as_given` takes them in again."""
    dropped: list[tuple[Block, str, float]] = field(default_factory=list)
    headline: Headline = field(default_factory=Headline)
    byline: tuple[str, ...] = ()
    dateline: Dateline | None = None
    dateline_year: int = 0


def sort_out(found: list[Block], headlines: Sequence[str]) -> Story:
    """Which blocks are the story. Linear in the text for each turn."""
    story = Story(found, frozenset(filter(None, map(key, headlines))))
    unseen, rules = found, rules_for("\n".join(block.text for block in found))
    for _ in range(MAX_TURNS):
        before = story.kept
        _drop_noise(story, unseen, rules)
        if unseen:  # what is left of blocks that were compared cannot repeat one another
            _drop_repeats(story)
        _drop_captions(story)
        _take_headlines(story)
        unseen = _take_dateline(story)
        if story.kept == before:
            break
    return story


def as_given(story: Story, found: list[Block]) -> tuple[list[Block], list[tuple[Block, str, float]]]:
    """Which of `found` somebody reads who is given the whole text (the story, its datelines too, and what stands beside it), and
    what is dropped all the same."""
    beside = set(story.beside)
    ends = {block.end for block in (*story.kept, *beside)}  # a dateline that was taken off changed a start, never an end
    return [block for block in found if block.end in ends], [one for one in story.dropped if one[0] not in beside]


def _drop_noise(story: Story, unseen: list[Block], rules: Rules) -> None:
    verdicts: dict[Block, tuple[str, float]] = {}
    for block in unseen:
        if credit := byline(block.text):
            verdicts[block] = ("byline", credit[0])
            story.byline = story.byline or credit[1]
        elif verdict := noise(block, rules):
            verdicts[block] = verdict
    story.beside += [block for block, (reason, _) in verdicts.items() if reason in NEWS]
    _drop_all(story, verdicts)


def _drop_all(story: Story, verdicts: dict[Block, tuple[str, float]]) -> None:
    if verdicts:
        story.dropped += [(block, *verdict) for block, verdict in verdicts.items()]
        story.kept = [block for block in story.kept if block not in verdicts]


def _drop_repeats(story: Story) -> None:
    alike: dict[tuple[str, ...], list[Block]] = {}
    for block in story.kept:
        if len(block.text) >= REPEATED_FROM and block.stops:
            alike.setdefault(first_words(block.text), []).append(block)
    verdicts: dict[Block, tuple[str, float]] = {}
    for group in alike.values():
        seen: set[str] = set()
        for block in group if len(group) > 1 else ():  # whole keys only where the first words are the same
            known = key(block.text)
            if known in seen:
                verdicts[block] = ("repeated_block", 0.95)
            seen.add(known)
    _drop_all(story, verdicts)


def _drop_captions(story: Story) -> None:
    _drop_all(story, dict.fromkeys(captions(story.kept), ("caption", 0.8)))


def _take_headlines(story: Story) -> None:
    """Repeats of the headline or of a sentence among the first lines, then headings before the first sentence."""
    verdicts: dict[Block, tuple[str, float]] = {}
    for number, block in enumerate(story.kept[:HEAD_LINES]):
        if story.known and key(block.text) in story.known:
            verdicts[block] = ("duplicate_headline", 0.95)
        elif not block.stops and len(words(block.text)) >= HEADLINE_WORDS and repeated_sentence(block, story.kept[number + 1 :]):
            verdicts[block] = ("duplicate_headline", 0.9)
    verdicts |= dict.fromkeys(_said_above(story, verdicts), ("duplicate_headline", 0.9))
    if not story.known:
        headings = leading_headings([b for b in story.kept if b not in verdicts])
        story.beside += headings
        verdicts |= dict.fromkeys(headings, ("kicker", 0.5))
    if not story.known and not story.headline.text:
        _choose_headline(story, verdicts)
    _drop_all(story, verdicts)


def _said_above(story: Story, verdicts: Container[Block]) -> Iterator[Block]:
    """Lines further down that say the headline again: the text was pasted twice, or its teaser stands in the middle."""
    if not story.headline.text or len(words(story.headline.text)) < HEADLINE_WORDS:
        return
    headline, first = key(story.headline.text), first_words(story.headline.text)
    for block in story.kept:
        if not block.stops and block not in verdicts and first_words(block.text) == first and key(block.text) == headline:
            yield block


def _choose_headline(story: Story, verdicts: dict[Block, tuple[str, float]]) -> None:
    """The first of the best kind becomes the headline: it leaves the body, but it is not dropped."""
    for reason, source, confidence in (("duplicate_headline", "repeated_body_sentence", 0.6), ("kicker", "first_line", 0.7)):
        for block in [block for block in verdicts if verdicts[block][0] == reason]:
            story.headline = Headline(block.text, source, confidence)
            del verdicts[block]
            story.kept = [other for other in story.kept if other is not block]
            return


def _take_dateline(story: Story) -> list[Block]:
    """Takes the dateline off the first block; returns what is to be looked at again."""
    found = find_dateline(story.kept[0].text) if story.kept else None
    if found is None:
        return []
    first = story.kept[0]
    if story.dateline is None:
        story.dateline, story.dateline_year = found.dateline, found.year
    rest = replace(first, start=first.start + found.length, text=first.text[found.length :])
    story.kept = [rest, *story.kept[1:]]
    return [rest]
