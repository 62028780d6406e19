"""How long topics keep what: asked of the cluster, compared with the setting, and set where the setting names it.

A topic that DATELINE_KEEP does not name is made with its default and left alone after that, whatever somebody has set by hand.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource

from ..kafka import librdkafka_options
from .cluster import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..settings import Settings
    from ..topics import Topic, Topics

RETENTION = "retention.ms"
REQUEST_SECONDS = 30.0
HOUR_MS = 3_600_000


def configs_of(topic: Topic, topics: Topics, settings: Settings) -> dict[str, str]:
    """Broker settings with which the topic is made."""
    wanted = wanted_ms(topics, settings)
    return topic.configs | ({RETENTION: str(wanted[topic.name])} if topic.name in wanted else {})


def wanted_ms(topics: Topics, settings: Settings) -> dict[str, int]:
    """Topic → for how long DATELINE_KEEP says; none of those that it does not name."""
    named: dict[str, tuple[Topic, ...]] = {
        "raw": (topics.raw,),
        "enriched": (topics.enriched,),
        "deadletter": (topics.deadletter,),
        "private": (topics.clean, topics.subtotals),
    }
    return {topic.name: ms for name, ms in settings.kept_ms.items() for topic in named[name]}


def differences(topics: Topics, settings: Settings, configs: Mapping[str, Mapping[str, str]]) -> dict[str, tuple[int, int]]:
    """Topic → (milliseconds there, milliseconds wanted), of those that differ. `configs` are what the cluster tells."""
    found = {name: int(of[RETENTION]) for name, of in configs.items() if RETENTION in of}
    return {name: (found[name], ms) for name, ms in wanted_ms(topics, settings).items() if name in found and found[name] != ms}


def retention_faults(topics: Topics, settings: Settings, configs: Mapping[str, Mapping[str, str]]) -> list[str]:
    return [
        f"{name} keeps records for {in_words(there)}, but DATELINE_KEEP says {in_words(wanted)}: run `dateline topics`"
        for name, (there, wanted) in differences(topics, settings, configs).items()
    ]


def shown(topics: Topics, configs: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Topic → how long it keeps its records, in words; none of those of which the cluster tells nothing."""
    deleting = {t.name for t in topics.all if t.policy == "delete"}
    return {name: in_words(int(of[RETENTION])) if name in deleting else "the newest" for name, of in configs.items() if RETENTION in of}


async def keep(topics: Topics, settings: Settings, configs: Mapping[str, Mapping[str, str]], report: Callable[[str], None]) -> None:
    """Sets what differs. Raises Refused when the broker will not."""
    for name, (there, wanted) in differences(topics, settings, configs).items():
        try:
            await asyncio.to_thread(_alter, settings, name, wanted)
        except KafkaException as error:
            msg = f"The broker did not set the retention of {name}: {error.args[0].str()}. The user needs the right to alter topics."
            raise Refused(msg) from error
        report(f"{name} keeps records for {in_words(wanted)} from now on, {in_words(there)} before")


def _alter(settings: Settings, name: str, ms: int) -> None:
    # librdkafka's client: aiokafka's knows only the request of old, which sets every other setting of the topic back to its default
    change = ConfigEntry(RETENTION, str(ms), incremental_operation=AlterConfigOpType.SET)
    resource = ConfigResource(ConfigResource.Type.TOPIC, name, incremental_configs=[change])
    client = AdminClient(librdkafka_options(settings))
    client.poll(0)  # for a token
    for future in client.incremental_alter_configs([resource], request_timeout=REQUEST_SECONDS).values():
        future.result(REQUEST_SECONDS)


def in_words(ms: int) -> str:
    """`7 days`, `36 hours`, `90 s`, `ever`."""
    if ms < 0:
        return "ever"
    if ms % (24 * HOUR_MS) == 0:
        return f"{ms // (24 * HOUR_MS)} days"
    return f"{ms // HOUR_MS} hours" if ms % HOUR_MS == 0 else f"{ms / 1000:g} s"
