"""Laws of the actor table."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from streams.core.tally import Described, Totals, add, count, row

MONTHS = st.sampled_from(["", "2023-12", "2024-01"])
TOTALS = st.dictionaries(MONTHS, st.tuples(st.integers(1, 5), st.integers(0, 5), st.integers(0, 5), st.integers(0, 5), st.integers(0, 5)))


class Names:
    def describe(self, actor_id: str) -> Described:
        return Described(f"name of {actor_id}", "person", None, None, provisional=True)


@given(TOTALS, TOTALS)
def test_what_was_added_can_be_taken_back(a: Totals, b: Totals) -> None:
    """A correction takes back exactly what it replaces: (a + b) - b is a."""
    assert add(add(a, b), b, -1) == a


@given(TOTALS, TOTALS, TOTALS)
def test_order_does_not_matter(a: Totals, b: Totals, c: Totals) -> None:
    assert add(add(a, b), c) == add(add(c, a), b)


@given(st.lists(TOTALS, max_size=4))
def test_row_is_the_sum_of_its_parts(parts: list[Totals]) -> None:
    """Months and undated add up to the totals; without an article there is no row."""
    made = row("per:x", parts, Names())
    articles = sum(t[0] for part in parts for t in part.values())
    if not articles:
        assert made is None
        return
    assert made is not None
    assert made.articles == articles
    assert made.articles == sum(m["articles"] for m in made.months.values()) + made.undated["articles"]
    for form in ("named", "nominal", "pronoun", "as_source"):
        assert made.mentions[form] == sum(m[form] for m in made.months.values()) + made.undated[form]


def test_counting_an_article_is_adding_its_share() -> None:
    """The short way, for a million ledger entries at a start, and the long one come to the same."""
    totals = {"2024-05": (1, 2, 0, 0, 1)}
    long = add(totals, {"2024-05": (1, 3, 1, 0, 2)})
    count(totals, "2024-05", (3, 1, 0, 2))
    assert totals == long
