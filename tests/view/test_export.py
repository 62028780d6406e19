"""`dateline export`: exactly the rows that were chosen, and no withdrawn one, in each format."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from streams.cli import main
from streams.cli._export_write import COLUMNS, cell
from streams.core.article import Anchor, Source
from streams.core.formats import to_flat
from tests.schemas import assert_valid

from .builders import PEOPLE, Feed, a_reading, a_row, a_store, an_article, newer, withdrawn

ESTONIA = tuple(named for named in PEOPLE if named[1] == "cty:EST")


@pytest.fixture
def feed(tmp_path: Path) -> Iterator[Feed]:
    """Two usable articles of two days and sources, one without a day, one withdrawn, one erased."""
    feed = Feed(a_store(tmp_path))
    feed.whole(a_reading(an_article("1")))
    feed.whole(
        a_reading(
            an_article("2", anchor=Anchor("2026-03-17", "given"), source=Source("other"), received_at="2026-03-18T09:00:00.000Z"), ESTONIA
        )
    )
    feed.whole(a_reading(an_article("3", anchor=Anchor(), published_at=None)))
    gone = an_article("4")
    feed.whole(a_reading(gone))
    feed.article(withdrawn(gone))
    feed.whole(a_reading(an_article("5")))
    feed.erase(an_article("5").article_id)
    feed.actor(a_row("per:~Lena_Orlova", "Lena Orlova"))
    feed.actor(a_row("cty:EST", "Estonia", kind="country"))
    yield feed
    feed.store.close()


def ids(*given: str) -> set[str]:
    return {an_article(one).article_id for one in given}


def export(feed: Feed, *options: str) -> Result:
    return CliRunner().invoke(main, ["export", "--database", str(feed.store.path), *options])


def exported(feed: Feed, *options: str) -> list[dict[str, Any]]:
    done = export(feed, *options)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], "123"),
        (["--since", "2026-03-10", "--until", "2026-03-10"], "1"),
        (["--since", "2026-03-11"], "2"),
        (["--until", "2026-03-17"], "12"),
        (["--since", "2026-03-10T09:00:05Z", "--until", "2026-03-18T09:00:00Z", "--by", "received"], "13"),
        (["--source", "other"], "2"),
        (["--source", "nobody"], ""),
        (["--actor", "per:~Lena_Orlova"], "13"),
        (["--actor", "lena orlova"], "13"),
        (["--actor", "Estonia", "--since", "2026-03-11"], "2"),
        (["--tag", "medtop:20000256"], "123"),
        (["--tag", "04000000", "--source", "other"], "2"),
        (["--tag", "medtop:11000000"], ""),
    ],
)
def test_exactly_what_was_chosen(feed: Feed, options: list[str], expected: str) -> None:
    """By day, time of receipt, source, actor (id or name) and tag with what is below it; together, all must hold. Never what was withdrawn."""
    found = exported(feed, *options)
    assert {value["article_id"] for value in found} == ids(*expected)
    assert len(found) == len(expected)


def test_what_was_left_out_for_want_of_a_day_is_said(feed: Feed) -> None:
    """A range of days cannot hold what has none: nobody shall think that it is all."""
    assert "1 without a day" in export(feed, "--since", "2026-03-10").stderr
    assert "without a day" not in export(feed).stderr


def test_ndjson_is_the_feed(feed: Feed) -> None:
    """Values of `news.enriched/1`, whole, of the newest version."""
    feed.whole(a_reading(newer(an_article("1"), "Estonia thanked Baltic Grid, and Orlova did too.")))
    values = {value["article_id"]: value for value in exported(feed)}
    for value in values.values():
        assert_valid("news.enriched/1", value)
    assert values[an_article("1").article_id]["body"].startswith("Estonia thanked")


def test_an_old_reading_leaves_its_actors(feed: Feed) -> None:
    """When the feed has let go of the reading, who is mentioned is still known."""
    with sqlite3.connect(feed.store.path) as db:
        db.execute("DELETE FROM versions")
    db.close()
    (value,) = exported(feed, "--source", "other")
    assert [(e["id"], e["named"]) for e in value["entities"]] == [("cty:EST", 2)]
    (item,) = exported(feed, "--source", "other", "--format", "ninjs")
    assert item["places"][0]["name"] == "Estonia"


@pytest.mark.parametrize(("form", "key"), [("ninjs", "uri"), ("jsonld", "@id")])
def test_an_item_a_line(feed: Feed, form: str, key: str) -> None:
    assert {item[key] for item in exported(feed, "--format", form)} == {f"urn:dateline:article:{one}" for one in ids("1", "2", "3")}


def test_csv(feed: Feed) -> None:
    """RFC 4180; a text with line ends and quotes comes back as it was; a cell is never a formula."""
    feed.whole(a_reading(an_article("6", '=cmd|"/c calc"!A1\n\n"Quoted", Estonia said, twice.')))
    rows = list(csv.DictReader(io.StringIO(export(feed, "--format", "csv").stdout, newline="")))
    assert {row["article_id"] for row in rows} == ids("1", "2", "3", "6")
    assert next(row["text"] for row in rows if row["article_id"] in ids("6")) == '\'=cmd|"/c calc"!A1\n\n"Quoted", Estonia said, twice.'
    assert next(row["day"] for row in rows if row["article_id"] in ids("3")) == ""


@pytest.mark.parametrize("given", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(given: str) -> None:
    assert cell(given) == f"'{given}"
    assert cell([given]) == f"'{given}"


def test_parquet(feed: Feed, tmp_path: Path) -> None:
    """The same columns with their types; lists are lists."""
    out = tmp_path / "all.parquet"
    assert export(feed, "--format", "parquet", "-o", str(out)).exit_code == 0
    rows = pq.read_table(out).to_pylist()
    assert {row["article_id"] for row in rows} == ids("1", "2", "3")
    assert next(row for row in rows if row["source"] == "other")["actor_ids"] == ["cty:EST"]
    assert [file.name for file in tmp_path.glob("all*")] == ["all.parquet"]


def test_the_columns_are_those_of_a_row(feed: Feed) -> None:
    (value,) = exported(feed, "--source", "other")
    assert tuple(to_flat(value)) == COLUMNS


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--format", "parquet"], 2, "-o"),
        (["--since", "yesterday"], 2, "2026-05-01"),
        (["--since", "2026-03-10T09:00:00Z"], 2, "--by received"),
        (["--actor", "Nobody"], 1, "no actor of that id or name"),
        (["--tag", "politics"], 1, "medtop:20000638"),
        (["-o", "/nowhere/at/all.ndjson"], 1, "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said(feed: Feed, options: list[str], code: int, said: str) -> None:
    done = export(feed, *options)
    assert (done.exit_code, said in done.output) == (code, True), done.output


def test_two_actors_of_one_name_are_not_mixed(feed: Feed) -> None:
    """Which is meant has to be said; both are named."""
    feed.actor(a_row("per:~Lena_Orlova_2", "Lena Orlova"))
    done = export(feed, "--actor", "Lena Orlova")
    assert (done.exit_code, "per:~Lena_Orlova_2" in done.output) == (1, True)


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (["--until", "3"], 2, "no day like"),
        (["--since", "2026-05-01T09:00:00Z"], 2, "--by received"),
        (["--tag", "economy"], 1, "no code of the Media Topics"),
        (["--format", "parquet"], 2, "-o"),
    ],
)
def test_what_cannot_be_meant_is_told_before_anything_is_read(options: list[str], code: int, told: str) -> None:
    """No broker is waited for."""
    done = CliRunner().invoke(main, ["export", "--bootstrap", "127.0.0.1:9", "--timeout", "60", *options])
    assert done.exit_code == code, done.output
    assert told in done.stderr


def test_a_file_that_is_no_views_is_told(tmp_path: Path) -> None:
    """One line with its name, and no traceback; so of an empty one."""
    for content in (b"", b"no database at all" * 100):
        path = tmp_path / "other.sqlite"
        path.write_bytes(content)
        done = CliRunner().invoke(main, ["export", "--database", str(path)])
        assert (done.exit_code, done.stderr.count("\n"), "is no file of a view" in done.stderr) == (1, 1, True), done.output
