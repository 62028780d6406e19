"""The AsyncAPI document is what the program says of its topics, and what tools for AsyncAPI can read."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft7Validator

from schemas import example
from streams.cli import main
from streams.topics import Topics
from tests.asyncapi import channel_of, resolved, validator

with warnings.catch_warnings():  # a field of its models is called `schema`, of which pydantic warns at import
    warnings.simplefilter("ignore", UserWarning)
    from asyncapi3.models import AsyncAPI3

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = Path(__file__).parents[2] / "schemas/asyncapi.json"
DOCUMENT: dict[str, Any] = json.loads(FILE.read_bytes())
NAMES = sorted(topic.schema for topic in Topics().public if topic.schema)


def printed(**environment: str) -> str:
    done = CliRunner().invoke(main, ["asyncapi"], env=environment)
    assert done.exit_code == 0, done.output
    return done.stdout


def parts(node: Any, key: str) -> Iterator[Any]:
    """Every value of a key, wherever it stands."""
    if isinstance(node, dict):
        yield from (value for name, value in node.items() if name == key)
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from parts(child, key)


def test_file_is_what_the_command_prints() -> None:
    """If not: `dateline asyncapi > schemas/asyncapi.json`, without DATELINE_* variables."""
    assert FILE.read_text(encoding="utf-8") == printed()


def test_document_is_valid_asyncapi() -> None:
    """Fields, types and bindings as the specification names them; and no other."""
    AsyncAPI3.model_validate(DOCUMENT)
    with pytest.raises(ValueError, match="nonsense"):
        AsyncAPI3.model_validate(DOCUMENT | {"nonsense": 1})


def test_references_lead_somewhere() -> None:
    """Into this document, every one: it can be sent around alone."""
    references = [r for r in parts(DOCUMENT, "$ref") if isinstance(r, str)]
    assert len(references) > 50
    assert all(resolved(DOCUMENT, {"$ref": reference}) for reference in references)


def test_each_public_topic_is_a_channel_as_it_is_made() -> None:
    """Address, partitions, clean-up, how long records are kept, and the largest record."""
    for topic in Topics().public:
        kafka = channel_of(DOCUMENT, topic.name)["bindings"]["kafka"]
        configs = kafka["topicConfiguration"]
        assert {k: str(v[0] if isinstance(v, list) else v) for k, v in configs.items()} == topic.configs
        assert (kafka["partitions"], kafka["replicas"]) == (4, 1)
    assert len(DOCUMENT["channels"]) == len(Topics().public)


def test_document_follows_the_settings() -> None:
    """Prefix, partitions, and every broker of the deployment."""
    brokers = "a.example.org:9092,b.example.org:9093"
    own = json.loads(printed(DATELINE_PREFIX="desk.", DATELINE_PARTITIONS="12", DATELINE_BOOTSTRAP=brokers, DATELINE_SECURITY="SSL"))
    assert {channel["address"] for channel in own["channels"].values()} == {t.name for t in Topics("desk.").public}
    assert own["channels"]["raw"]["bindings"]["kafka"]["partitions"] == 12
    assert [(s["host"], s["protocol"]) for s in own["servers"].values()] == [(host, "kafka-secure") for host in brokers.split(",")]


@pytest.mark.parametrize("name", NAMES)
def test_schemas_say_the_same_in_draft_7(name: str) -> None:
    """The example is valid; without one of its fields, or with another type of it, it is not."""
    channel = name.partition("/")[0].removeprefix("news.")
    reference = DOCUMENT["channels"][channel]["messages"]["value"]["payload"]
    schema = resolved(DOCUMENT, reference)
    Draft7Validator.check_schema(schema)
    check = validator(DOCUMENT, reference)
    check.validate(example(name))
    for field in schema["required"] if channel != "raw" else ():
        assert not check.is_valid({k: v for k, v in example(name).items() if k != field})
        assert not check.is_valid(example(name) | {field: object()})


def test_tuples_keep_their_places() -> None:
    """A rank has four places, each of its type: what draft 7 says in another way than 2020-12."""
    check = validator(DOCUMENT, {"$ref": "#/components/schemas/enriched-rank"})
    rank = example("news.enriched/1")["rank"]
    check.validate(rank)
    assert not any(map(check.is_valid, (rank[:3], [*rank, 1], [rank[1], rank[0], *rank[2:]])))
    assert not list(parts(DOCUMENT, "prefixItems"))
