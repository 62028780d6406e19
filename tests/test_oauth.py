"""Tokens for OAUTHBEARER: asked for as RFC 6749 says, renewed in time, never told to anybody but the endpoint and the broker."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError, SaslAuthenticationFailed

from streams.kafka import aiokafka_options, librdkafka_options, tokens
from streams.oauth import PAUSE_SECONDS, UNTOLD_SECONDS, Endpoint, HearingAuthenticator, Token, TokenError, TokenFile, Tokens
from streams.settings import SettingsError, load
from tests.issuer import Issuer, issuer, jwt

SECRET = "a secret: with % and +"
NOW = 1_800_000_000.0


def endpoint(server: Issuer, scope: str = "") -> Endpoint:
    return Endpoint(server.url, "dateline & co", SECRET, scope)


def test_a_client_shows_its_id_and_secret_and_asks_for_its_scope() -> None:
    """Both encoded as in a form, then joined for HTTP Basic; the secret is nowhere else."""
    with issuer({"access_token": "t0ken", "token_type": "Bearer", "expires_in": 60}) as server:
        assert endpoint(server, "kafka read").fetch(NOW) == Token("t0ken", NOW + 60)
    ((known, form),) = server.asked
    assert base64.b64decode(known.removeprefix("Basic ")).decode() == "dateline+%26+co:a+secret%3A+with+%25+and+%2B"
    assert form == {"grant_type": ["client_credentials"], "scope": ["kafka read"]}


@pytest.mark.parametrize(
    ("answer", "ends"),
    [
        ({"access_token": "t", "expires_in": "90"}, NOW + 90),
        ({"access_token": jwt(exp=NOW + 120)}, NOW + 120),
        ({"access_token": "opaque"}, NOW + UNTOLD_SECONDS),
        ({"access_token": jwt(exp="never"), "expires_in": None}, NOW + UNTOLD_SECONDS),
        ({"access_token": "a.%%%.b".replace("%", "-"), "expires_in": -5}, NOW + UNTOLD_SECONDS),
    ],
)
def test_when_a_token_ends(answer: dict[str, object], ends: float) -> None:
    """As the endpoint says; else as the token does; else soon."""
    with issuer(answer) as server:
        assert endpoint(server).fetch(NOW).ends == ends


@pytest.mark.parametrize(
    ("status", "answer", "says"),
    [
        (401, {"error": "invalid_client", "error_description": f"not {SECRET}\x1b[2J"}, "HTTP 401, invalid_client: not ********?[2J"),
        (500, b"<html>", "HTTP 500)"),
        (200, b"[" * 100_000, "without a bearer token"),
        (200, {"access_token": "two words"}, "without a bearer token"),
        (200, {"access_token": "a\x01auth=b"}, "without a bearer token"),
        (200, {"access_token": "t", "token_type": "mac"}, "without a bearer token"),
        (200, {}, "without a bearer token"),
    ],
)
def test_an_endpoint_that_gives_none_is_told_without_the_secret(status: int, answer: object, says: str) -> None:
    """Its own reason, cut and without controls."""
    with issuer(answer, status) as server, pytest.raises(TokenError) as caught:
        endpoint(server).fetch(NOW)
    assert says in str(caught.value)
    assert server.url in str(caught.value)
    assert SECRET not in str(caught.value)


def test_no_redirect_is_followed() -> None:
    """The secret was meant for one host."""
    with issuer({"access_token": "t"}) as other, issuer({}, 307, Location=other.url) as server, pytest.raises(TokenError, match="HTTP 307"):
        endpoint(server).fetch(NOW)
    assert other.asked == []


def test_an_endpoint_that_is_not_there_is_told() -> None:
    with pytest.raises(TokenError, match=r"cannot be asked .*refused.*DATELINE_OAUTH_URL"):
        Endpoint("http://127.0.0.1:9/token", "c", SECRET).fetch(NOW)


class Clock:
    now = NOW

    def __call__(self) -> float:
        return self.now


class Source(Endpoint):
    """An endpoint that is asked by nothing but this test: tokens of 100 s, with a number each."""

    given = 0
    fails = False

    def fetch(self, now: float) -> Token:
        type(self).given += 1
        if type(self).fails:
            msg = "out of order"
            raise TokenError(msg)
        return Token(f"t{type(self).given}", now + 100)


@pytest.fixture
def source() -> Source:
    Source.given, Source.fails = 0, False
    return Source("", "", "")


def test_a_token_serves_until_four_fifths_of_its_life_are_over(source: Source) -> None:
    held = Tokens(source, clock := Clock())
    assert [held.current().text for _ in range(3)] == ["t1"] * 3
    clock.now += 79
    assert held.current().text == "t1"
    clock.now += 2
    assert held.current().text == "t2"


def test_while_the_endpoint_fails_the_token_serves_to_its_end(source: Source) -> None:
    """And the endpoint is asked every `PAUSE_SECONDS` at most."""
    held = Tokens(source, clock := Clock())
    held.current()
    Source.fails = True
    clock.now += 81
    assert [held.current().text for _ in range(3)] == ["t1"] * 3
    assert Source.given == 2
    clock.now += 19
    with pytest.raises(TokenError, match="out of order"):
        held.current()
    assert Source.given == 3
    clock.now += PAUSE_SECONDS
    Source.fails = False
    assert held.current().text == "t4"


async def test_no_token_is_a_failed_connection_to_aiokafka(source: Source) -> None:
    """So it is logged with its reason, and tried again, as a broker that is away."""
    Source.fails = True
    with pytest.raises(KafkaConnectionError, match="out of order"):
        await Tokens(source, Clock()).token()


def test_a_file_is_read_again(tmp_path: Path) -> None:
    """Whoever renews it replaces it; nobody is told."""
    file = tmp_path / "token"
    held = Tokens(TokenFile(file), Clock())
    for name in ("one", "two"):
        file.write_text(f"{name}\n")
        assert held.current().text == name


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "cannot be read"), ("", "one token"), ("a\nb", "one token"), ("a\x01b", "one token"), (jwt(exp=NOW - 7), "ended 7 s ago")],
)
def test_a_file_without_a_good_token_is_told(tmp_path: Path, content: str | None, says: str) -> None:
    """With the setting; and not a character of what is in it."""
    file = tmp_path / "token"
    if content is not None:
        file.write_text(content)
    with pytest.raises(TokenError, match=says) as caught:
        TokenFile(file).fetch(NOW)
    assert "DATELINE_OAUTH_TOKEN_FILE" in str(caught.value)
    assert not content or content not in str(caught.value)


async def test_a_refusal_of_the_broker_is_heard(source: Source) -> None:
    """aiokafka itself takes the challenge that holds it for a success."""
    steps = HearingAuthenticator(sasl_oauth_token_provider=Tokens(source, Clock()))
    assert await steps.step(None) == (b"n,,\x01auth=Bearer t1\x01\x01", True)
    assert await steps.step(b"") is None
    with pytest.raises(SaslAuthenticationFailed, match="invalid_token"):
        await steps.step(b'{"status":"invalid_token"}')


CLIENT = {
    "DATELINE_SECURITY": "SASL_SSL",
    "DATELINE_SASL_MECHANISM": "OAUTHBEARER",
    "DATELINE_OAUTH_URL": "https://id.example.org/token",
    "DATELINE_OAUTH_CLIENT_ID": "c",
    "DATELINE_OAUTH_CLIENT_SECRET": SECRET,
}


def test_all_clients_of_a_process_share_their_tokens() -> None:
    """aiokafka's, librdkafka's, and another with the same settings."""
    settings = load(CLIENT)
    shared = tokens(load(CLIENT))
    assert aiokafka_options(settings)["sasl_oauth_token_provider"] is shared
    assert librdkafka_options(settings)["oauth_cb"] == shared.for_librdkafka
    assert tokens(load(CLIENT | {"DATELINE_OAUTH_SCOPE": "x"})) is not shared


@pytest.mark.parametrize("url", ["https://id.example.org/t", "http://127.0.0.1:8/t", "http://[::1]:8/t", "http://localhost/t"])
def test_endpoints_that_may_be_told_the_secret(url: str) -> None:
    assert load(CLIENT | {"DATELINE_OAUTH_URL": url}).oauth_url == url


@pytest.mark.parametrize(
    "changes",
    [
        {"DATELINE_OAUTH_URL": "http://id.example.org/t"},
        {"DATELINE_OAUTH_URL": "http://127.0.0.1.example.org/t"},
        {"DATELINE_OAUTH_URL": "http://localhost@id.example.org/t"},
        {"DATELINE_OAUTH_URL": "https://user:pass@id.example.org/t"},
        {"DATELINE_OAUTH_URL": "file:///etc/passwd"},
        {"DATELINE_OAUTH_URL": "https://"},
        {"DATELINE_OAUTH_URL": None},
        {"DATELINE_OAUTH_CLIENT_SECRET": None},
        {"DATELINE_OAUTH_TOKEN_FILE": "/token"},
        dict.fromkeys(["DATELINE_OAUTH_URL", "DATELINE_OAUTH_CLIENT_ID", "DATELINE_OAUTH_CLIENT_SECRET"]),
    ],
)
def test_settings_that_cannot_work_are_refused(changes: dict[str, str | None]) -> None:
    """A secret in the open, half a client, two ways or none; and the secret is not in what is said."""
    given: dict[str, Any] = {name: value for name, value in (CLIENT | changes).items() if value is not None}
    with pytest.raises(SettingsError, match=r"DATELINE_OAUTH|token endpoint") as caught:
        load(given)
    assert SECRET not in str(caught.value)
    assert "user:pass" not in str(caught.value)
