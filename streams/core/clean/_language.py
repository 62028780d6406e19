"""Which language a text is in, from its most frequent small words or its script. Twelve languages by words, six by script.

Own word lists of articles, prepositions and auxiliaries that the others do not share. Under 8 words the answer is `und`.
"""

from __future__ import annotations

import re
from collections import Counter

from ..article import Language

SAMPLE = 4_000
"""Code points that are looked at: enough for 600 words."""
MIN_WORDS = 8
MIN_SHARE, MIN_SHARE_SHORT = 0.08, 0.2
"""Share of the words that must be small words of the language; in running text of the twelve it is 0.2 to 0.45. Fewer than 20
words prove less and must show more."""
MIN_LEAD, MIN_LEAD_SHORT = 0.02, 0.08

PROFILES: dict[str, frozenset[str]] = {
    code: frozenset(found.split())
    for code, found in {
        "en": "the of and to in that is was for it with as on by at from are this be has have had not but were which their an will would said its he his they who been more a after two other over during while into could says new",
        "de": "der die das und ist nicht von den mit dem des ein eine im zu für auf sich auch als an nach wird aus bei er wie noch werden einer hat haben über zum zur sagte",
        "fr": "le la les des et est une du dans qui que pour pas sur au par il plus avec ce ont été sont aux cette mais ses elle leur était fait selon entre",
        "es": "el la los las de y que en un una por con para del se su al es lo como más pero fue ha sus este entre desde cuando también según muy",
        "it": "il la di che e è per un una del della dei delle in non si da con sono nel alla ha gli anche più come dal al ma ai lo loro essere",
        "pt": "o a os as de e que do da em um uma para com não por no na se dos das mais ao como foi são pelo pela também ou seu sua segundo até",
        "nl": "de het een en van in is dat op te zijn voor met niet aan er om ook als bij door maar naar uit nog wordt werd heeft tot over hij deze worden",
        "sv": "och i att det som en på är av för med den till inte om ett har de var från han men vi så sig också efter kan under eller när enligt",
        "da": "og i at det som en på er af for med den til ikke om et har de var fra han men vi så sig også efter kan under eller når blev ifølge",
        "pl": "w i na z się nie do że to jest o jak po przez od za które dla są oraz jego był ale być ze został który tym roku także już",
        "ru": "в и на не что с по как это к из от за о для его при было он но они также был все году после или чтобы до которые она",
        "tr": "ve bir bu da de için ile olarak olan daha çok gibi kadar sonra en ancak ise ne var ya olduğunu dedi göre yeni etti iki değil oldu her tarafından",
    }.items()
}
_SMALL_WORDS = frozenset().union(*PROFILES.values())
_SCRIPTS = {
    "ko": re.compile("[\uac00-\ud7a3]"),
    "ja": re.compile("[\u3040-\u30ff]"),
    "zh": re.compile("[\u4e00-\u9fff]"),
    "ar": re.compile("[\u0620-\u064a]"),
    "he": re.compile("[\u05d0-\u05ea]"),
    "th": re.compile("[\u0e01-\u0e2e]"),
}
_ANY_SCRIPT = re.compile(f"[{''.join(script.pattern[1:-1] for script in _SCRIPTS.values())}]")
_WORD = re.compile(r"[^\W\d_]+")


def language_of(given: str | None, text: str) -> Language:
    """The given one's primary tag, else what the text shows, else `und` with confidence 0."""
    if given:
        return Language(re.split("[-_]", given)[0].lower(), 1.0, "given")
    sample = text[:SAMPLE]
    return _by_script(sample) or _by_words(sample) or Language("und", 0.0, "none")


def _by_script(sample: str) -> Language | None:
    if sample.isascii() or not _ANY_SCRIPT.search(sample):
        return None
    letters = sum(map(str.isalpha, sample))
    if letters < MIN_WORDS:
        return None
    for code, script in _SCRIPTS.items():
        share = len(script.findall(sample)) / letters
        if share > (0.15 if code == "ja" else 0.4):  # Japanese mixes kana with Chinese characters
            return Language(code, round(min(0.95, 0.5 + share / 2), 2), "script")
    return None


def _by_words(sample: str) -> Language | None:
    """The profile that covers most words; its lead over the second is the confidence."""
    found = _WORD.findall(sample.casefold())
    if len(found) < MIN_WORDS:
        return None
    counts = Counter(found)
    known = {word: counts[word] for word in counts.keys() & _SMALL_WORDS}
    shares = sorted(
        ((sum(known[w] for w in known.keys() & profile) / len(found), code) for code, profile in PROFILES.items()), reverse=True
    )
    (best, code), (second, _) = shares[:2]
    share, lead = (MIN_SHARE, MIN_LEAD) if len(found) >= 20 else (MIN_SHARE_SHORT, MIN_LEAD_SHORT)
    if best < share or best - second < lead:
        return None
    return Language(code, round(min(0.99, 0.5 + (best - second) / best * 0.5), 2), "stopwords")
