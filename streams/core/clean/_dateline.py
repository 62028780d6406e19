"""The dateline of a wire story: place, day and agency in front of the first sentence. It is taken off only when all of it fits.

`SEOUL, Dec. 28 (Yonhap) -- `, `LONDON (Reuters) - `, `MOSCOW, December 28. /TASS/. `, `NEW YORK — `. A first dash alone proves
nothing: text in front of it stays unless an agency, a day or a place in capitals stands there.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..article import Dateline

MONTHS = {
    name: number
    for number, names in enumerate(
        "jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|sep sept september|oct october|nov november|dec december".split(
            "|"
        ),
        start=1,
    )
    for name in names.split()
}
AGENCIES = frozenset(
    "reuters ap afp upi dpa efe ansa tass itar-tass interfax ria novosti xinhua kyodo yonhap kcna pti ani ians bernama antara irna sana wafa kuna spa mena aa anadolu apa "
    "belta ukrinform unian pap ctk mti tanjug bta agerpres lusa ntb tt ritzau stt belga anp pa aap cp cna vna tna apn ptv bloomberg cnn ap.".split()
) | {
    "associated press",
    "the associated press",
    "kyodo news",
    "yonhap news agency",
    "ria novosti",
    "the canadian press",
    "canadian press",
    "pa media",
    "anadolu agency",
    "bloomberg news",
    "thomson reuters foundation",
}

_MONTH = r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
_LETTERS = r"(?:[^\W\d_]|[.'’ /-])"
_PLACE = rf"(?P<place>[^\W\d_]{_LETTERS}{{1,40}}(?:,\s[^\W\d_]{_LETTERS}{{1,30}})?)"
_DATE = rf"(?P<date>{_MONTH}\.?\s(?P<day>\d{{1,2}})(?:,?\s(?P<year>\d{{4}}))?)"
_PATTERN = re.compile(
    rf"(?:{_PLACE}(?:,\s|\s)?)??(?:{_DATE}[.,]?\s?)?(?:\((?P<agency>[^\W\d_][\w .&-]{{1,30}})\)|/(?P<slashed>[A-Z]{{2,10}})/\.?)?\s?(?P<dash>--|[-–—―_]|(?<=/\.)|(?<=/))\s(?=\S)"
)
# Labels of the wire's own, no places.
_LABELS = frozenset(
    "UPDATE BREAKING EXCLUSIVE ANALYSIS OPINION WATCH LIVE CORRECTED CORRECTION EXPLAINER FACTBOX REFILE INSIGHT TIMELINE URGENT VIDEO PHOTOS REVIEW NATO".split()
)


class Found(NamedTuple):
    dateline: Dateline
    length: int
    """Code points in front of the story, the dash and the blank after it included."""
    year: int


def find_dateline(text: str) -> Found | None:
    """The dateline at the beginning of `text`, None when there is none or it is not sure. Looks at 150 code points."""
    found = _PATTERN.match(text[:150])
    if not found or not text[found.end() :].lstrip("\"'“‘(«")[:1].isupper() | text[found.end() :][:1].isdigit():
        return None
    place, agency = (found["place"] or "").strip(" ,"), (found["agency"] or found["slashed"] or "").strip()
    if not _sure(place, agency, dated=bool(found["date"]), dash=found["dash"]):
        return None
    month, day = MONTHS.get((found["month"] or "").casefold(), 0), int(found["day"] or 0)
    if not 1 <= day <= 31:
        month = day = 0
    raw = text[: found.end()].rstrip(" -–—―_")
    return Found(Dateline(raw, place or None, agency or None, month, day), found.end(), int(found["year"] or 0))


def given_dateline(text: str) -> Dateline:
    """A dateline that came as a field: `SEOUL, South Korea (AP)` or only a place."""
    found = find_dateline(f"{text.rstrip(' -–—')} — X")
    return (
        Dateline(text, found.dateline.city, found.dateline.agency, found.dateline.month, found.dateline.day)
        if found
        else Dateline(text, text)
    )


def _sure(place: str, agency: str, *, dated: bool, dash: str) -> bool:
    known = agency.casefold() in AGENCIES
    if not place:
        return known
    first = place.partition(",")[0]
    capitals = first.isupper() and len(first) >= 3 and first.split()[0] not in _LABELS
    if agency:
        return known or (capitals and (agency.isupper() or dated))
    return capitals and len(first) >= 4 and (dated or dash in {"--", "—", "–"})
