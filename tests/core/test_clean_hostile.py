"""Hostile text: twice as much of it is at most twice the work, counted in lines of Python and calls, and no pattern can blow up."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import FrameType
from typing import Any

import pytest

import streams.core.clean
import streams.core.enrich
from streams.core.article import Article, Paragraph, Rejection
from streams.core.clean import clean
from streams.core.enrich.tags import find_tags
from streams.core.raw import read
from streams.core.sentences import split_sentences
from streams.vocabulary import load_vocabulary
from tests.builders import record

VOCABULARY = load_vocabulary()
SMALL = 300
PROSE = "The harbour of Port Elsa was closed on Monday, officials said. "

HOSTILE: dict[str, Callable[[int], str]] = {
    "one line of prose": lambda n: PROSE * n,
    "one line without stops": lambda n: "word " * n,
    "one word": lambda n: "x" * n,
    "quotes": lambda n: '"' * n,
    "quotes that open": lambda n: '"a ' * n,
    "single quotes that open": lambda n: "'a " * n,
    "both quotes": lambda n: "'\" a \"' " * n,
    "lone marks": lambda n: "a ' the " * n,
    "brackets": lambda n: "(" * n,
    "nested brackets": lambda n: "(" * n + "x" + ")" * n,
    "square brackets": lambda n: "[+1 chars] [" * n,
    "bidi": lambda n: "a\u202eb\u202c " * n,
    "emoji": lambda n: "\U0001f600\u200d\U0001f469 " * n,
    "zero width": lambda n: "a\u200b\u200d\ufeff" * n,
    "soft hyphens": lambda n: "a\u00ad" * n,
    "accents": lambda n: "e\u0301" * n,
    "one letter under accents": lambda n: "e" + "\u0301" * n,
    "surrogates": lambda n: "\\ud800 " * n,
    "entities": lambda n: "&amp;" * n,
    "ampersands": lambda n: "&" * n,
    "entities in layers": lambda n: "&" + "amp;" * n,
    "mojibake": lambda n: "â€™ " * n,
    "stops": lambda n: "." * n,
    "lost stops": lambda n: "a b c d the US The end is e f g h. " * n,
    "capitals": lambda n: "THE MAN AND " * n + "the rest of it was said here.",
    "blanks": lambda n: " \t\u00a0" * n + "x",
    "line breaks": lambda n: "\r\n\u2028" * n + "x",
    "wrapped lines": lambda n: (("word " * 13).strip() + "\n") * n,
    "headings": lambda n: "Some heading of words\n" * n + PROSE,
    "names": lambda n: "Lena Orlova\n" * n + PROSE + "Lena Orlova spoke to them for an hour.",
    "bylines": lambda n: "By Ada Quist\n" * n + PROSE,
    "datelines": lambda n: "SEOUL (AP) -- " * n + PROSE,
    "bullets": lambda n: "• a\n" * n + PROSE,
    "the same paragraph": lambda n: (PROSE + "\n") * n,
    "other paragraphs": lambda n: "".join(f"{PROSE}{i}.\n" for i in range(n)),
    "abbreviations": lambda n: "Mr. U.S. Inc. No. 5 J. " * n,
    "cues of topics": lambda n: "war election court missile " * n,
}


def work(text: str, act: Callable[[str], object]) -> int:
    """Lines of Python and calls (those of C too) that `act` takes for `text`."""
    count = 0

    def line(_: FrameType, __: str, ___: object) -> Any:
        nonlocal count
        count += 1
        return line

    def call(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event == "c_call"

    old = sys.gettrace(), sys.getprofile()
    sys.setprofile(call)
    sys.settrace(line)
    try:
        act(text)
    finally:
        sys.settrace(old[0])
        sys.setprofile(old[1])
    return count


def cleaned(text: str) -> Article | Rejection:
    raw = read(record({"text": text}), max_text_bytes=20_000_000)
    return raw if isinstance(raw, Rejection) else clean(raw)  # type: ignore[arg-type]


def tagged(text: str) -> None:
    article = cleaned(text)
    if isinstance(article, Article):
        find_tags(article, (), VOCABULARY)


@pytest.mark.parametrize("kind", HOSTILE)
def test_twice_the_text_is_at_most_twice_the_work(kind: str) -> None:
    """Cleaning, cutting into sentences and tagging grow with the text and no faster."""
    tagged(HOSTILE[kind](SMALL))  # what is remembered between texts (patterns, stems) is remembered now
    small, large = (work(HOSTILE[kind](n), tagged) for n in (SMALL, 2 * SMALL))
    assert large <= 2.05 * small + 2_000


@pytest.mark.parametrize("kind", ["quotes", "brackets", "nested brackets", "quotes that open"])
def test_a_hundred_thousand_of_them_come_to_an_end(kind: str) -> None:
    """Whatever it comes to, it is a value."""
    assert isinstance(cleaned(HOSTILE[kind](100_000)), (Article, Rejection))


def test_a_line_of_ten_megabytes_comes_to_an_end() -> None:
    """One line, one word: read once."""
    found = cleaned("x" * 10_000_000)
    assert isinstance(found, Article)
    assert len(found.body) == 10_000_000


class Counted(str):
    """A text that counts the code points that are copied out of it."""

    __slots__ = ("copied",)

    copied: int

    def __getitem__(self, key: Any) -> str:
        found = super().__getitem__(key)
        self.copied += len(found)
        return found


@pytest.mark.parametrize("kind", ["one line of prose", "one line without stops", "one word", "abbreviations", "stops", "blanks"])
def test_sentences_copy_the_text_a_few_times_at_most(kind: str) -> None:
    """Slices are work too: cutting a long line piece by piece must not copy its rest each time."""
    copied = []
    for n in (5_000, 10_000):
        text = Counted(HOSTILE[kind](n))
        text.copied = 0
        split_sentences(text, [Paragraph(0, len(text), 1)])
        copied.append(text.copied)
    assert copied[1] <= 2.05 * copied[0] + 2_000


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    names = [
        f"{package.__name__}.{module.name}"
        for package in (streams.core.clean, streams.core.enrich)
        for module in iter_modules(package.__path__)
    ]
    alone = [f"streams.core.{name}" for name in ("sentences", "html", "markup", "vocabulary", "tokens")]
    for name in (*names, *alone):
        for key, value in vars(import_module(name)).items():
            found = value if isinstance(value, (tuple, list)) else [value]
            for one in found:
                pattern = getattr(one, "pattern", one) if not isinstance(one, re.Pattern) else one
                if isinstance(pattern, re.Pattern) and isinstance(pattern.pattern, str):
                    yield f"{name}.{key}", pattern


def parts(op: Any, args: Any) -> list[tuple[Any, bool]]:
    """The trees inside a node, each with whether what stands around it can still take back what it took."""
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        return [(args[2], True)]
    if op is sre.POSSESSIVE_REPEAT:
        return [(args[2], False)]
    if op is sre.SUBPATTERN:
        return [(args[3], True)]
    if op is sre.BRANCH:
        return [(branch, True) for branch in args[1]]
    if op in (sre.ASSERT, sre.ASSERT_NOT):
        return [(args[1], False)]
    return [(args, False)] if op is sre.ATOMIC_GROUP else []


def nested(tree: Any, *, inside: bool = False) -> bool:
    """An unbounded repeat that can give back inside another unbounded one."""
    for op, args in tree:
        unbounded = op in (sre.MAX_REPEAT, sre.MIN_REPEAT) and args[1] == sre.MAXREPEAT
        if unbounded and inside:
            return True
        if any(nested(part, inside=keeps and (inside or unbounded)) for part, keeps in parts(op, args)):
            return True
    return False


PATTERNS = dict(patterns())


def test_there_are_patterns_to_look_at() -> None:
    """The walk finds them."""
    assert len(PATTERNS) > 60
    assert nested(parser.parse(r"(?:a+b?)+"))
    assert not nested(parser.parse(r"(?:a+b)*+c{2,5}"))


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_repeats_a_repeat(name: str) -> None:
    """Nested quantifiers are the way to exponential work: there is none that can give back."""
    assert not nested(parser.parse(PATTERNS[name].pattern, PATTERNS[name].flags))
