"""Who may write: whoever knows the token, for a while, from a form of ours."""

from __future__ import annotations

import pytest

from streams.view.session import LIFETIME, MOST_ADDRESSES, MOST_FAILURES, Keeper, TooManyError

TOKEN = "a-token-of-sufficient-length"


class Clock:
    def __init__(self) -> None:
        self.now = 1_773_133_300.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keeper(clock: Clock) -> Keeper:
    return Keeper(TOKEN, clock)


@pytest.mark.parametrize("given", ["", TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "\udcff", "é" * 100])
def test_only_the_token_is_the_token(keeper: Keeper, given: str) -> None:
    """Whatever is sent in its place, odd characters too."""
    assert not keeper.admits(given, "")
    assert keeper.admits(TOKEN, "")


def test_a_session_lasts_its_time(keeper: Keeper, clock: Clock) -> None:
    cookie = keeper.cookie()
    clock.now += LIFETIME
    assert keeper.valid(cookie)
    clock.now += 1
    assert not keeper.valid(cookie)


@pytest.mark.parametrize("cookie", ["", "..", "1.2", "99999999999.x.y", "\udcff.é.x", "." * 1000])
def test_what_was_not_signed_is_no_session(keeper: Keeper, cookie: str) -> None:
    assert not keeper.valid(cookie)


def test_a_cookie_cannot_be_made_longer_lived(keeper: Keeper) -> None:
    issued, rest = keeper.cookie().split(".", 1)
    assert not keeper.valid(f"{int(issued) + 3600}.{rest}")


def test_a_new_token_ends_all_sessions(keeper: Keeper, clock: Clock) -> None:
    assert not Keeper("another-token-of-this-length", clock).valid(keeper.cookie())


def test_a_form_is_of_one_session(keeper: Keeper) -> None:
    """The token of one is worth nothing in another, and is not the cookie's signature."""
    one, other = keeper.cookie(), keeper.cookie()
    assert one != other
    assert keeper.from_our_form(one, keeper.csrf(one))
    assert not keeper.from_our_form(other, keeper.csrf(one))
    assert not keeper.from_our_form(one, one.rpartition(".")[2])
    assert not keeper.from_our_form(one, "")


def test_guessing_is_slowed_down(keeper: Keeper, clock: Clock) -> None:
    """After ten wrong tokens in a minute from an address its next wrong one is not answered, until the minute is over."""
    for _ in range(MOST_FAILURES):
        assert not keeper.admits("wrong", "10.0.0.1")
    with pytest.raises(TooManyError):
        keeper.admits("wrong", "10.0.0.1")
    clock.now += 61
    assert not keeper.admits("wrong", "10.0.0.1")


def test_who_guesses_locks_nobody_out(keeper: Keeper) -> None:
    """Neither another address nor, behind a proxy where all have one, who knows the token."""
    for _ in range(MOST_FAILURES):
        keeper.admits("wrong", "10.0.0.1")
    assert not keeper.admits("mistyped", "10.0.0.2")
    assert keeper.admits(TOKEN, "10.0.0.1")


def test_addresses_are_forgotten_when_they_are_many(keeper: Keeper) -> None:
    """Who has many addresses fills no memory: the one that was wrong first is forgotten."""
    for number in range(MOST_ADDRESSES + 1):
        for _ in range(MOST_FAILURES):
            keeper.admits("wrong", str(number))
    assert not keeper.admits("wrong", "0")
    with pytest.raises(TooManyError):
        keeper.admits("wrong", str(MOST_ADDRESSES))
