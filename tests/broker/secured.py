"""Apache Kafka that lets nobody in without a certificate or a password: certificates made for the run, users made on the broker."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import trustme
from confluent_kafka.admin import (
    AdminClient,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from tests.kafka_container import KafkaContainer, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WAIT = 180
"""Seconds that a command may take."""
USER, PASSWORD = "ann", "a password, with = signs"
LISTENERS = {"SASL": 9094, "MTLS": 9095, "OPEN": 9096, "TOKEN": 9097}
"""SASL within TLS; TLS with a certificate of the client's; SASL in the open; tokens within TLS."""
REAUTH_MS = 600_000
"""With it the broker ends connections whose token has ended, also within this time."""


@dataclass(frozen=True, slots=True)
class Secured:
    """Addresses by listener, and the files that a client needs; `wrong_*` are of another authority."""

    addresses: Mapping[str, str]
    ca: Path
    client_cert: Path
    client_key: Path
    wrong_ca: Path
    wrong_cert: Path
    wrong_key: Path

    def settings(self, listener: str, **changes: str | None) -> dict[str, str]:
        """The environment of a client that is let in; `changes` of None are left out."""
        found: dict[str, str | None] = {"DATELINE_BOOTSTRAP": self.addresses[listener]}
        if listener != "OPEN":
            found["DATELINE_SSL_CAFILE"] = str(self.ca)
        if listener == "MTLS":
            found |= {
                "DATELINE_SECURITY": "SSL",
                "DATELINE_SSL_CERTFILE": str(self.client_cert),
                "DATELINE_SSL_KEYFILE": str(self.client_key),
            }
        elif listener == "TOKEN":
            found |= {"DATELINE_SECURITY": "SASL_SSL", "DATELINE_SASL_MECHANISM": "OAUTHBEARER"}
        else:
            security = "SASL_SSL" if listener == "SASL" else "SASL_PLAINTEXT"
            found |= {"DATELINE_SECURITY": security, "DATELINE_SASL_USERNAME": USER, "DATELINE_SASL_PASSWORD": PASSWORD}
        return {name: value for name, value in (found | changes).items() if value is not None}


def secured(folder: Path) -> Iterator[Secured]:
    """A broker with all three listeners, for as long as the caller wants it."""
    ours, other = trustme.CA(), trustme.CA()
    folder.chmod(0o755)  # the broker is another user
    server = ours.issue_cert("127.0.0.1", "localhost")
    _keystore(folder / "server.pem", server)
    ours.cert_pem.write_to_path(str(folder / "ca.pem"))
    other.cert_pem.write_to_path(str(folder / "wrong-ca.pem"))
    for name, authority in (("client", ours), ("wrong", other)):
        cert = authority.issue_cert(f"{name}.example.org")
        (folder / f"{name}.key").write_bytes(_pkcs8(cert))
        (folder / f"{name}.crt").write_bytes(b"".join(blob.bytes() for blob in cert.cert_chain_pems))
    with _container(folder) as (container, addresses):
        _add_users(container.bootstrap)
        files = [folder / name for name in ("ca.pem", "client.crt", "client.key", "wrong-ca.pem", "wrong.crt", "wrong.key")]
        yield Secured(addresses, *files)


def dateline(env: dict[str, str], *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """A command of ours, to its end."""
    command = [sys.executable, "-m", "streams.cli", *arguments]
    return subprocess.run(command, env=env, input=stdin, capture_output=True, text=True, timeout=WAIT, check=False)


class _Kafka(KafkaContainer):
    def __init__(self, folder: Path, ports: Mapping[str, int], **server: str) -> None:
        super().__init__(**server)
        for name, inside in LISTENERS.items():
            self.ports[f"{inside}/tcp"] = ("127.0.0.1", ports[name])  # type: ignore[assignment]
        advertised = "".join(f",{name}://127.0.0.1:{port}" for name, port in ports.items())
        self.env["KAFKA_ADVERTISED_LISTENERS"] += advertised
        self.with_volume_mapping(str(folder), "/certs", "ro")


class _container:  # noqa: N801 - used as a function
    def __init__(self, folder: Path) -> None:
        self._ports = {name: free_port() for name in LISTENERS}
        self._kafka = _Kafka(folder, self._ports, **_server())

    def __enter__(self) -> tuple[KafkaContainer, dict[str, str]]:
        return self._kafka.__enter__(), {name: f"127.0.0.1:{port}" for name, port in self._ports.items()}

    def __exit__(self, *error: object) -> None:
        self._kafka.stop()


def _server() -> dict[str, str]:
    plain = f'org.apache.kafka.common.security.plain.PlainLoginModule required user_{USER}="{PASSWORD}";'
    scram = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
    found = {
        "KAFKA_LISTENERS": "OUTSIDE://:9092,INSIDE://:19092,CONTROLLER://:9093" + "".join(f",{n}://:{p}" for n, p in LISTENERS.items()),
        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "OUTSIDE:PLAINTEXT,INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_SSL,MTLS:SSL,OPEN:SASL_PLAINTEXT,TOKEN:SASL_SSL",
        "KAFKA_SSL_KEYSTORE_TYPE": "PEM",
        "KAFKA_SSL_KEYSTORE_LOCATION": "/certs/server.pem",
        "KAFKA_SSL_TRUSTSTORE_TYPE": "PEM",
        "KAFKA_SSL_TRUSTSTORE_LOCATION": "/certs/ca.pem",
        "KAFKA_LISTENER_NAME_MTLS_SSL_CLIENT_AUTH": "required",
    }
    # no validator is named, so the broker's own for tests is at work: it looks at subject and times, and wants no signature
    tokens = 'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";'
    found |= {
        "KAFKA_LISTENER_NAME_TOKEN_SASL_ENABLED_MECHANISMS": "OAUTHBEARER",
        "KAFKA_LISTENER_NAME_TOKEN_OAUTHBEARER_SASL_JAAS_CONFIG": tokens,
        "KAFKA_LISTENER_NAME_TOKEN_OAUTHBEARER_CONNECTIONS_MAX_REAUTH_MS": str(REAUTH_MS),
    }
    for name in ("SASL", "OPEN"):
        found |= {
            f"KAFKA_LISTENER_NAME_{name}_SASL_ENABLED_MECHANISMS": "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
            f"KAFKA_LISTENER_NAME_{name}_PLAIN_SASL_JAAS_CONFIG": plain,
            f"KAFKA_LISTENER_NAME_{name}_SCRAM___SHA___256_SASL_JAAS_CONFIG": scram,
            f"KAFKA_LISTENER_NAME_{name}_SCRAM___SHA___512_SASL_JAAS_CONFIG": scram,
        }
    return found


def _add_users(bootstrap: str) -> None:
    """The passwords of SCRAM are kept by the brokers themselves."""
    admin = AdminClient({"bootstrap.servers": bootstrap})
    kinds = (ScramMechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_512)
    for kind in kinds:
        wanted = UserScramCredentialUpsertion(USER, ScramCredentialInfo(kind, 4096), PASSWORD.encode(), os.urandom(16))
        for future in admin.alter_user_scram_credentials([wanted], request_timeout=30).values():
            future.result(timeout=30)


def _keystore(path: Path, cert: trustme.LeafCert) -> None:
    path.write_bytes(_pkcs8(cert) + b"".join(blob.bytes() for blob in cert.cert_chain_pems))
    path.chmod(0o644)


def _pkcs8(cert: trustme.LeafCert) -> bytes:
    """The only form of a private key that Kafka reads from PEM."""
    key = load_pem_private_key(cert.private_key_pem.bytes(), None)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
