"""Every construct of TIMEX3 that news writes, one sentence each: extent, type, value and mod.

`timex_cases.tsv`: day of publication, sentence, then what is found, in order (`TYPE value mod surface`, `-` for no mod). The
sentences are our own; the values follow the guidelines of TimeML 1.2.1 by hand.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from streams.core.enrich.dates import find_dates
from streams.core.enrich.dates_calendar import days_of

from .dated_articles import article

CASES = [row.split("\t") for row in (Path(__file__).parent / "timex_cases.tsv").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[1][:60])
def test_construct(case: list[str]) -> None:
    """The expressions of the sentence are exactly these."""
    day, sentence, *expected = case
    found = find_dates(article(sentence, day))
    assert [f"{t.type} {t.value} {t.mod or '-'} {t.surface}" for t in found] == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[1][:60])
def test_days_and_edtf_fit_the_value(case: list[str]) -> None:
    """What covers days says which, and the same in EDTF; lengths and repetitions cover none."""
    day, sentence, *_ = case
    for timex in find_dates(article(sentence, day)):
        days = days_of(timex.value) if timex.type in ("DATE", "TIME") else None
        assert (timex.begin, timex.end_day) == ((days[0].isoformat(), days[1].isoformat()) if days else (None, None))
        assert (timex.edtf is None) or timex.type in ("DATE", "TIME")
        if days:
            assert timex.edtf is not None
            assert date.fromisoformat(timex.begin or "") <= date.fromisoformat(timex.end_day or "")


@pytest.mark.parametrize(
    ("body", "quant", "freq"),
    [
        ("They meet every Monday.", "EVERY", None),
        ("They meet each spring.", "EACH", None),
        ("They meet twice a week.", None, "2X"),
        ("They meet three times a month.", None, "3X"),
        ("They meet once a year.", None, "1X"),
        ("They meet several times a year.", None, None),
        ("It is printed twice daily.", None, "2X"),
        ("It is printed daily.", None, None),
    ],
)
def test_sets_say_how_often(body: str, quant: str | None, freq: str | None) -> None:
    """`quant` is every or each, `freq` how many times in a period where a number says so."""
    (timex,) = find_dates(article(body))
    assert (timex.type, timex.quant, timex.freq) == ("SET", quant, freq)


EDTF = re.compile(
    r"\d{4}(?:-(?:0[1-9]|1[0-2]|2[1-4]|3[3-6]|4[01])(?:-[0-3]\d)?)?~?"  # a year, month, season, quarter, half or day
    r"|\d{2,3}X{1,2}~?"  # a decade, a century
    r"|XXXX-\d\d(?:-\d\d)?"  # of an unknown year
    r"|\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d"  # an interval of days: EDTF has no weeks
    r"|\[\d{4}-\d\d-\d\d,\d{4}-\d\d-\d\d\]"  # one of two days
)


@pytest.mark.parametrize("day", ["2021-06-16", None])
def test_edtf_is_valid(day: str | None) -> None:
    """Whatever is written as EDTF is of the forms of ISO 8601-2 that we use, with and without a day to count from."""
    more = "It was on 03/04/2021 or about 2 May 2021. It was in the second week of May, in about 1980 and in the 1860s. It was on Monday."
    bodies = [sentence for _, sentence, *_ in CASES] + [more]
    found = [timex.edtf for body in bodies for timex in find_dates(article(body, day)) if timex.edtf]
    assert [edtf for edtf in found if not EDTF.fullmatch(edtf)] == []
    assert len(found) > 20


def test_an_ordinal_day_beside_its_weekday_is_that_day() -> None:
    """`Monday's second-day session` names the Monday twice; without a day of publication both stay open."""
    body = "During Monday's second-day session they voted."
    assert [t.value for t in find_dates(article(body, "2021-06-16"))] == ["2021-06-14", "2021-06-14"]
    assert [t.value for t in find_dates(article(body))] == ["XXXX-WXX-1", "XXXX-WXX-1"]


def test_fiscal_periods_keep_their_own_mark() -> None:
    """Whose fiscal year is meant is not known: the value says that it is fiscal, and no days are claimed."""
    (timex,) = find_dates(article("The third quarter of fiscal 2019 was poor.", "2021-06-16"))
    assert (timex.value, timex.begin, timex.edtf) == ("FY2019-Q3", None, None)
