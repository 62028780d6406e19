"""Followers are counted, and come to an end."""

from __future__ import annotations

import orjson
import pytest

from streams.view.followers import Followers


def test_a_place_is_free_again_however_it_is_left() -> None:
    """Full is full until somebody goes, also by an error."""
    followers = Followers(1)

    def leave() -> None:
        with followers.counted():
            assert followers.full
            raise ConnectionError

    with pytest.raises(ConnectionError):
        leave()
    assert not followers.full


def test_who_is_dropped_is_told_why_and_counted() -> None:
    """As an event of its own."""
    followers = Followers(1)
    kind, data = followers.drop("too slow").decode().splitlines()[:2]
    assert (kind, orjson.loads(data.removeprefix("data: "))) == ("event: dropped", {"why": "too slow"})
    assert followers.dropped == 1
