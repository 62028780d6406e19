"""A Kafka broker for one demonstration: in this process, in memory, gone with it."""

from .broker import PARTITION_BYTES, EmbeddedBroker, EmbeddedBrokerError

__all__ = ["PARTITION_BYTES", "EmbeddedBroker", "EmbeddedBrokerError"]
