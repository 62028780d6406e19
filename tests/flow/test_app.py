"""faust as Dateline uses it: what happens before a worker gives up its place in the group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from streams.flow.app import make_app
from streams.settings import load

if TYPE_CHECKING:
    from pathlib import Path


class Delivery:
    def __init__(self) -> None:
        self.done: list[str] = []

    async def barrier(self) -> None:
        self.done.append("barrier")

    async def leave(self) -> None:
        self.done.append("leave")


async def test_the_last_word_is_said_before_the_place_is_given_up(tmp_path: Path) -> None:
    """Else the next owner reads the state without it, and an older generation refuses to go on from an owner that went in order. (A
    service stops its children, and so the consumer that leaves the group, after its own `on_stop`.)"""
    app: Any = make_app(load({}, data_dir=tmp_path))
    app.delivery = Delivery()
    await app.on_stop()
    assert app.delivery.done == ["barrier", "leave"]
