"""Which language a text is in, from its most frequent small words, its letters or its script.

Own lists of articles, prepositions, pronouns and auxiliaries, and of the letters that only some languages have. Under 5 words the
answer is `und`, undetermined; running text that is surely not English and of no language known here is `mis`.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from ..article import Language, Notice
from ._language_words import LETTERS, PROFILES, SCRIPTS

SAMPLE = 2_400
"""Code points that are looked at: some 400 words, which is plenty."""
MIN_WORDS = 5
FEW_WORDS = 20
MIN_SHARE, MIN_SHARE_SHORT = 0.08, 0.15
"""Share of the words that must speak for the language; in running text it is 0.25 to 0.5. Fewer than `FEW_WORDS` prove less and
must show more."""
MIN_LEAD, MIN_LEAD_SHORT = 0.02, 0.06
LETTER = 0.5
"""A word with a letter of the language proves half as much as one of its small words: names and loans have such letters too."""
FOREIGN_WORDS, FOREIGN_SMALL = 12, 0.6
"""So many words, most of them in small letters, and none of them an English small word: no English, whatever it is."""
SURE_LEAD = 0.1
"""Lead over the language that a text is said to be in from which the text is believed."""
STRAY_SHARE = 0.04
"""Of a fifth of the text a third at least is small words of its own language."""
PART_WORDS, PART_SHARE = 20, 0.2
"""Paragraphs of so many words are read for themselves; this share of the words in another language is told."""

_INDEX: dict[str, tuple[str, ...]] = {
    word: tuple(code for code, profile in PROFILES.items() if word in profile) for word in frozenset().union(*PROFILES.values())
}
_LETTERS: dict[str, tuple[str, ...]] = {
    letter: tuple(code for code, letters in LETTERS.items() if letter in letters) for letter in sorted(set("".join(LETTERS.values())))
}
_ANY_SCRIPT = re.compile(f"[{''.join(SCRIPTS.values())}]")
_BY_SCRIPT = {code: re.compile(f"[{letters}]") for code, letters in SCRIPTS.items()}
_WORD = re.compile(r"[^\W\d_]+")
_PRINTED = "‘’“”–—…"
_LETTERS_ONLY = {code: " " for code in range(128) if not chr(code).isalpha()}
_UNKNOWN = Language("und", 0.0, "none")


class Verdict(NamedTuple):
    language: Language
    notices: tuple[Notice, ...] = ()


def language_of(given: str | None, text: str) -> Verdict:
    """The given one's primary tag, unless the text surely shows another; else what the text shows, else `und` with confidence 0."""
    said = re.split("[-_]", given)[0].lower() if given else None
    shown = _shown(text[:SAMPLE])
    notices = _mixed(text[:SAMPLE], shown)
    if said is None:
        return Verdict(shown, notices)
    if shown.code in ("und", "mis", said) or not _denies(shown, said, text[:SAMPLE]):
        return Verdict(Language(said, 1.0, "given"), notices)
    conflict = Notice("language_conflict", f"It was said to be {said!r}, but the text is {shown.code!r}; it is read as {shown.code!r}.")
    return Verdict(shown, (conflict, *notices))


def _shown(sample: str) -> Language:
    return _by_script(sample) or _by_words(sample)


def _denies(shown: Language, said: str, sample: str) -> bool:
    """Whether the text is surely not in the language that it was said to be in; of one that is not known here nobody can say."""
    if said not in PROFILES:
        return False
    shares = {code: share for share, code in _shares(_words(sample.casefold()) or [""])}
    many = sample.count(" ") >= FEW_WORDS
    return shown.method == "script" or (many and shares[shown.code] - shares[said] >= SURE_LEAD)


def _mixed(sample: str, main: Language) -> tuple[Notice, ...]:
    """Says which other languages whole paragraphs are in. One that cannot be told is counted with the main language."""
    words: Counter[str] = Counter()
    for paragraph in sample.split("\n") if "\n" in sample and _strays(sample, main.code) else ():
        if len(paragraph) > 5 * PART_WORDS and (count := paragraph.count(" ") + 1) >= PART_WORDS:
            code = _shown(paragraph).code
            words[main.code if code == "und" else code] += count
    total = words.total()
    others = sorted(code for code, count in words.items() if code != main.code and count >= PART_SHARE * total)
    return (Notice("mixed_language", f"Parts are in {', '.join(others)}; the whole is read as {main.code!r}."),) if others else ()


def _strays(sample: str, main: str) -> bool:
    """Enough words that speak for other languages alone to be a part of the text: cheap, and nearly always the answer is no."""
    if not sample.isascii() and _ANY_SCRIPT.search(sample):
        return True
    words = sample.split()
    return sum(map(_strange_to(main).__contains__, words)) >= STRAY_SHARE * len(words)


@cache
def _strange_to(main: str) -> frozenset[str]:
    """Words that speak for other languages alone. Remembered: there are as many languages as profiles and scripts."""
    return frozenset(word for word, codes in _INDEX.items() if main not in codes)


def _by_script(sample: str) -> Language | None:
    if sample.isascii() or not _ANY_SCRIPT.search(sample):
        return None
    letters = sum(map(str.isalpha, sample))
    if letters < 2 * MIN_WORDS:
        return None
    for code, script in _BY_SCRIPT.items():
        share = len(script.findall(sample)) / letters
        if share > (0.15 if code == "ja" else 0.4):  # Japanese mixes kana with Chinese characters
            return Language(code, round(min(0.95, 0.5 + share / 2), 2), "script")
    return None


def _by_words(sample: str) -> Language:
    """The language that most words speak for; its lead over the second is the confidence."""
    found = _words(sample.casefold())
    if len(found) < MIN_WORDS:
        return _UNKNOWN
    shares = _shares(found)
    (best, code), (second, _) = shares[:2]
    share, lead = (MIN_SHARE, MIN_LEAD) if len(found) >= FEW_WORDS else (MIN_SHARE_SHORT, MIN_LEAD_SHORT)
    if best >= share and best - second >= lead:
        return Language(code, round(min(0.99, 0.5 + (best - second) / best * 0.5), 2), "stopwords")
    english = next(value for value, code in shares if code == "en")
    if len(found) >= FOREIGN_WORDS and not english and sum(map(str.islower, _WORD.findall(sample))) >= FOREIGN_SMALL * len(found):
        return Language("mis", 0.5, "stopwords")
    return _UNKNOWN


def _words(text: str) -> list[str]:
    """Runs of letters. A text that is ASCII but for the marks of print is cut at C's speed."""
    for mark in _PRINTED:
        text = text.replace(mark, " ")
    return text.translate(_LETTERS_ONLY).split() if text.isascii() else _WORD.findall(text)


def _shares(found: list[str]) -> list[tuple[float, str]]:
    """Each language with the share of the words that speak for it, the greatest first."""
    sums = dict.fromkeys(PROFILES, 0.0)
    for word, times in Counter(filter(_INDEX.__contains__, found)).items():
        for code in _INDEX[word]:
            sums[code] += times
    for word in () if "".join(found).isascii() else found:
        if not word.isascii() and word not in _INDEX:
            for code in {code for letter in word for code in _LETTERS.get(letter, ())}:
                sums[code] += LETTER
    return sorted(((value / len(found), code) for code, value in sums.items()), reverse=True)
