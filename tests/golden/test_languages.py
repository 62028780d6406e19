"""Sentences of 26 languages, written for this test: what is told, and that no English rule reads a foreign text."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from streams.core.article import EnrichedArticle
from streams.core.clean._language import language_of
from streams.core.process import process
from streams.tools import load_tools
from tests.builders import MAX_TEXT_BYTES, article, record

SENTENCES: dict[str, list[str]] = json.loads((Path(__file__).parent / "languages.json").read_text(encoding="utf-8"))
TOOLS = load_tools()


def told(text: str) -> str:
    return language_of(None, text).language.code


def read(text: str, **fields: str) -> EnrichedArticle:
    found = process(record({"text": text, "published_at": "2024-03-05", **fields}), TOOLS, max_text_bytes=MAX_TEXT_BYTES, max_mentions=500)
    assert isinstance(found, EnrichedArticle)
    return found


def test_there_are_enough_sentences() -> None:
    """At least twelve languages with ten sentences each."""
    assert len(SENTENCES) >= 12
    assert min(map(len, SENTENCES.values())) >= 10


def test_one_sentence_is_told_or_left_open() -> None:
    """Nine of ten are right; an error is a wrong name, and these are rarer than one in fifty: `und` is an answer."""
    pairs = Counter((code, told(sentence)) for code, sentences in SENTENCES.items() for sentence in sentences)
    total, right = pairs.total(), sum(count for (code, found), count in pairs.items() if code == found)
    wrong = sum(count for (code, found), count in pairs.items() if found not in (code, "und", "mis"))
    assert right >= 0.9 * total
    assert wrong <= 0.02 * total


@pytest.mark.parametrize("code", SENTENCES)
def test_a_paragraph_is_told(code: str) -> None:
    """Six sentences are enough for every language of the list."""
    assert told(" ".join(SENTENCES[code][:6])) == code
    assert told(" ".join(SENTENCES[code][4:])) == code


@pytest.mark.parametrize("code", [code for code in SENTENCES if code != "en"])
def test_no_english_rule_reads_another_language(code: str) -> None:
    """A foreign article gets what is the same everywhere (days in figures), no names, tags or English dates, and says so."""
    found = read("\n".join((*SENTENCES[code][:8], "Reuters, New York, Marsh: 2024-03-01.")))
    assert (found.reading.entities, found.reading.mentions, found.reading.tags) == ((), (), ())
    assert [one.value for one in found.reading.timexes] == ["2024-03-01"]
    assert "language_not_supported" in {one.code for one in found.reading.notices}


@pytest.mark.parametrize("code", ["fr", "de", "es", "id", "ru"])
def test_a_wrong_label_does_not_make_it_english(code: str) -> None:
    """Feeds call everything `en`; the text decides when it is sure, and the notice says that it did."""
    found = article({"text": " ".join(SENTENCES[code]), "language": "en"})
    assert found.language.code == code
    assert "language_conflict" in {one.code for one in found.notices}


def test_a_label_is_believed_when_the_text_is_short() -> None:
    """A few words prove nothing against what the feed says."""
    found = article({"text": "Le Monde, Die Zeit und El País.", "language": "en"})
    assert (found.language.code, found.language.method) == ("en", "given")


@pytest.mark.parametrize(("main", "other"), [("en", "fr"), ("fr", "en"), ("en", "ru"), ("de", "es")])
def test_a_mixed_text_is_said_to_be_mixed(main: str, other: str) -> None:
    """The greater part names the language; the smaller is told in a notice."""
    text = "\n\n".join((" ".join(SENTENCES[main][:6]), " ".join(SENTENCES[main][6:]), " ".join(SENTENCES[other][:6])))
    found = language_of(None, text)
    assert found.language.code == main
    assert [one.code for one in found.notices] == ["mixed_language"]
    assert f" {other}" in found.notices[0].detail


def test_one_language_is_not_said_to_be_mixed() -> None:
    """Names and single words of others are in every text."""
    for sentences in SENTENCES.values():
        assert language_of(None, " ".join(sentences[:6]) + "\n\n" + " ".join(sentences[6:])).notices == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Reds 1, Blues 0",
        "12 34 56 78 90 12 34",
        "Kowalski, Müller, Dupont, Rossi",
        "lorem ipsum dolor sit amet",
    ],
)
def test_what_proves_nothing_is_undetermined(text: str) -> None:
    """Names, figures and words of no language get no guess."""
    assert told(text) in ("und", "mis")
