"""Settings, from `DATELINE_*` variables and options; all faults are reported together."""

from __future__ import annotations

import os
import re
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

if TYPE_CHECKING:
    from collections.abc import Mapping

TopicName = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]*$", max_length=100)]


KEPT = ("raw", "enriched", "deadletter", "private")
"""What `keep` may name: topics by the end of their name; `private` are those between the stages. All others are compacted."""
_KEEP = re.compile(r"([a-z]+)=(forever|([1-9][0-9]{0,5})([hd]))")
_UNIT_MS = {"h": 3_600_000, "d": 86_400_000}


_CLIENT = "DATELINE_OAUTH_URL, DATELINE_OAUTH_CLIENT_ID and DATELINE_OAUTH_CLIENT_SECRET"


class SettingsError(Exception):
    """Settings that cannot be used: one line per fault, each with its variable."""


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def default_data_dir() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "dateline"


class Settings(BaseSettings):
    """Everything that can be set. Each field is the variable `DATELINE_<NAME>`; README lists them all."""

    model_config = SettingsConfigDict(env_prefix="DATELINE_", extra="ignore", frozen=True, validate_default=True)

    bootstrap: str = Field("127.0.0.1:9092", description="broker addresses, `host:port[,host:port…]`")
    prefix: TopicName = Field("news.", description="prefix of the six public topics")
    app: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,100}$")] = Field(
        "dateline", description="consumer group, and prefix of the private topics"
    )
    partitions: int = Field(4, ge=1, le=1000, description="partitions of topics that `dateline topics` makes")
    replication: int = Field(1, ge=1, le=10, description="replication factor of topics that `dateline topics` makes")
    keep: str = Field("", description="how long topics keep records, such as `raw=30d,deadletter=90d`: see docs/operations.md")
    data_dir: Path = Field(default_factory=default_data_dir, description="where the view's database and crash notes live")
    state: Literal["memory", "disk"] = Field(
        "memory", description="where a worker holds its state: `disk` is a cache in the data directory"
    )
    lexicon: Path | None = Field(None, description="a JSON Lines file with your own actors, read after the built-in registry")
    lexicon_edition: int = Field(
        0, ge=0, le=1_000_000, description="raise it with each change of that file or of the engine, then run `dateline reenrich`"
    )
    engine: str = Field("default", description="what finds names: `default`, `accurate`, or one of docs/engines.md")
    engine_key: SecretStr | None = Field(None, description="key of the server of the engine `chat:URL#MODEL`")
    max_text_bytes: int = Field(262_144, ge=1_000, le=10_000_000, description="longest text in UTF-8 bytes; longer is a dead letter")
    max_mentions: int = Field(500, ge=1, le=100_000, description="most mentions in an article; more is a dead letter")
    session_timeout: float = Field(10.0, ge=1, le=300, description="seconds after which the broker gives a silent worker's partitions away")
    commit_interval: float = Field(1.0, ge=0.05, le=60, description="seconds between two commits")
    publish_interval: float = Field(0.05, ge=0.01, le=60, description="seconds between two publications of moved actor rows")
    enrich_timeout: float = Field(30.0, ge=1, le=600, description="seconds one article may take before its worker is ended")
    security: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field("PLAINTEXT", description="how to talk to the broker")
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"] = Field("PLAIN", description="SASL mechanism")
    sasl_username: str | None = Field(None, description="SASL user")
    sasl_password: SecretStr | None = Field(None, description="SASL password")
    oauth_url: str | None = Field(None, description="token endpoint for OAUTHBEARER: https, or http to this machine")
    oauth_client_id: str | None = Field(None, description="client that the token endpoint knows")
    oauth_client_secret: SecretStr | None = Field(None, description="its secret")
    oauth_scope: str = Field("", description="scope that is asked for")
    oauth_cafile: Path | None = Field(None, description="certificate authority of the token endpoint (PEM)")
    oauth_token_file: Path | None = Field(None, description="a file with the token, instead of all these; it is read again and again")
    ssl_cafile: Path | None = Field(None, description="certificate authority of the broker (PEM)")
    ssl_certfile: Path | None = Field(None, description="client certificate (PEM), for mTLS")
    ssl_keyfile: Path | None = Field(None, description="key of the client certificate (PEM)")
    health_host: str = Field("127.0.0.1", description="address on which a worker tells its health and metrics")
    health_port: int = Field(
        0, ge=-1, le=65535, description="port of a worker's health and metrics; 0 takes a free one and logs it, -1 is none"
    )
    web_host: str = Field("127.0.0.1", description="address that the web view binds to")
    web_port: int = Field(8080, ge=0, le=65535, description="port of the web view; 0 takes a free one")
    web_allowed_hosts: str = Field("", description="comma-separated Host names that the web view answers to beside its own")
    web_token: SecretStr | None = Field(
        None,
        min_length=16,
        description="with it the web view may replay and discard dead letters; without it the view only shows",
    )
    intake_token: SecretStr | None = Field(
        None, min_length=16, description="with it the web view takes articles: `POST /articles`; without it nobody can send any to it"
    )
    database: Path | None = Field(None, description="the view's SQLite file (default: view.sqlite in the data directory)")
    traces: Literal["off", "otlp"] = Field("off", description="`otlp`: a worker sends OpenTelemetry traces (extra `otel`)")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="least severe messages that are logged")
    log_format: Literal["text", "json"] = Field("text", description="lines for people, or one JSON object a line")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load` was given: the environment is an argument."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)

    @field_validator("bootstrap")
    @classmethod
    def _addresses(cls, value: str) -> str:
        for address in value.split(","):
            host, colon, port = address.strip().rpartition(":")
            if not (host and colon and port.isdigit() and 0 < int(port) < 65536):
                msg = f"{address.strip()!r} is not host:port"
                raise ValueError(msg)
        return value

    @field_validator("keep")
    @classmethod
    def _kept(cls, value: str) -> str:
        for part in filter(None, map(str.strip, value.split(","))):
            if (found := _KEEP.fullmatch(part)) is None or found[1] not in KEPT:
                msg = f"{part!r} is not like raw=30d: one of {', '.join(KEPT)}, then hours (36h), days (30d) or forever"
                raise ValueError(msg)
        return value

    @field_validator("oauth_url")
    @classmethod
    def _endpoint(cls, value: str | None) -> str | None:
        """The client's secret goes there."""
        if value is not None:
            url = urlsplit(value)
            if not url.hostname or url.username or not (url.scheme == "https" or (url.scheme == "http" and _is_loopback(url.hostname))):
                msg = "a token endpoint is https://…, or http://… on this machine's loopback, without user or password"
                raise ValueError(msg)
        return value

    @field_validator("lexicon")
    @classmethod
    def _readable(cls, value: Path | None) -> Path | None:
        if value is not None and not (value.is_file() and os.access(value, os.R_OK)):
            msg = f"{value} is no file that can be read"
            raise ValueError(msg)
        return value

    @model_validator(mode="after")
    def _credentials(self) -> Settings:
        if self.by_token:
            client = (self.oauth_url, self.oauth_client_id, self.oauth_client_secret)
            if any(client) == (self.oauth_token_file is not None):  # both, or neither
                msg = f"DATELINE_SASL_MECHANISM=OAUTHBEARER needs {_CLIENT}, or DATELINE_OAUTH_TOKEN_FILE, and not both"
                raise ValueError(msg)
            if any(client) and not all(client):
                msg = f"{_CLIENT} belong together"
                raise ValueError(msg)
        elif self.security.startswith("SASL") and not (self.sasl_username and self.sasl_password):
            msg = f"DATELINE_SECURITY={self.security} needs DATELINE_SASL_USERNAME and DATELINE_SASL_PASSWORD"
            raise ValueError(msg)
        if bool(self.ssl_certfile) != bool(self.ssl_keyfile):
            msg = "DATELINE_SSL_CERTFILE and DATELINE_SSL_KEYFILE belong together"
            raise ValueError(msg)
        return self

    @property
    def by_token(self) -> bool:
        """Whether the broker is shown tokens (OAUTHBEARER)."""
        return self.security.startswith("SASL") and self.sasl_mechanism == "OAUTHBEARER"

    @property
    def kept_ms(self) -> dict[str, int]:
        """Of what `keep` names: milliseconds, -1 for ever. The last one counts."""
        parts = filter(None, map(_KEEP.fullmatch, map(str.strip, self.keep.split(","))))
        return {part[1]: -1 if part[2] == "forever" else int(part[3]) * _UNIT_MS[part[4]] for part in parts}

    @property
    def view_database(self) -> Path:
        return self.database or self.data_dir / "view.sqlite"

    @property
    def secrets(self) -> list[str]:
        """What must not be seen anywhere."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return [value.get_secret_value() for value in values if isinstance(value, SecretStr)]

    @property
    def engine_secret(self) -> str | None:
        return self.engine_key.get_secret_value() if self.engine_key else None


def load(environment: Mapping[str, str], **options: object) -> Settings:
    """Settings from `environment` (`os.environ` of the caller); options that are not None win.

    Raises SettingsError with all faults, unknown `DATELINE_*` variables included.
    """
    known = {f"DATELINE_{name.upper()}": name for name in Settings.model_fields}
    given: dict[str, object] = {known[k]: v for k, v in environment.items() if k in known}
    given.update({k: v for k, v in options.items() if v is not None})
    unknown = [k for k in environment if k.startswith("DATELINE_") and k not in known and k not in _FOR_TESTS]
    faults = [f"{k}: there is no such setting; `dateline settings` lists them" for k in sorted(unknown)]
    try:
        settings = Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        faults += [_fault(dict(e)) for e in error.errors()]
    if faults:
        raise SettingsError("\n".join(faults))
    return settings


# read by the tests alone
_FOR_TESTS = frozenset({"DATELINE_REQUIRE_BROKER", "DATELINE_FAILPOINT"})


_WORDS = {
    "string_pattern_mismatch": "{given!r} is no name for topics: letters, digits, dot, underscore and hyphen only",
    "too_short": "at least {min_length} characters",
    "string_too_long": "at most {max_length} characters",
    "int_parsing": "{given!r} is no whole number",
    "int_from_float": "{given!r} is no whole number",
    "float_parsing": "{given!r} is no number",
    "finite_number": "{given!r} is no number",
    "greater_than_equal": "{given!r} is too small: at least {ge}",
    "less_than_equal": "{given!r} is too great: at most {le}",
    "literal_error": "{given!r} is not among {expected}",
}
"""Type of a fault → our words for it; the library's are those of a programmer. Values of secrets have none of these types."""


def _fault(error: dict[str, Any]) -> str:
    variable = f"DATELINE_{str(error['loc'][0]).upper()}: " if error["loc"] else ""
    if words := _WORDS.get(error["type"]):
        return variable + words.format(given=error["input"], **error.get("ctx", {}))
    return variable + str(error["msg"]).removeprefix("Value error, ")
