"""Which actors are meant, and which of an article's records counts."""

from __future__ import annotations

from typing import Any

import pytest

from streams.cli.actors import is_row, latest, matching


def row(actor_id: str, name: str) -> dict[str, Any]:
    counts = {"named": 1, "nominal": 0, "pronoun": 0}
    return {"actor_id": actor_id, "name": name, "type": "country", "mentions": counts, "articles": 1}


ROWS = [row("cty:KEN", "Kenya"), row("cty:KOR", "South Korea"), row("cty:PRK", "North Korea"), row("igo:UN", "UN")]


def mention(article: str, version: int, generation: int = 1, *, gone: bool = False) -> tuple[bytes, dict[str, Any]]:
    value = {"article_id": article, "rank": [version, "2026-05-01", 0, "h"], "generation": generation, "gone": gone, "day": None}
    return f"{article}|cty:KEN".encode(), value


@pytest.mark.parametrize(
    ("name", "ids"),
    [("korea", ["cty:KOR", "cty:PRK"]), ("KENYA", ["cty:KEN"]), ("cty:prk", ["cty:PRK"]), ("un", ["igo:UN"]), ("mars", [])],
)
def test_an_actor_is_found_by_id_name_or_a_part_of_it(name: str, ids: list[str]) -> None:
    """Case does not matter, and a whole name comes before a part of one."""
    assert [r["actor_id"] for r in matching(ROWS, name)] == ids


def test_the_greatest_rank_counts_whatever_came_last() -> None:
    """An old version that arrives late changes nothing."""
    key, newer = mention("a", 2)
    assert latest([(key, newer), mention("a", 1)]) == [newer]


def test_of_equal_ranks_the_newer_generation_counts() -> None:
    """A newer reading of the same version replaces the older."""
    key, newer = mention("a", 1, generation=2)
    assert latest([(key, newer), mention("a", 1)]) == [newer]


def test_what_an_article_no_longer_says_is_not_shown() -> None:
    """A record marked gone, or a null, takes the mention away."""
    erased = mention("b", 1)
    assert latest([mention("a", 1), mention("a", 2, gone=True), erased, (erased[0], None)]) == []


@pytest.mark.parametrize("fault", [{"name": 3}, {"mentions": {}}, {"articles": "many"}, {"mentions": []}])
def test_what_is_no_row_is_not_taken_for_one(fault: dict[str, Any]) -> None:
    """Anybody can write to the topic; what lacks a row's fields is left out of the table."""
    assert is_row(ROWS[0])
    assert not is_row(row("x", "X") | fault)
