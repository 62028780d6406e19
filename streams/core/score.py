"""How well spans, classes and codes that were found agree with those that people marked: exact counts, no judgement.

Dates by TempEval-3 task A: every span found is laid on the first free gold span that it overlaps; `strict` counts equal spans,
`relaxed` overlapping ones, `type` and `value` overlapping ones that agree in it. Names as CoNLL does: equal span and equal class,
over PER, ORG and LOC; what belongs to no class is left out on both sides. An `optional` gold span is neither required nor an error.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

__all__ = ["Count", "Difference", "Gold", "Score", "Span", "added", "class_of", "score_dates", "score_entities", "score_tags"]

_LABELS = {
    "PER": "per person politician",
    "ORG": "org organisation organization agency party politicalparty government armed_forces armed_group igo media_agency company",
    "LOC": "loc location place gpe country city geo state_or_province region",
}
_CLASSES = {label: name for name, labels in _LABELS.items() for label in labels.split()}
DATE_COUNTS = ("strict", "relaxed", "type", "value")
ENTITY_COUNTS = (*_LABELS, "all")


class Span(NamedTuple):
    """`[start, end)` in code points of the given text. `label` is a type of TIMEX3 or a class of names."""

    start: int
    end: int
    label: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Gold:
    """What people marked in one text. Beyond `limit` nothing was read, so nothing there counts."""

    limit: int
    spans: tuple[Span, ...]
    """Those that are required."""
    optional: frozenset[tuple[int, int]] = frozenset()
    """Spans that may be found or not."""

    def required(self) -> list[Span]:
        return sorted((s for s in self.spans if s.end <= self.limit), key=_start)

    def admitted(self, found: Iterable[Span]) -> list[Span]:
        """Those of `found` that count, by place."""
        return sorted((s for s in found if s.end <= self.limit and s[:2] not in self.optional), key=_start)


class Count(NamedTuple):
    """Of `found` and `gold` things `hits` are the same."""

    hits: int = 0
    found: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        return self.hits / (self.found or 1)

    @property
    def recall(self) -> float:
        return self.hits / (self.gold or 1)

    @property
    def f1(self) -> float:
        """The harmonic mean of the two, 0 when nothing is right."""
        return 2 * self.hits / (self.found + self.gold) if self.hits else 0.0

    @property
    def errors(self) -> int:
        """What was missed and what was found in vain; a wrong span is both."""
        return self.found + self.gold - 2 * self.hits


class Difference(NamedTuple):
    """One disagreement. `kind`: missed, spurious, span, class, type or value."""

    kind: str
    gold: str
    found: str
    at: tuple[int, int]
    """The gold span, or the one that was found in vain."""


@dataclass(frozen=True, slots=True)
class Score:
    """Counts by name, and every disagreement behind them."""

    counts: dict[str, Count]
    differences: tuple[Difference, ...] = field(default=())


def class_of(label: str) -> str | None:
    """PER, ORG, LOC, or None for a label that is none of them (a nationality, an event, a weapon)."""
    return _CLASSES.get(label.lower())


def score_dates(gold: Gold, found: Iterable[Span]) -> Score:
    """TempEval-3, task A. Types and values are compared as they are written."""
    wanted, given = gold.required(), gold.admitted(found)
    hits = dict.fromkeys(DATE_COUNTS, 0)
    differences: list[Difference] = []
    for one, other in _laid(wanted, given):
        if one and other:
            agree = {"strict": one[:2] == other[:2], "relaxed": True, "type": one.label == other.label, "value": one.value == other.value}
            for name, right in agree.items():
                hits[name] += right
            differences += _timex_differences(one, other)
        else:
            differences += _alone(one, other)
    return Score({name: Count(count, len(given), len(wanted)) for name, count in hits.items()}, tuple(differences))


def _timex_differences(gold: Span, found: Span) -> Iterator[Difference]:
    at = gold[:2]
    if at != found[:2]:
        yield Difference("span", gold.label, found.label, at)
    if gold.label != found.label:
        yield Difference("type", gold.label, found.label, at)
    if gold.value != found.value:
        yield Difference("value", gold.value or "", found.value or "", at)


def score_entities(gold: Gold, found: Iterable[Span]) -> Score:
    """CoNLL: a name is right when span and class are. A span with two classes counts once for each."""
    wanted, given = _classed(gold.required()), _classed(gold.admitted(found))
    right = wanted & given
    counts = {
        name: Count(*(sum(name in ("all", span.label) for span in side) for side in (right, given, wanted))) for name in ENTITY_COUNTS
    }
    pairs = _laid(sorted(wanted - right), sorted(given - right))
    return Score(counts, tuple(chain.from_iterable(_name_differences(one, other) for one, other in pairs)))


def _name_differences(gold: Span | None, found: Span | None) -> Iterator[Difference]:
    if gold and found:
        yield Difference("class" if gold[:2] == found[:2] else "span", gold.label, found.label, gold[:2])
    else:
        yield from _alone(gold, found)


def score_tags(
    gold: Iterable[str], found: Iterable[str], optional: Iterable[str] = (), paths: Mapping[str, Sequence[str]] | None = None
) -> Score:
    """Codes as sets: an ancestor counts only if people gave it too.

    With `paths` (code → its ancestors, the parent first) also by level: `leaf` are codes without a descendant in their set, `second`
    and `top` those of the first two levels. A leaf that is an ancestor on the other side is no error there, only missing depth.
    """
    spare = set(optional)
    wanted, given = set(gold) - spare, set(found) - spare
    missed = [Difference("missed", code, "", (0, 0)) for code in sorted(wanted - given)]
    vain = [Difference("spurious", "", code, (0, 0)) for code in sorted(given - wanted)]
    counts = {"tags": _shared(wanted, given)}
    if paths is not None:
        deepest = _leaves(wanted, paths)
        counts["leaf"] = _shared(deepest, _leaves(given, paths) - (wanted - deepest))
        for name, depth in (("second", 1), ("top", 0)):
            counts[name] = _shared(*({code for code in codes if len(paths.get(code, ())) == depth} for codes in (wanted, given)))
    return Score(counts, (*missed, *vain))


def _shared(wanted: set[str], given: set[str]) -> Count:
    return Count(len(wanted & given), len(given), len(wanted))


def _leaves(codes: set[str], paths: Mapping[str, Sequence[str]]) -> set[str]:
    above = {parent for code in codes for parent in paths.get(code, ())}
    return codes - above


def added(scores: Sequence[Score]) -> dict[str, Count]:
    """The counts of all documents together (micro average), names in the order of the first."""
    sums: dict[str, Counter[str]] = {}
    for score in scores:
        for name, count in score.counts.items():
            sums.setdefault(name, Counter()).update(count._asdict())
    return {name: Count(**parts) for name, parts in sums.items()}


def _laid(gold: Sequence[Span], found: Sequence[Span]) -> Iterator[tuple[Span | None, Span | None]]:
    """Each found span with the first free gold span that it overlaps; then the gold spans that nothing was laid on. Both sides by
    place, so that a gold span that ends before a found one begins is never looked at again."""
    near: list[Span] = []
    at = 0
    for span in found:
        while at < len(gold) and gold[at].start < span.end:
            near.append(gold[at])
            at += 1
        over = [one for one in near if one.end <= span.start]
        yield from ((one, None) for one in over)
        near = [one for one in near if one.end > span.start]
        match = next((one for one in near if one.start < span.end), None)
        if match is not None:
            near.remove(match)
        yield match, span
    yield from ((one, None) for one in (*near, *gold[at:]))


def _alone(gold: Span | None, found: Span | None) -> Iterator[Difference]:
    if gold:
        yield Difference("missed", gold.label, "", gold[:2])
    if found:
        yield Difference("spurious", "", found.label, found[:2])


def _classed(spans: Iterable[Span]) -> set[Span]:
    return {Span(span.start, span.end, name) for span in spans if (name := class_of(span.label))}


def _start(span: Span) -> int:
    return span.start
