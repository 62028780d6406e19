"""Words that can be part of a time expression: each has a class (one letter) and a number.

The grammar is written over these letters, one for each word of the text; every other word is `.`:

    D weekday   d weekdays (plural)   M month     Y year           n 1 to 31       N other number   o 2nd     q third
    c second    v several, few        w half      U unit           V units         L last, past     X next    T this
    S that      t the                 a a, an     e every          R per           x twice          O of      i in
    & and, or   E early, late, mid    K end of    l later          g ago           b before, after  P morning Q season
    y today     F now, recently       I 2023-01-31  / 31/1/2023    : 18:30         m p.m.           z UTC     s daily
    h holiday   k 1990s               j nineties  f fiscal         ~ about         u Q3             B BC      H long, old
    r more      C than          > to          - hyphen    , comma               p 's        ( bracket        | end of line
    A all, full G yearlong      J near        W moment    Z local, eastern      1 ahead     5 times          6 period
    7 these
"""

from __future__ import annotations

from typing import NamedTuple


def word_set(row: str) -> frozenset[str]:
    """The words of a row, for look-ups."""
    return frozenset(row.split())


class Meaning(NamedTuple):
    letter: str
    number: float = 0


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
UNITS = ("second", "minute", "hour", "day", "week", "fortnight", "weekend", "month", "quarter", "season", "year", "decade", "century")
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
DAY_PARTS = {
    "morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI", "nights": "NI", "dawn": "MO", "dusk": "EV", "noon": "12:00",
    "midday": "12:00", "midnight": "24:00", "lunchtime": "12:00", "daytime": "DT", "overnight": "NI", "mornings": "MO", "afternoons": "AF",
    "evenings": "EV", "sunrise": "MO", "sunset": "EV", "nightfall": "NI",
}  # fmt: skip
REFERENCES = {
    "now": "PRESENT_REF", "currently": "PRESENT_REF", "presently": "PRESENT_REF", "nowadays": "PRESENT_REF",
    "present": "PRESENT_REF", "recently": "PAST_REF", "recent": "PAST_REF", "lately": "PAST_REF", "future": "FUTURE_REF",
}  # fmt: skip
SETS = {
    "daily": "P1D", "nightly": "P1D", "weekly": "P1W", "fortnightly": "P2W", "biweekly": "P2W", "monthly": "P1M", "bimonthly": "P2M",
    "quarterly": "P3M", "yearly": "P1Y", "annual": "P1Y", "annually": "P1Y", "biannual": "P6M", "biennial": "P2Y", "hourly": "PT1H",
}  # fmt: skip
FIXED_HOLIDAYS = {
    "christmas": (12, 25), "christmas day": (12, 25), "christmas eve": (12, 24), "boxing day": (12, 26), "new year's day": (1, 1),
    "new year's eve": (12, 31), "halloween": (10, 31), "valentine's day": (2, 14), "st patrick's day": (3, 17), "st. patrick's day": (3, 17),
    "may day": (5, 1), "bastille day": (7, 14), "veterans day": (11, 11), "armistice day": (11, 11), "remembrance day": (11, 11),
    "juneteenth": (6, 19), "epiphany": (1, 6), "earth day": (4, 22), "anzac day": (4, 25), "canada day": (7, 1), "australia day": (1, 26),
    "groundhog day": (2, 2), "april fools' day": (4, 1), "all saints' day": (11, 1), "all souls' day": (11, 2), "guy fawkes night": (11, 5),
    "international women's day": (3, 8), "victory day": (5, 9), "human rights day": (12, 10), "world aids day": (12, 1),
}  # fmt: skip
"""Month and day. Holidays whose day depends on the country (Independence Day, Mother's Day, Labour Day) are not here."""
EASTER_DAYS = {
    "easter": 0, "easter sunday": 0, "easter monday": 1, "good friday": -2, "holy saturday": -1, "maundy thursday": -3, "palm sunday": -7,
    "ash wednesday": -46, "shrove tuesday": -47, "mardi gras": -47, "ascension day": 39, "pentecost": 49, "whit monday": 50,
    "corpus christi": 60,
}  # fmt: skip
"""Days from Easter Sunday of the Western churches."""
MONDAY_HOLIDAYS = {
    "thanksgiving": (11, 4, 4), "thanksgiving day": (11, 4, 4), "labor day": (9, 1, 1), "memorial day": (5, 1, -1), "columbus day": (10, 1, 2),
    "martin luther king day": (1, 1, 3), "martin luther king jr. day": (1, 1, 3), "presidents' day": (2, 1, 3), "presidents day": (2, 1, 3),
    "father's day": (6, 7, 3),
}  # fmt: skip
"""Month, ISO weekday and which one of the month (-1: the last); those of the United States."""
JEWISH_HOLIDAYS = {"rosh hashanah": 0, "rosh hashana": 0, "yom kippur": 9, "sukkot": 14, "passover": -163, "shavuot": -113}
"""Days from the Jewish new year of the same civil year."""
MOVING_HOLIDAYS = (*EASTER_DAYS, "orthodox easter", *MONDAY_HOLIDAYS, *JEWISH_HOLIDAYS)
"""Their day is computed in `dates_holidays`. What depends on sighting the moon (Ramadan, Eid) is not read."""

LONG_WORDS = {"yearlong": "P1Y", "monthlong": "P1M", "weeklong": "P1W", "daylong": "P1D", "decadelong": "P10Y", "hourlong": "PT1H"}

MODS = {
    "early": "START", "earlier": "START", "beginning": "START", "start": "START", "dawn": "START", "onset": "START",
    "mid": "MID", "middle": "MID", "late": "END", "later": "END", "end": "END", "close": "END",
    "about": "APPROX", "around": "APPROX", "roughly": "APPROX", "approximately": "APPROX", "some": "APPROX", "circa": "APPROX",
    "nearly": "LESS_THAN", "almost": "LESS_THAN", "under": "LESS_THAN", "over": "MORE_THAN", "more": "MORE_THAN", "less": "LESS_THAN",
    "fewer": "LESS_THAN",
}  # fmt: skip

_CARDINALS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
)
_TENS = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "dozen": 12} | {
    "hundred": 100,
    "thousand": 1000,
    "million": 1e6,
    "billion": 1e9,
}
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
    "seventeenth eighteenth nineteenth twentieth"
)
_DECADES = {"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90}
_PLAIN = {
    "v": "several few many couple numerous hundreds thousands dozens scores", "w": "half", "L": "last past previous preceding", "X": "next coming following upcoming ensuing",
    "T": "this current", "S": "that same", "t": "the", "a": "a an", "e": "every each", "R": "per", "x": "once twice", "O": "of", "i": "in",
    "&": "and or", "E": "early late mid", "K": "beginning start middle end close onset", "l": "later earlier", "g": "ago back",
    "b": "before after", "f": "fiscal financial calendar fy", "~": "about around roughly approximately nearly almost some circa under over",
    "H": "long old", "r": "more right less most fewer", "C": "than", "m": "am pm", ">": "to until till through", "z": "gmt utc bst cet cest est edt cst cdt mst mdt pst pdt ist jst kst msk aest et pt eet eest hkt sgt",
    "B": "bc bce", "A": "all whole entire full", "J": "near foreseeable immediate distant", "W": "time moment", "5": "times", "6": "period",
    "Z": "eastern central mountain pacific standard daylight greenwich mean", "1": "ahead come", "7": "these",
}  # fmt: skip


def _build() -> dict[str, Meaning]:
    words: dict[str, Meaning] = {word: Meaning(letter) for letter, row in _PLAIN.items() for word in row.split()}
    words |= {word: Meaning("N", n) for n, word in enumerate(_CARDINALS.split(), 1)} | {w: Meaning("N", n) for w, n in _TENS.items()}
    words |= {word: Meaning("q", n) for n, word in enumerate(_ORDINALS.split(), 1)} | {"second": Meaning("c", 2)}
    words |= {word: Meaning("D", n) for n, word in enumerate(WEEKDAYS, 1)} | {f"{w}s": Meaning("d", n) for n, w in enumerate(WEEKDAYS, 1)}
    words |= {word: Meaning("M", n) for n, word in enumerate(MONTHS, 1)}
    words |= {word: Meaning("U") for word in UNITS if word != "second"}
    words |= {f"{word}s": Meaning("V") for word in UNITS if word != "century"} | {"centuries": Meaning("V")}
    words |= {word: Meaning("Q") for word in SEASONS} | {word: Meaning("P") for word in DAY_PARTS}
    words |= {word: Meaning("F") for word in REFERENCES} | {word: Meaning("s") for word in SETS}
    words |= {word: Meaning("y", n) for word, n in {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}.items()}
    words |= {word: Meaning("h") for word in (*FIXED_HOLIDAYS, *MOVING_HOLIDAYS)} | {word: Meaning("G") for word in LONG_WORDS}
    return words | {word: Meaning("j", n) for word, n in _DECADES.items()}


WORDS: dict[str, Meaning] = _build()

SHORT: dict[str, Meaning] = {
    **{name[:3]: Meaning("M", n) for n, name in enumerate(MONTHS, 1) if len(name) > 4},
    "sept": Meaning("M", 9), "jun": Meaning("M", 6), "jul": Meaning("M", 7), "mon": Meaning("D", 1), "tue": Meaning("D", 2),
    "tues": Meaning("D", 2), "wed": Meaning("D", 3), "thu": Meaning("D", 4), "thur": Meaning("D", 4), "thurs": Meaning("D", 4),
    "fri": Meaning("D", 5), "sat": Meaning("D", 6), "sun": Meaning("D", 7),
}  # fmt: skip
"""Abbreviations: read only with a capital and with a full stop, a day number or a month beside them."""

NAME_LIKE = frozenset({"may", "march", "august", "april", "june", "mar", "jan", "dec", "sat", "sun"})
"""Months that are also verbs, adjectives or first names: they need evidence beside the capital."""


def unit_of(word: str) -> str:
    """The unit in the singular."""
    return "century" if word == "centuries" else word.removesuffix("s")
