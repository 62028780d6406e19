"""The engine `corenlp:URL` against servers that speak its JSON, well and badly."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from streams.core.enrich.names_engine import EngineError
from streams.engines import load_engine

from .drafts import found
from .servers import Asked, json_answer, recording, serving


def mention(text: str, name: str, ner: str, **more: Any) -> dict[str, Any]:
    """As CoreNLP tells it: offsets in UTF-16."""
    start = len(text[: text.index(name)].encode("utf-16-le")) // 2
    return {
        "text": name,
        "ner": ner,
        "characterOffsetBegin": start,
        "characterOffsetEnd": start + len(name.encode("utf-16-le")) // 2,
    } | more


def answered(text: str, *mentions: dict[str, Any]) -> list[tuple[str, str]]:
    with serving(lambda _: json_answer({"sentences": [{"entitymentions": list(mentions)}]})) as url:
        return found(load_engine(f"corenlp:{url}"), text)


def test_its_classes_become_ours() -> None:
    """Cities and countries are places; a date is no name, and a pronoun has its own form here."""
    text = "Ilse Brandvold of Quorvex flew to Lima in Peru on Monday. She slept."
    kinds = {"Ilse Brandvold": "PERSON", "Quorvex": "ORGANIZATION", "Lima": "CITY", "Peru": "COUNTRY", "Monday": "DATE", "She": "PERSON"}
    assert answered(text, *(mention(text, name, kind) for name, kind in kinds.items())) == [
        ("Ilse Brandvold", "PER"),
        ("Quorvex", "ORG"),
        ("Lima", "LOC"),
        ("Peru", "LOC"),
    ]


def test_offsets_are_those_of_java() -> None:
    """Beyond the basic plane a character counts twice there, and once here."""
    text = "😀😀 Ilse Brandvold 😀 flew to Lima."
    assert answered(text, mention(text, "Ilse Brandvold", "PERSON"), mention(text, "Lima", "CITY")) == [
        ("Ilse Brandvold", "PER"),
        ("Lima", "LOC"),
    ]


def test_the_text_goes_there_whole_and_only_names_are_asked_for() -> None:
    """The fine classes and SUTime cost the server time that nobody needs."""
    seen: list[Asked] = []
    with serving(recording(seen, json_answer({"sentences": []}))) as url:
        assert found(load_engine(f"corenlp:{url}/"), "Zoë left.") == []
    (asked,) = seen
    assert asked.body.decode() == "Zoë left."
    assert json.loads(parse_qs(urlsplit(asked.path).query)["properties"][0])["ner.applyFineGrained"] == "false"


@pytest.mark.parametrize(
    "answer",
    [
        None, 1, [], {}, {"sentences": None}, {"sentences": [1]}, {"sentences": [{}]}, {"sentences": [{"entitymentions": [{}]}]},
        *({"sentences": [{"entitymentions": [{"text": "Lima", "ner": "CITY", "characterOffsetBegin": 0, "characterOffsetEnd": 4} | bad]}]} for bad in (
            {"text": 1}, {"ner": None}, {"characterOffsetBegin": -1}, {"characterOffsetEnd": 10**9}, {"characterOffsetEnd": "4"},
            {"nerConfidences": {"CITY": "x"}}, {"nerConfidences": [1]},
        )),
    ],
)  # fmt: skip
@pytest.mark.parametrize("text", ["Lima 😀.", "Lima."])
def test_hostile_json_is_an_error_in_words(answer: Any, text: str) -> None:
    """Never another exception, and never an article without names."""
    with serving(lambda _: json_answer(answer)) as url, pytest.raises(EngineError, match="does not answer as a CoreNLP server"):
        found(load_engine(f"corenlp:{url}"), text)
