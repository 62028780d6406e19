"""The settings of a demonstration and how its children get them."""

from __future__ import annotations

import socket
from pathlib import Path

from streams.cli._demo_children import child_environment, free_port, own_settings
from streams.embedded import EmbeddedBroker
from streams.settings import load


def test_children_get_what_the_demonstration_has(tmp_path: Path) -> None:
    """A child that reads its environment comes to the demonstration's own settings, whatever the user's were."""
    users = {
        "DATELINE_BOOTSTRAP": "kafka.example:9092",
        "DATELINE_SECURITY": "SASL_SSL",
        "DATELINE_SASL_USERNAME": "ada",
        "DATELINE_SASL_PASSWORD": "secret",
        "DATELINE_DATABASE": str(tmp_path / "precious.sqlite"),
        "DATELINE_DATA_DIR": str(tmp_path / "precious"),
        "DATELINE_PARTITIONS": "3",
        "DATELINE_PREFIX": "wire.",
        "DATELINE_SESSION_TIMEOUT": "45",
        "DATELINE_WEB_PORT": "0",
    }
    settings = load(users)
    broker = EmbeddedBroker(["wire.raw"], settings.partitions)
    with broker:
        own = own_settings(settings, broker, tmp_path / "own")
    assert load(child_environment(users | {"HOME": "/home/ada"}, own)) == own
    assert (own.bootstrap, own.security, own.prefix, own.partitions) == (broker.bootstrap, "PLAINTEXT", "wire.", 3)
    assert own.view_database == tmp_path / "own/view.sqlite"


def test_the_rest_of_the_environment_is_handed_on(tmp_path: Path) -> None:
    """Paths, locale and the like are the user's."""
    own = load({"DATELINE_DATA_DIR": str(tmp_path)})
    assert child_environment({"LANG": "C.UTF-8"}, own)["LANG"] == "C.UTF-8"


def test_a_free_port_is_taken_and_a_busy_one_left() -> None:
    """The wanted port when nobody listens there, else any."""
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        assert free_port("127.0.0.1", port) == 0
    assert free_port("127.0.0.1", port) == port
