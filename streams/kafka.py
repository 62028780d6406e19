"""What every Kafka client of Dateline shares: how to connect, how to read without a group, the headers of events, which records are markers."""

from __future__ import annotations

import ssl
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from aiokafka import AIOKafkaConsumer

from . import lenient, oauth

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from .core.article import Place, Record
    from .settings import Settings

Headers = list[tuple[str, bytes]]

MARKER_TYPE = b"dateline.marker"
"""`ce_type` of the record that `dateline topics` puts at the head of each partition; every reader skips it."""
MARKER_VALUE = b"{}"
FETCH_WAIT_MS = 50
"""How long a broker may hold an empty fetch: the embedded one always holds it for the whole time, new records or not."""
COMPRESSION = "zstd"
"""Of what is sent. Measured on a batch of 140 kB: 0.65 ms and 45 kB; with lz4, which aiokafka takes at its highest level, 17 ms and 56 kB."""
ISOLATION = "read_committed"
"""What a publisher took back by aborting its transaction is no record, for no reader."""


def aiokafka_options(settings: Settings) -> dict[str, Any]:
    """Keyword arguments for `AIOKafkaConsumer`, `AIOKafkaProducer` and `AIOKafkaAdminClient`.

    A consumer of this process reads header names that are not UTF-8 from now on: nobody gets as far as a consumer without coming here.
    """
    lenient.install()
    options: dict[str, Any] = {"bootstrap_servers": settings.bootstrap, "security_protocol": settings.security}
    if settings.by_token:
        oauth.install()
        options |= {"sasl_mechanism": settings.sasl_mechanism, "sasl_oauth_token_provider": tokens(settings)}
    elif settings.security.startswith("SASL") and settings.sasl_password:
        options["sasl_mechanism"] = settings.sasl_mechanism
        options["sasl_plain_username"] = settings.sasl_username
        options["sasl_plain_password"] = settings.sasl_password.get_secret_value()
    if settings.security.endswith("SSL"):
        options["ssl_context"] = ssl_context(settings)
    return options


def group_less(options: dict[str, Any]) -> AIOKafkaConsumer:
    """A reader that joins no group: it commits nothing and takes nothing from the workers. `options`: those of `aiokafka_options`,
    and others of the client's."""
    fixed: dict[str, Any] = {"group_id": None, "enable_auto_commit": False, "auto_offset_reset": "earliest"}
    return AIOKafkaConsumer(**options, **fixed, fetch_max_wait_ms=FETCH_WAIT_MS, isolation_level=ISOLATION)


@asynccontextmanager
async def consumer(settings: Settings, **options: int) -> AsyncIterator[AIOKafkaConsumer]:
    """The same, started, for as long as it is needed."""
    client = group_less(aiokafka_options(settings) | options)
    try:
        await client.start()
        yield client
    finally:
        await client.stop()


def librdkafka_options(settings: Settings) -> dict[str, Any]:
    """Configuration for `confluent_kafka` clients. Those ask for a token only while they are polled: `poll(0)` before a question."""
    options: dict[str, Any] = {"bootstrap.servers": settings.bootstrap, "security.protocol": settings.security}
    if settings.by_token:
        options |= {"sasl.mechanism": settings.sasl_mechanism, "oauth_cb": tokens(settings).for_librdkafka}
    elif settings.security.startswith("SASL") and settings.sasl_password:
        options["sasl.mechanism"] = settings.sasl_mechanism
        options["sasl.username"] = settings.sasl_username
        options["sasl.password"] = settings.sasl_password.get_secret_value()
    files = {
        "ssl.ca.location": settings.ssl_cafile,
        "ssl.certificate.location": settings.ssl_certfile,
        "ssl.key.location": settings.ssl_keyfile,
    }
    return options | {name: str(path) for name, path in files.items() if path}


def tokens(settings: Settings) -> oauth.Tokens:
    """What all clients of this process show the broker: one token, however many they are."""
    if settings.oauth_token_file is not None:
        return _tokens(oauth.TokenFile(settings.oauth_token_file))
    secret = settings.oauth_client_secret.get_secret_value() if settings.oauth_client_secret else ""
    return _tokens(
        oauth.Endpoint(settings.oauth_url or "", settings.oauth_client_id or "", secret, settings.oauth_scope, settings.oauth_cafile)
    )


@cache
def _tokens(source: oauth.Endpoint | oauth.TokenFile) -> oauth.Tokens:
    return oauth.Tokens(source)


def ssl_context(settings: Settings) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=settings.ssl_cafile)
    if settings.ssl_certfile:
        context.load_cert_chain(settings.ssl_certfile, settings.ssl_keyfile)
    return context


def is_marker(headers: Any) -> bool:  # noqa: ANN401 - faust gives a mapping, the clients a sequence, all may be None
    if not headers:
        return False
    pairs = headers.items() if hasattr(headers, "items") else headers
    return any(name == "ce_type" and value == MARKER_TYPE for name, value in pairs)


def is_head(record: Record) -> bool:
    """Whether `dateline topics` wrote it. Whoever publishes can set the header too; only with the marker's own value there is nothing to lose."""
    return is_marker(record.headers) and record.value == MARKER_VALUE


def headers(topic_schema: str, event_id: str, source: Place, time: str) -> Headers:
    """CloudEvents 1.0 in Kafka's binary mode. `event_id` is the same for each copy of the same output."""
    kind, schema = _kind(topic_schema)
    return [
        ("ce_specversion", b"1.0"),
        ("ce_id", event_id.encode()),
        ("ce_type", kind),
        ("ce_source", f"/{source.topic}/{source.partition}/{source.offset}".encode()),
        ("ce_time", time.encode()),
        ("ce_dataschema", schema),
        ("content-type", b"application/json"),
    ]


@cache
def _kind(topic_schema: str) -> tuple[bytes, bytes]:
    """`ce_type` and `ce_dataschema`."""
    name, _, major = topic_schema.partition("/")
    return f"dateline.{name}".encode(), f"urn:dateline:{name}:{major}.0".encode()
