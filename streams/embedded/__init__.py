"""A Kafka broker for one demonstration: in this process, in memory, gone with it."""

from .broker import EmbeddedBroker

__all__ = ["EmbeddedBroker"]
