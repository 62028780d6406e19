"""Articles found by all that they are about; and pages of a list that read a page and not a table."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from streams.core.article import Anchor, Source
from streams.view import actor, company, days, front, lists, search, sources, tags
from streams.view.database import Database
from streams.view.search import Wanted, statement, wanted

from .builders import Feed, a_reading, a_row, a_store, an_article, newer
from .sites import NOW


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """`1` names Orlova, Estonia, a cable and Tuesday 10 March; `2` names Estonia alone, and has no day; `3` is of another source and day."""
    feed = Feed(a_store(tmp_path_factory.mktemp("search")))
    feed.whole(a_reading(an_article("1")))
    feed.whole(a_reading(an_article("2", "Estonia waits.", anchor=Anchor(), received_at="2026-03-10T10:00:00.000Z")))
    feed.whole(a_reading(an_article("3", "Orlova waits for a sea cable.", source=Source("other"), anchor=Anchor("2026-03-09", "given"))))
    feed.whole(a_reading(newer(an_article("4", "Lena Orlova."), "Nobody.")))
    feed.actor(a_row("cty:EST", "Estonia", 3, "country"))
    database = Database(feed.store.path)
    yield database
    database.close()
    feed.store.close()


def ask(database: Database, query: Any, **values: Any) -> Any:
    return asyncio.run(database.run(partial(query, **values)))


IDS = {an_article(n).article_id: n for n in "1234"}


@pytest.mark.parametrize(
    ("which", "found"),
    [
        (Wanted(), "2134"),
        (Wanted(actors=("cty:EST",)), "21"),
        (Wanted(actors=("cty:EST", "per:~Lena_Orlova")), "1"),
        (Wanted(actors=("per:~Lena_Orlova",)), "13"),
        (Wanted(actors=("per:~Nobody",)), ""),
        (Wanted(tag="medtop:20000256"), "13"),
        (Wanted(tag="medtop:04000000", source="other"), "3"),
        (Wanted(date="2026-03-10"), "1"),
        (Wanted(day="2026-03-09"), "3"),
        (Wanted(day="none"), "2"),
        (Wanted("waits"), "23"),
        (Wanted("waits", actors=("cty:EST",), day="none"), "2"),
        (Wanted("cable", tag="medtop:20000256", date="2026-03-10"), "1"),
        (Wanted(since="2026-03-10T10:00:00Z"), "2"),
        (Wanted(until="2026-03-10T10:00:00Z", actors=("cty:EST",)), "1"),
        (Wanted(since="nonsense"), ""),
    ],
)
def test_filters_combine(database: Database, which: Wanted, found: str) -> None:
    """Whatever leads, each condition holds of what is found, and the newest stands first."""
    data = ask(database, search.articles, which=which, page=1)
    got = [IDS[row["article_id"]] for row in data["rows"]]
    assert sorted(got) == sorted(found)
    assert data["total"] == len(found)
    assert which.q or got[:1] == [*found[:1]] or "2" not in found


def test_everything_is_in_the_address() -> None:
    """The fields of a choice make the same choice again; actors are told apart, five at most."""
    which = Wanted("a b", "usable", "s", ("x", "y"), "medtop:1", "none", "2026-03-10", "2026", "2027")
    pairs = which.query
    assert wanted(dict(pairs), [value for name, value in pairs if name == "actor"]) == which
    assert len(wanted({}, [str(n) for n in range(9)]).actors) == search.MOST_ACTORS


def test_what_is_not_understood_is_said(database: Database) -> None:
    """No article fits it, and the page names the field."""
    assert ask(database, search.articles, which=Wanted(since="soon"), page=1)["unclear"] == ["since"]


def test_a_day_has_its_sentences(database: Database) -> None:
    """What is said of 10 March, in the words that say it, and the calendar around it."""
    data = ask(database, days.dates, given="2026-03-10", today="2026-03-01")
    assert [row["text"] for row in data["rows"]] == [
        "Estonian energy minister Lena Orlova said on Tuesday that the sea cable to Tallinn would be mended by 14 March."
    ]
    assert [d["articles"] for week in data["weeks"] for d in week if d["day"] == "2026-03-10"] == [1]
    assert (data["before"], data["after"], data["busiest"]) == ("2026-02-01", "2026-04-01", [{"day": "2026-03-10", "articles": 1}])


@pytest.mark.parametrize("given", ["", "x", "2026-02-30", "0001-01-01", "9999-12-31", "20260310"])
def test_a_day_that_is_none_is_today(database: Database, given: str) -> None:
    """No address is an error."""
    assert ask(database, days.dates, given=given, today="2026-03-01")["day"] == "2026-03-01"


def test_the_tree_counts_what_is_below(database: Database) -> None:
    """An article about energy is about economy; a topic of nobody's is not there."""
    data = ask(database, tags.tree)
    assert {b["code"]: b["articles"] for b in data["branches"]}["medtop:04000000"] == 2
    assert ask(database, tags.topic, code="medtop:20000256")["articles"] == 2
    assert ask(database, tags.topic, code="medtop:99999999") is None


def test_the_front_page_knows_who_rises(database: Database) -> None:
    """Of the newest two days, with how many texts differ; who has no date does not count."""
    data = ask(database, front.overview, now=NOW)
    assert data["window"] == {"first": "2026-03-09", "last": "2026-03-10"}
    rising = {row["actor_id"]: (row["recent"], row["texts"]) for row in data["rising"]}
    assert rising["per:~Lena_Orlova"] == (2, 2)
    assert rising["cty:EST"] == (1, 1)
    assert data["topics"][0]["articles"] == 2
    assert sum(hour["articles"] for hour in data["hours"]) == 3
    assert {s["source_id"]: s["articles"] for s in data["senders"]} == {"baltic-wire": 3, "other": 1}


def test_an_actor_knows_its_company(database: Database) -> None:
    """Others in its articles, topics, sources, names it goes by, and the days in its sentences."""
    data = ask(database, actor.actor, actor_id="per:~Lena_Orlova", page=1)
    assert {a["actor_id"]: a["articles"] for a in data["actors"]} == {"cty:EST": 1, "org:~Baltic_Grid": 1}
    assert {t["articles"] for t in data["tags"]} == {2}
    assert {s["surface"]: s["mentions"] for s in data["surfaces"]} == {"Lena Orlova": 1, "Orlova": 2}
    assert [(d["first_day"], d["sentence"]) for d in data["dates"]] == [("2026-03-10", 0)]
    assert [(d["day"], d["articles"], d["texts"]) for d in data["days"] if d["articles"]] == [("2026-03-09", 1, 1), ("2026-03-10", 1, 1)]
    assert data["days"][-1]["day"] == ""


@pytest.mark.parametrize(("day", "part", "total"), [("2026-03-10", "", 1), ("none", "", 0), ("", "source", 0), ("", "subject", 2)])
def test_an_actors_articles_are_chosen(database: Database, day: str, part: str, total: int) -> None:
    """By day, and by whether it says something or something is said of it."""
    assert ask(database, actor.actor, actor_id="per:~Lena_Orlova", page=1, day=day, part=part)["total"] == total


BIG = ("articles", "versions", "mentions", "actors", "deadletters", "actor_days", "article_tags", "article_dates", "events")
"""Tables that grow with what is read; what is left is small, or bounded by calendar and vocabulary."""


def plans(database: Database, query: Any, **values: Any) -> list[str]:
    """How SQLite says that it will answer each statement of a page."""

    def run(db: Any) -> list[str]:
        statements: list[str] = []
        db.set_trace_callback(statements.append)
        query(db, **values)
        db.set_trace_callback(None)
        wanted = [s for s in statements if s.lstrip().upper().startswith(("SELECT", "WITH"))]
        return [f"{row[3]} <- {s}" for s in wanted for row in db.execute("EXPLAIN QUERY PLAN " + s)]

    return asyncio.run(database.run(run))


PAGES = {
    "front": partial(front.overview, now=NOW),
    "actors": partial(lists.actors, q="", sort="named", page=1),
    "actors by articles": partial(lists.actors, q="", sort="articles", page=1),
    "actors by name": partial(lists.actors, q="", sort="name", page=3),
    "actors found": partial(lists.actors, q="orlova", sort="named", page=1),
    "actors found by two letters": partial(lists.actors, q="or", sort="named", page=1),
    "actor": partial(actor.actor, actor_id="cty:EST", page=1),
    "actor on a day": partial(actor.actor, actor_id="cty:EST", page=1, day="2026-03-10", part="source"),
    "company": partial(company.company, actor_id="cty:EST"),
    "articles": partial(search.articles, which=Wanted(), page=1),
    **{
        f"articles by {which.query}": partial(search.articles, which=which, page=2)
        for which in (
            Wanted("cable", "usable"), Wanted(status="canceled"), Wanted(source="other"), Wanted(day="2026-03-10"),
            Wanted(since="2026-03-01", until="2026-04-01"), Wanted(actors=("cty:EST", "per:~Lena_Orlova"), tag="medtop:04000000"),
            Wanted(tag="medtop:04000000", date="2026-03-10"), Wanted(date="2026-03-10", source="other"),
            Wanted("cable", source="other"), Wanted("cable", actors=("cty:EST",), tag="medtop:04000000"), Wanted("cable", day="2026-03-10"),
        )
    },
    "dates": partial(days.dates, given="2026-03-10", today="2026-03-01"),
    "tags": tags.tree,
    "tag": partial(tags.topic, code="medtop:04000000"),
    "sources": partial(sources.sources, now=NOW, q="", state="", page=1),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_no_page_reads_a_whole_table(database: Database, name: str) -> None:
    """Each query goes through an index to what it shows, or walks one in the order of the page; no big table is read through or sorted."""
    for line in plans(database, PAGES[name]):
        plan = line.partition(" <- ")[0]
        found = re.search(r"VIRTUAL TABLE INDEX \d+:\S", plan) is not None
        walked = plan.startswith("SCAN") and "LIMIT" in line and "USING" in plan and "INDEX" in plan and "ORDER BY" in line
        scanned = [table for table in BIG if f" {table} " in f"{plan} " or f"SCAN {table}" in plan]
        assert not plan.startswith("SCAN") or walked or found or not scanned, line


def test_the_check_of_plans_sees_a_scan(database: Database) -> None:
    """A condition without an index is found: the test above can fail."""
    lines = plans(database, lambda db: db.execute("SELECT count(*) FROM mentions WHERE headline = 'x'").fetchall())
    assert [line for line in lines if line.startswith("SCAN mentions")]


@pytest.mark.parametrize("asked", [search._MOST_ASKED, -1], ids=["words are asked for", "words lead"])
@pytest.mark.parametrize("word", ["", "waits", "cable"])
@pytest.mark.parametrize("actors", [(), ("cty:EST",), ("cty:EST", "per:~Lena_Orlova")])
@pytest.mark.parametrize("tag", ["", "medtop:20000256"])
@pytest.mark.parametrize("day", ["", "none", "2026-03-10"])
def test_whatever_leads_finds_the_same(  # noqa: PLR0917 - what can be combined
    database: Database, monkeypatch: pytest.MonkeyPatch, asked: int, word: str, actors: tuple[str, ...], tag: str, day: str
) -> None:
    """All together find what each one finds alone."""

    def found(which: Wanted) -> set[str]:
        return {row["article_id"] for row in ask(database, search.articles, which=which, page=1)["rows"]}

    monkeypatch.setattr(search, "_MOST_ASKED", asked)
    alone = [Wanted(word), Wanted(tag=tag), Wanted(day=day), *(Wanted(actors=(actor,)) for actor in actors)]
    assert found(Wanted(word, actors=actors, tag=tag, day=day)) == set.intersection(*map(found, alone))


def test_the_rarest_leads(database: Database) -> None:
    """Of all but the words. A list in order of receipt leads where there is nothing else."""

    def lead(which: Wanted) -> str:
        return statement(which, ask(database, search._rarest, which=which))[1].split()[1]

    assert lead(Wanted(actors=("cty:EST", "per:~Lena_Orlova"))) == "mentions"
    assert lead(Wanted(tag="medtop:20000256", actors=("cty:EST",), date="2026-03-10")) == "article_dates"
    assert lead(Wanted(tag="medtop:04000000", source="other")) == "articles"
    assert lead(Wanted(actors=("cty:EST", "per:~Nobody"), tag="medtop:04000000")) == "mentions"
    assert lead(Wanted()) == lead(Wanted("cable", "usable")) == "articles"


def test_a_source_that_is_called_like_an_actor_is_another_condition() -> None:
    """Only the condition that leads is not asked for again, and not what has the same value."""
    both = Wanted(source="cty:EST", actors=("cty:EST",))
    assert "actor_id = ?" in statement(both, search.Lead("", "cty:EST"))[0]
    assert "source_id = ?" in statement(both, search.Lead("actor", "cty:EST"))[0]
