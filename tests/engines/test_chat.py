"""The engine `chat:URL#MODEL` against servers that speak the OpenAI-compatible JSON, well and badly."""

from __future__ import annotations

import json
from typing import Any

import pytest

from streams.core.enrich.names_engine import EngineError
from streams.engines import load_engine

from .drafts import found
from .servers import Answer, Asked, json_answer, recording, serving

TEXT = "Ilse Brandvold left Quorvex. Brandvold, of Lima, said nothing about limas."


def chat(content: Any) -> Answer:
    return json_answer({"choices": [{"message": {"content": content}}]})


def answered(*names: tuple[str, str]) -> list[tuple[str, str]]:
    content = json.dumps({"names": [{"text": text, "type": kind} for text, kind in names]})
    with serving(lambda _: chat(content)) as url:
        return found(load_engine(f"chat:{url}/v1#small"), TEXT)


def test_each_place_of_a_name_is_found() -> None:
    """The model lists names once; where they stand is looked up."""
    assert answered(("Brandvold", "PER"), ("Lima", "LOC")) == [("Brandvold", "PER"), ("Brandvold", "PER"), ("Lima", "LOC")]


@pytest.mark.parametrize("invented", ["Elon Musk", "ilse brandvold", "", " ", "Brand"])
def test_what_is_not_in_the_text_was_invented(invented: str) -> None:
    """Nor is a part of a word a name."""
    assert answered((invented, "PER"), ("Quorvex", "ORG")) == [("Quorvex", "ORG")]


def test_other_classes_are_left_out() -> None:
    """Though the schema allows none, a server may ignore it."""
    assert answered(("Quorvex", "CAR")) == []


def test_it_is_asked_as_repeatably_as_it_can_be() -> None:
    """Temperature 0, a seed, a schema for the answer; the key as a bearer's, the article as data apart from the task."""
    seen: list[Asked] = []
    with serving(recording(seen, chat('{"names": []}'))) as url:
        assert found(load_engine(f"chat:{url}/v1#small", "k3y"), TEXT) == []
    (asked,) = seen
    body = json.loads(asked.body)
    assert (asked.path, asked.headers["authorization"]) == ("/v1/chat/completions", "Bearer k3y")
    assert (body["model"], body["temperature"], body["seed"], body["response_format"]["type"]) == ("small", 0, 0, "json_schema")
    assert body["messages"][1] == {"role": "user", "content": TEXT}


@pytest.mark.parametrize(
    "content", [None, "", "no JSON", "[]", "{}", '{"names": 1}', '{"names": [1]}', '{"names": [{"text": "Lima"}]}', "[" * 100_000]
)
def test_an_answer_without_names_is_an_error(content: Any) -> None:
    """A model that chats instead says nothing that may be counted."""
    with serving(lambda _: chat(content)) as url, pytest.raises(EngineError, match="gave no list of names"):
        found(load_engine(f"chat:{url}#small"), TEXT)


def test_the_model_has_to_be_named() -> None:
    """The text shows how."""
    with pytest.raises(EngineError, match="chat:URL#MODEL"):
        load_engine("chat:http://127.0.0.1:9")
