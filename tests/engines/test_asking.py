"""A server is asked once, in time, and whatever it answers is JSON or an error in words."""

from __future__ import annotations

import threading

import pytest

from streams.core.enrich.names_engine import EngineError
from streams.engines.asking import ask, checked

from .servers import Answer, Asked, recording, serving


def refused(answer: Answer, timeout: float = 10) -> str:
    with serving(lambda _: answer) as url, pytest.raises(EngineError) as error:
        ask(f"{url}/?secret=1", b"", {}, timeout)
    assert "secret" not in str(error.value)
    return str(error.value)


def test_the_answer_is_what_the_server_says() -> None:
    """The body goes there as it is, and JSON comes back."""
    seen: list[Asked] = []
    with serving(recording(seen, Answer((b'{"a": [1]}',)))) as url:
        assert ask(f"{url}/x", b"\xc3\xa9", {"content-type": "text/plain"}) == {"a": [1]}
    assert [(one.path, one.body) for one in seen] == [("/x", b"\xc3\xa9")]


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff", b'{"a": ', b"[" * 200_000])
def test_what_is_no_json_is_an_error(body: bytes) -> None:
    """Cut off, in another encoding, nested without end: none of it ends the worker."""
    assert "gave no answer that can be read" in refused(Answer((body,)))


def test_an_error_of_the_server_is_told_with_its_number() -> None:
    """A person then looks into that server's log."""
    assert "answered 500" in refused(Answer((b"{}",), 500))


def test_no_redirect_is_followed() -> None:
    """Articles and the key go to the server that was named, and to no other."""
    assert "answered 302" in refused(Answer((b"{}",), 302, (("location", "http://127.0.0.1:9/"),)))


def test_an_answer_that_is_cut_off_is_an_error() -> None:
    """A server that promises more than it sends died in between."""
    assert "gave no answer" in refused(Answer((b"{}",), 200, (("content-length", "10"),)))


def test_a_server_that_says_nothing_is_left() -> None:
    """After the given time, not after its own."""
    gone = threading.Event()
    said = refused_while(Answer((b"{", b"}"), wait=lambda: gone.wait(20)), gone)
    assert "gave no answer" in said


def refused_while(answer: Answer, gone: threading.Event) -> str:
    """The error of a short wait; the server is let go before it is shut down."""
    with serving(lambda _: answer) as url:
        try:
            with pytest.raises(EngineError) as error:
                ask(url, b"", {}, 0.2)
        finally:
            gone.set()
    return str(error.value)


def test_a_server_that_drips_is_left_too() -> None:
    """Each byte comes in time, but not the whole."""
    gone = threading.Event()
    said = refused_while(Answer((b" ",) * 1_000, wait=lambda: gone.wait(0.05)), gone)
    assert "not complete after 0.2 s" in said


def test_nobody_there_is_an_error() -> None:
    """The discard port: reserved, and nobody listens."""
    with pytest.raises(EngineError, match=r"127\.0\.0\.1:9 gave no answer"):
        ask("http://127.0.0.1:9", b"", {})


@pytest.mark.parametrize(
    "url", ["", "localhost:9000", "ftp://a.example", "file:///etc/passwd", "http://", "http://[", "http://a.example:x"]
)
def test_other_addresses_are_refused(url: str) -> None:
    """No file is read through it, and the text shows how an address looks."""
    with pytest.raises(EngineError, match="http://host:port"):
        checked(url)


def test_an_address_holds_no_password() -> None:
    """It would be shown in dead letters; it is not repeated here either."""
    with pytest.raises(EngineError) as error:
        checked("http://me:hidden@a.example")
    assert "hidden" not in str(error.value)
