"""An article as the recogniser of names sees it: looks of its words, where names can stand, what the registry and the article say.

Training asks for the keys of every token (`keys`), reading sums the same keys' weights (`names.py`): both by the functions of
`names_features`, on one layout.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..tokens import Tokens
from .actors_draft import Draft, Match
from .names_features import EDGE, Known, Look, article_keys, joint_keys, look, match_keys, run_keys, word_keys
from .names_layout import Layout, lay_out

GAP = 2
"""Edges before, between and after sentences: two words beyond each end there is always something."""
_LETTER = {"country": "c", "place": "l", "person": "p", "weapon": "x", "treaty": "x", "event": "x"}
_OPENING = frozenset({'"', "“", "'", "‘", "•", "*", "-", "–", "—", "("})
Matched = tuple[str, int, int, bool]


@dataclass(frozen=True, slots=True)
class Page:
    """`shift[sentence]` added to a token's index is its place in `words`, which has edges between sentences."""

    words: list[str]
    shift: list[int]
    layout: Layout
    matched: dict[int, list[Matched]]
    """Token → letters of the registry's name there and of a listed one, the token's place in it, its size, whether it is a whole run."""


def page(draft: Draft, aliases: Sequence[Match], known: Known) -> Page:
    tokens = draft.tokens
    words = [EDGE] * GAP
    for first, last in zip(tokens.opens, tokens.opens[1:], strict=False):
        words += tokens.words[first:last]
        words += [EDGE] * GAP
    layout = lay_out(tokens)
    runs = {run for some in layout.runs for run in some}
    entries = draft.lexicon.entries
    found: dict[int, list[Matched]] = {}
    for first, last, senses in aliases:
        one = last - first == 1  # as most are: its letters are known
        letters = known.registered[tokens.words[first]] if one else "".join(sorted({letter(entries[s.id].type, s.kind) for s in senses}))
        _put(found, first, last, letters, runs)
    for first, last, letters in _listed(tokens, layout, known):
        _put(found, first, last, f"%{letters}", runs)
    return Page(words, [GAP * n for n in range(1, len(tokens.opens) + 1)], layout, found)


def _put(found: dict[int, list[Matched]], first: int, last: int, letters: str, runs: Container[tuple[int, int]]) -> None:
    whole = (first, last) in runs
    for i in range(first, last):
        found.setdefault(i, []).append((letters, i - first, last - first, whole))


def _listed(tokens: Tokens, layout: Layout, known: Known) -> Iterator[tuple[int, int, str]]:
    """Leftmost longest listed names of two words and more."""
    words = tokens.words
    for first, last in layout.stretches:
        i = first
        while i < last:
            end = _longest(tokens, i, last, known) if words[i] in known.sizes else None
            if end:
                yield i, *end
            i = end[0] if end else i + 1


def _longest(tokens: Tokens, first: int, limit: int, known: Known) -> tuple[int, str] | None:
    sizes, parts, ends = known.sizes[tokens.words[first]], list[str](), list[int]()
    i = first
    while i < limit and len(parts) < sizes[0]:
        if not tokens.hyphen(i):
            parts.append(tokens.words[i])
            ends.append(i + 1)
        i += 1
    for size in sizes:
        if size <= len(parts) and (letters := known.listed.get(" ".join(parts[:size]))):
            return ends[size - 1], letters
    return None


def letter(type_: str, kind: str) -> str:
    """What the registry says of a name, in a letter."""
    return "d" if kind in {"demonym", "local_demonym"} else _LETTER.get(type_, "o")


def place(looks: Sequence[Look], at: int, *, loud: bool) -> str:
    """One letter: `L` in a loud sentence, `i` for the first word of one, `m` else."""
    if loud:
        return "L"
    before = looks[at - 1].word
    return "i" if before == EDGE or (before in _OPENING and looks[at - 2].word == EDGE) else "m"


def flags(looks: Sequence[Look], given: frozenset[str], spans: Iterable[tuple[int, int]], lower: frozenset[str]) -> dict[str, str]:
    """Word → letters for what the article shows of it at any of its places; `spans` are runs, by place in `looks`."""
    found: dict[str, set[str]] = {}
    for first, last in spans:
        if last - first == 1:
            found.setdefault(looks[first].word, set()).update(_of_word(looks, first))
        else:
            _of_run(found, looks, first, last, given)
    for word, some in found.items():
        if word.lower() in lower:
            some.add("v")
    return {word: "".join(sorted(some)) for word, some in found.items()}


def _of_word(looks: Sequence[Look], at: int) -> Iterator[str]:
    """What stands beside a capital that stands alone."""
    before, after = looks[at - 1], looks[at + 1]
    if before.word == "." and looks[at - 2].kind == "T":
        before = looks[at - 2]
    if before.kind in {"T", "r", "i", "t"}:
        yield before.kind
    if before.word == "(" and after.word == ")":
        yield "P"
    if before.word != EDGE:
        yield "m"
    if after.kind in {"s", "'s"}:
        yield after.kind[-1]
    elif after.kind in {"O", "K", "H", "L"}:
        yield after.kind


def _of_run(found: dict[str, set[str]], looks: Sequence[Look], first: int, last: int, given: frozenset[str]) -> None:
    head, tail = looks[first], looks[last - 1]
    one, other = found.setdefault(head.word, set()), found.setdefault(tail.word, set())
    one.add("N")
    other.add("n")
    if head.word in given:
        one.add("g")
        other.add("G")
    if head.kind == "T":
        other.add("T")
    if tail.kind in {"O", "K", "H", "M", "L"}:
        one.add(tail.kind)
    if looks[first - 1].kind == "i":
        other.add("I")


def keys(found: Page, draft: Draft, seen: Known) -> Iterator[tuple[tuple[int, int], list[list[str]]]]:
    """Each stretch with the keys of each of its tokens."""
    pairs = [look(word, seen) for word in found.words]
    looks = [pair[0] for pair in pairs]
    shifts, sentence = found.shift, draft.tokens.sentence
    runs = [[(a + shifts[sentence[a]], b + shifts[sentence[a]]) for a, b in some] for some in found.layout.runs]
    shown = flags(looks, seen.given, (run for some in runs for run in some), draft.lower)
    for (first, last), some in zip(found.layout.stretches, runs, strict=True):
        shift, rows = shifts[sentence[first]], list[list[str]]()
        for i in range(first, last):
            at = i + shift
            row = [key for k in range(-2, 3) for key in word_keys(*pairs[at + k], k)]
            row += joint_keys(looks[at - 2 : at + 3], place(looks, at, loud=draft.loud[sentence[first]]))
            for letters, n, size, whole in found.matched.get(i, ()):
                row += match_keys(letters, n, size, whole=whole)
            row += article_keys(shown.get(looks[at].word, ""))
            rows.append(row)
        for a, b in some:
            if b - a > 1:
                for i, more in enumerate(run_keys(looks, a, b), a - first - shift):
                    rows[i] += more
        yield (first, last), rows
