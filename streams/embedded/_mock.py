"""librdkafka's mock cluster through ctypes: what the Python client cannot ask of it, partition counts above all.

The library is the one inside the `confluent-kafka` wheel. Its header promises no stability for `rd_kafka_mock_*`, and the
file lies elsewhere on each platform, so whatever goes wrong here is a `MockUnavailableError` and the caller falls back.
"""

from __future__ import annotations

import ctypes
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

import confluent_kafka

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PRODUCER: Final = 0
_ERROR_BYTES: Final = 512
# Linux and Windows wheels keep the library beside the package, macOS wheels inside it
_PLACES: Final = ("../confluent_kafka.libs/librdkafka*", ".dylibs/librdkafka*")
# name → (result, arguments); pointers are opaque
_P, _S, _I = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
_SIGNATURES: Final = {
    "rd_kafka_conf_new": (_P, ()),
    "rd_kafka_conf_set": (_I, (_P, _S, _S, _S, ctypes.c_size_t)),
    "rd_kafka_new": (_P, (_I, _P, _S, ctypes.c_size_t)),
    "rd_kafka_destroy": (None, (_P,)),
    "rd_kafka_mock_cluster_new": (_P, (_P, _I)),
    "rd_kafka_mock_cluster_destroy": (None, (_P,)),
    "rd_kafka_mock_cluster_bootstraps": (_S, (_P,)),
    "rd_kafka_mock_topic_create": (_I, (_P, _S, _I, _I)),
    "rd_kafka_mock_group_initial_rebalance_delay_ms": (None, (_P, ctypes.c_int32)),
}


class MockUnavailableError(Exception):
    """The mock cluster cannot be driven directly here; the plain configuration property still can start one."""


class MockCluster:
    """One mock broker on 127.0.0.1 with the given topics, and no wait before a group's first assignment.

    It starts in the constructor (a few milliseconds) and lives until `close`, on threads of librdkafka's own.
    """

    def __init__(self, topics: Iterable[str], partitions: int) -> None:
        self._library = _load()
        self._client = self._new_client()
        self._cluster = self._library.rd_kafka_mock_cluster_new(self._client, 1)
        if not self._cluster:
            self._library.rd_kafka_destroy(self._client)
            msg = "rd_kafka_mock_cluster_new failed"
            raise MockUnavailableError(msg)
        # 3 s by default, to let more consumers join; here exactly one will
        self._library.rd_kafka_mock_group_initial_rebalance_delay_ms(self._cluster, 0)
        for topic in topics:
            if error := self._library.rd_kafka_mock_topic_create(self._cluster, topic.encode(), partitions, 1):
                self.close()
                msg = f"rd_kafka_mock_topic_create({topic!r}) gave error {error}"
                raise MockUnavailableError(msg)

    def _new_client(self) -> int:
        """The client that the cluster's threads belong to; it connects to nothing."""
        error = ctypes.create_string_buffer(_ERROR_BYTES)
        configuration = self._library.rd_kafka_conf_new()
        # only emergencies: the mock tells each coming and going of a client on stderr
        self._library.rd_kafka_conf_set(configuration, b"log_level", b"0", error, _ERROR_BYTES)
        client = self._library.rd_kafka_new(_PRODUCER, configuration, error, _ERROR_BYTES)
        if not client:
            raise MockUnavailableError(error.value.decode("utf-8", "replace"))
        return int(client)

    @property
    def bootstrap(self) -> str:
        addresses: bytes = self._library.rd_kafka_mock_cluster_bootstraps(self._cluster)
        return addresses.decode()

    def close(self) -> None:
        """End the broker; clients see a refused connection. A second call does nothing."""
        if self._cluster:
            self._library.rd_kafka_mock_cluster_destroy(self._cluster)
            self._library.rd_kafka_destroy(self._client)
        self._cluster = None


def _load() -> ctypes.CDLL:
    """The library of the wheel, each function with its types. The client library has it open already, if it is found at all."""
    for path in _candidates():
        try:
            library = ctypes.CDLL(str(path))
            for name, (result, arguments) in _SIGNATURES.items():
                function = getattr(library, name)
                function.restype, function.argtypes = result, arguments
        except (OSError, AttributeError):
            continue
        return library
    msg = "no librdkafka with mock functions was found beside the confluent_kafka package"
    raise MockUnavailableError(msg)


def _candidates() -> Iterator[Path]:
    package = Path(confluent_kafka.__file__).parent
    return chain.from_iterable(sorted((package / Path(place).parent).glob(Path(place).name)) for place in _PLACES)
