"""Each seed damaged on purpose, in ways that happen on the way from a newsroom to here: it must read like the untouched one."""

from __future__ import annotations

import html
import json
import re
import textwrap
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pytest

from streams.core.article import EnrichedArticle, Record
from streams.core.enrich import Tools
from streams.core.process import process
from streams.tools import load_tools
from tests.golden.seed_records import seed_records

if TYPE_CHECKING:
    from collections.abc import Callable

OPEN = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
UNFIT = re.compile(r"articles/(?:13|14|15|16|22|23|24|26)-")
"""Pages, another language, texts that are damaged, cut off, hostile or a few words long already."""


class Reading(NamedTuple):
    """What must not change. Texts without their white space: lines are broken elsewhere in some twins."""

    sentences: list[str]
    named: dict[str, int]
    times: list[tuple[str, str | None]]
    tags: list[tuple[str, int]]
    headline: str | None


def entities_twice(text: str) -> str:
    return html.escape(html.escape(text)).replace("’", "&amp;rsquo;").replace("–", "&amp;#8211;")


def mojibake(text: str) -> str:
    """UTF-8 read as cp1252, as browsers do it: the five bytes that it leaves open become controls."""
    return "".join(chr(byte) if byte in OPEN else bytes([byte]).decode("cp1252") for byte in text.encode())


def unseen(text: str) -> str:
    """A byte order mark in front, hard blanks, zero width blanks and soft hyphens inside words."""
    words = text.split(" ")
    return "\ufeff" + "".join(
        f"{w[:2]}\u00ad{w[2:]}" + ("\u00a0" if i % 7 == 3 else " \u200b" if i % 5 == 2 else " ") for i, w in enumerate(words)
    ).strip(" ")


def bulleted(text: str) -> str:
    """The paragraphs of the story as a list; the first lines, which may be headings, stay."""
    head, *rest = text.split("\n")
    return "\n".join((head, *(f"• {line}" if line.endswith((".", '"', "”")) else line for line in rest)))


def wrapped(text: str) -> str:
    return "\n\n".join(textwrap.fill(line, 72, break_on_hyphens=False, break_long_words=False) for line in text.split("\n") if line)


WHOLE: dict[str, Callable[[str], str]] = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "empty lines": lambda text: text.replace("\n", "\n\n\n"),
    "entities twice": entities_twice,
    "hard-wrapped": wrapped,
    "invisible": unseen,
    "mojibake": mojibake,
    "mojibake twice": lambda text: mojibake(mojibake(text)),
    "bullets": bulleted,
    "noise between": lambda text: text.replace("\n", "\nADVERTISEMENT\nRead more: Ten things to know\n"),
}
"""Twins that read in all like the untouched text."""
BETWEEN = {"empty lines", "bullets", "noise between", "hard-wrapped"}


@cache
def tools() -> Tools:
    return load_tools()


def record_of(one: Record, text: str | None = None) -> Record:
    """The record with its text changed; fields beside it stay."""
    value = one.value or b""
    fields = json.loads(value) if value[:1] == b"{" else {"text": value.decode()}
    fields["text"] = fields.get("text", "") if text is None else text
    return Record(one.place, one.key, json.dumps(fields).encode(), one.timestamp_ms, one.headers)


def text_of(one: Record) -> str:
    return str(json.loads(record_of(one).value or b"")["text"])


def texts() -> dict[str, Record]:
    """The seeds whose text is whole English prose, by name."""
    seeds = {f"{file.removeprefix('articles/')}:{i}": one for (file, i), one in seed_records().items() if not UNFIT.match(file)}
    return {name: one for name, one in seeds.items() if len(text_of(one)) > 200}


SEEDS = texts()
BROKEN = {name for name, one in SEEDS.items() if re.search(r"\w\n[a-z]", text_of(one))}
"""Hard-wrapped themselves: what is put between their lines parts sentences."""


def read(one: Record, text: str | None = None) -> Reading:
    found = process(record_of(one, text), tools(), max_text_bytes=262_144, max_mentions=500)
    assert isinstance(found, EnrichedArticle)
    article, said = found.article, found.reading
    return Reading(
        [re.sub(r"\s+", " ", article.body[s.start : s.end]) for s in article.sentences],
        {one.id: one.named for one in said.entities if one.named},
        [(re.sub(r"\s+", " ", article.body[t.start : t.end]), t.value) for t in said.timexes],
        [(tag.code, tag.relevance) for tag in said.tags],
        article.headline.text,
    )


@pytest.mark.parametrize(("damage", "name"), [(d, n) for d in WHOLE for n in SEEDS if not (n in BROKEN and d in BETWEEN)])
def test_twin_reads_like_the_seed(damage: str, name: str) -> None:
    """Sentences, counts, dates, tags and headline are those of the untouched text."""
    one = SEEDS[name]
    assert read(one, WHOLE[damage](text_of(one))) == read(one)


def body_of(one: Record) -> str:
    found = process(record_of(one), tools(), max_text_bytes=262_144, max_mentions=500)
    assert isinstance(found, EnrichedArticle)
    return found.article.body


@pytest.mark.parametrize("name", SEEDS)
def test_one_line_reads_like_the_story(name: str) -> None:
    """The story without line breaks has the same sentences and counts, and names the same times."""
    one = SEEDS[name]
    story = body_of(one)
    found, expected = read(one, story.replace("\n\n", " ")), read(one, story)
    assert (found.sentences, found.named) == (expected.sentences, expected.named)
    assert [surface for surface, _ in found.times] == [surface for surface, _ in expected.times]


@pytest.mark.parametrize("name", SEEDS)
def test_lead_in_capitals_reads_like_the_story(name: str) -> None:
    """Smaller claim: dates stay, and no actor of the registry is lost or won when the first five words are in capitals."""
    one = SEEDS[name]
    story = body_of(one)
    words = story.split(" ")
    found, expected = read(one, " ".join((*map(str.upper, words[:5]), *words[5:]))), read(one, story)
    assert [value for _, value in found.times] == [value for _, value in expected.times]
    assert {k: n for k, n in found.named.items() if "~" not in k} == {k: n for k, n in expected.named.items() if "~" not in k}


@pytest.mark.parametrize("name", SEEDS)
def test_lost_stops_at_line_ends_lose_no_sentence(name: str) -> None:
    """Smaller claim: paragraphs without their last stop keep the counts, and the times they name."""
    one = SEEDS[name]
    story = body_of(one)
    found, expected = read(one, re.sub(r"(?<=[a-z]{3})\.(?=\n\n)", "", story)), read(one, story)
    assert (found.named, [one for one, _ in found.times]) == (expected.named, [one for one, _ in expected.times])


@pytest.mark.parametrize("name", SEEDS)
def test_bytes_of_cp1252_read_like_the_seed(name: str) -> None:
    """A file of an old system, sent as it is: its bytes are no UTF-8, and its quotation marks are controls elsewhere."""
    one = SEEDS[name]
    story = f"{body_of(one)}\n\n“It’s over,” he said – twice."
    sent = Record(one.place, one.key, story.encode("cp1252", "ignore"), one.timestamp_ms, ())
    found = process(sent, tools(), max_text_bytes=262_144, max_mentions=500)
    assert isinstance(found, EnrichedArticle)
    assert found.article.body.split() == story.encode("cp1252", "ignore").decode("cp1252").split()
