"""What the trained recogniser of names looks at: keys of a word, of its neighbours, of the run of capitals it stands in, of the article.

The keys are the contract between training and reading: weights are stored by key, and both sides call these functions. A key says
where it comes from by its first letter. Membership in a list is a key like any other, never a verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .actors_words import (
    AT,
    CALENDAR,
    COMMON,
    COMPANY_HEADS,
    CORPORATE,
    FAMILY_FIRST,
    FOREIGN_FIRST,
    FOREIGN_LAST,
    LOC_HEADS,
    OF_HEADS,
    ORG_HEADS,
    PARTICLES,
    PEOPLES,
    ROLES,
    SAYING,
    SUFFIXES,
    TEAM_HEADS,
    THINGS,
    TITLE_PREFIX,
    TITLES,
)

EDGE = ""
"""Stands for what is before a sentence and after it."""
_WORD_LISTS = (
    ("C", CALENDAR),
    ("T", TITLES),
    ("K", CORPORATE),
    ("H", COMPANY_HEADS | FOREIGN_LAST | FOREIGN_FIRST),
    ("O", ORG_HEADS),
    ("M", TEAM_HEADS),
    ("L", LOC_HEADS),
    ("D", PEOPLES),
    ("F", FAMILY_FIRST),
    ("Q", THINGS),
    ("J", SUFFIXES),
    ("o", OF_HEADS),
    ("r", ROLES),
    ("s", SAYING),
    ("t", TITLE_PREFIX),
    ("i", AT),
    ("p", PARTICLES),
)
"""Letter of a class → its words. The first that holds a word is its kind; all of them are keys."""
_LETTERS = {
    word: tuple(letter for letter, words in _WORD_LISTS if word in words) for word in frozenset().union(*dict(_WORD_LISTS).values())
}
"""Word → letters of its classes: one look a word, not one a class."""
_LOWER_LETTERS = tuple((f"+{letter}", words) for letter, words in _WORD_LISTS if letter in "rs")
"""Classes in which a word is looked up in small letters too."""
_ITSELF = frozenset(". , ; : ( ) \" ' - – — / & 's of the and for in on at by to from with a an de".split())
"""Words that are a kind of their own."""
_NEAR = frozenset("et")
"""First letters of the parts (`word_parts`) that are keys of the judged word and of its next neighbours only."""
_HERE = frozenset(("", *"wLbBfu"))
"""First letters of those that are keys of the judged word only."""


class Look(NamedTuple):
    """A word as neighbours see it."""

    word: str
    lower: str
    shape: str
    kind: str


@dataclass(frozen=True, slots=True)
class Known:
    """Words that tell something by themselves: given names and one-word names of the registry, and words of ordinary English."""

    given: frozenset[str]
    registered: Mapping[str, str]
    """Word → letters for what it names there."""
    ordinary: frozenset[str]
    """Words that news writes without a capital."""
    listed: Mapping[str, str]
    """Name (words without hyphens, joined by one space) → letters of the lists of clubs, companies, papers, surnames … it is in."""
    sizes: Mapping[str, tuple[int, ...]]
    """First word of a listed name of two words and more → how many words such names have, longest first."""
    groups: Mapping[str, str]
    """Word in small letters → numbers of the coarse and the fine group of words of like use that it belongs to, with a space between."""


def shape(word: str) -> str:
    """`Xx`, `XX`, `X.X.`, `xXx`, `dd`: runs of small letters and of more than three capitals or digits are one."""
    if word.isalpha():
        if word.islower():
            return "x"
        if word.isupper():
            return "XXXX"[: len(word)]
        if word[0].isupper() and word[1:].islower():
            return "Xx"
    out = ""
    for c in word[:24]:
        mark = "X" if c.isupper() else "d" if c.isdigit() else "x" if c.isalpha() else c
        if not (out.endswith(mark) and (mark == "x" or out.endswith(mark * 4))):
            out += mark
    return out


def look(word: str, known: Known) -> tuple[Look, tuple[str, ...]]:
    """A word's looks and the letters of every class it is in."""
    lower = word.lower()
    form = shape(word)
    letters = [*_LETTERS.get(word, ())]
    if form[:1] == "X":
        letters += [mark for mark, words in _LOWER_LETTERS if lower in words]
        letters += ["G"] if word in known.given else []
        letters += [f"${letter}" for letter in known.registered.get(word, "")]
        letters += [f"%{letter}" for letter in known.listed.get(word, "")]
    if lower in known.ordinary:
        letters.append("v")
    if lower in COMMON:
        letters.append("w")
    kind = word if word in _ITSELF else letters[0] if letters else form
    if kind in {"v", "w"}:
        kind = f"{kind}{form[:2]}"
    letters += [f"{mark}{group}" for mark, group in zip("#=", known.groups.get(lower, "").split(), strict=False)]
    return Look(word, lower, form, kind), tuple(letters)


def word_keys(seen: Look, letters: tuple[str, ...], at: int) -> list[str]:
    """Keys of a word that stands `at` tokens from the one that is judged (-2 … 2)."""
    left_out = frozenset[str]() if at == 0 else _HERE if at in {-1, 1} else _HERE | _NEAR
    return [f"{at}{part}" for part in word_parts(seen, letters) if part[:1] not in left_out]


def word_parts(seen: Look, letters: tuple[str, ...]) -> list[str]:
    """A word's keys without the place it stands at: what is looked at at any place, then what nearby only, then what at place 0 only."""
    word, lower = seen.word, seen.lower
    parts = [f"l{lower}", f"s{seen.shape}", f"k{seen.kind}", *[f"c{letter}" for letter in letters]]
    if len(word) > 3 and word.isalpha():
        parts += [f"e{lower[-3:]}", f"t{lower[-2:]}"]
    parts += [f"w{word}", "", f"L{min(len(word), 12)}"]
    if len(word) > 4:
        parts += [f"b{lower[:3]}", f"B{lower[:4]}", f"f{lower[-4:]}"]
    if "v" not in letters and seen.shape[:1] == "X":
        parts.append(f"u{seen.shape}")
    return parts


def joint_keys(looks: Sequence[Look], place: str) -> tuple[str, ...]:
    """Keys of the third of five words together with the others. `place`: "i" for a sentence's first word, "L" in a loud one, else "m"."""
    (_, lower2, shape2, kind2), (_, lower1, shape1, kind1), (word, lower, form, kind), (_, next1, nshape, nkind), (_, next2, _, nkind2) = (
        looks
    )
    return (
        f"a{lower1}|{lower}",
        f"b{lower}|{next1}",
        f"c{lower2}|{lower1}|{form}",
        f"d{form}|{next1}|{next2}",
        f"e{shape1}|{form}|{nshape}",
        f"f{lower1}|{form}|{next1}",
        f"g{kind1}|{kind}|{nkind}",
        f"h{kind2}|{kind1}|{kind}",
        f"j{kind}|{nkind}|{nkind2}",
        f"m{lower1}|{kind}",
        f"n{kind}|{next1}",
        f"o{kind1}|{lower}",
        f"q{lower}|{nkind}",
        f"z{place}{kind}|{form}",
        f"y{place}{word}",
        f"x{shape2}{place}{shape1}{form}{nshape}",
    )


def run_keys(looks: Sequence[Look], first: int, last: int) -> list[list[str]]:
    """Keys of each word of a run of capitals `[first, last)` of two words or more: what ends and begins it, what stands beside it.

    `looks` must reach two beyond either end.
    """
    before2, before, after, after2 = looks[first - 2], looks[first - 1], looks[last], looks[last + 1]
    size, head, tail = last - first, looks[first], looks[last - 1]
    kinds = " ".join(seen.kind for seen in looks[first : min(last, first + 6)])
    found = []
    for i in range(size):
        at = f"{'F' if i == 0 else ''}{'L' if i == size - 1 else ''}"
        found.append(
            [
                f"A{at}{after.lower}",
                f"B{at}{before.lower}",
                f"C{at}{tail.lower}",
                f"D{at}{head.lower}",
                f"E{at}{min(size, 7)}",
                f"F{min(i, 6)}{kinds}",
                f"G{at}{tail.kind}|{after.kind}",
                f"H{at}{before.kind}|{head.kind}",
                f"I{at}{after.lower} {after2.lower}",
                f"J{at}{before2.lower} {before.lower}",
                f"K{at}{tail.lower}|{after.lower}",
                f"L{at}{before.kind}|{head.kind}|{tail.kind}|{after.kind}",
            ]
        )
    return found


def match_keys(letters: str, i: int, size: int, *, whole: bool) -> tuple[str, str]:
    """Keys of the word at `i` of a name of `size` words that the registry or a list has; `whole`: it is all of its run."""
    at = f"{'F' if i == 0 else ''}{'L' if i == size - 1 else ''}"
    return f"R{letters}{at}", f"S{letters}{at}{min(size, 3)}{'=' if whole else '<'}"


def article_keys(flags: str) -> list[str]:
    """Keys of all that an article shows of a word at any of its places, a letter each, in order."""
    return [f"T{flags}", *(f"U{flag}" for flag in flags)]
