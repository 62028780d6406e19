"""`docker-compose.yml` and the Dockerfile keep what the README says of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from streams.settings import load
from tests.compose import services

ROOT = Path(__file__).parents[2]
OURS = ("topics", "worker", "web")


@pytest.mark.parametrize("name", sorted(services()))
def test_ports_are_on_loopback_only(name: str) -> None:
    """Nothing is offered to the network by default: the broker has no password."""
    assert all(port.startswith("127.0.0.1:") for port in services()[name].get("ports", []))


@pytest.mark.parametrize("name", sorted(services()))
def test_image_names_its_version(name: str) -> None:
    """The same file starts the same programs next year."""
    assert re.search(r":\d+\.\d+\.\d+$", services()[name]["image"])


def test_workers_can_be_scaled() -> None:
    """A container name or a port can be had only once."""
    assert {"container_name", "ports"} & set(services()["worker"]) == set()


def test_kafka_keeps_its_data_and_says_when_it_is_ready() -> None:
    """The log directory is on the volume, and the others wait for the health check."""
    kafka = services()["kafka"]
    assert kafka["volumes"] == [f"kafka:{kafka['environment']['KAFKA_LOG_DIRS']}"]
    assert services()["topics"]["depends_on"]["kafka"]["condition"] == "service_healthy"
    assert kafka["healthcheck"]["test"][0] == "CMD"


@pytest.mark.parametrize("name", ["worker", "web"])
def test_topics_are_made_first(name: str) -> None:
    """A worker that comes before the topics stops with an advice that nobody reads."""
    assert services()[name]["depends_on"]["topics"]["condition"] == "service_completed_successfully"


@pytest.mark.parametrize("name", OURS)
def test_settings_of_the_services_are_settings(name: str) -> None:
    """A misspelt variable would be refused at the start of the container."""
    load(services()[name]["environment"])


@pytest.mark.parametrize("name", OURS)
def test_services_cannot_gain_rights(name: str) -> None:
    """Article text is hostile: what reads it writes to its volume and nowhere else."""
    service = services()[name]
    assert (service["read_only"], service["cap_drop"], service["security_opt"]) == (True, ["ALL"], ["no-new-privileges:true"])


def test_image_is_pinned_and_has_a_user_of_its_own() -> None:
    """An exact base, hashed locks, and no root at run time."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^ARG BASE=python:3\.\d+\.\d+-slim-\w+$", text, re.MULTILINE)
    assert re.findall(r"^USER (.+)$", text, re.MULTILINE) == ["dateline"]
    installs = re.findall(r"pip install (.*)", text)
    assert installs
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)


def test_image_context_holds_only_what_is_copied() -> None:
    """No clone, environment or cache goes into the image by accident."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    allowed = {line[1:] for line in lines if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert "*" in lines
    assert allowed == {name for names in copied for name in names.split()}
