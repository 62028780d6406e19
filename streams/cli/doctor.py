"""`dateline doctor`: looks at this machine and at the broker, and says what is wrong and what cures it."""

from __future__ import annotations

import asyncio
import importlib.metadata
import os
import shutil
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from ..flow.admin import check_offsets, check_topics
from ..flow.cluster import Unreachable, reach, topic_partitions
from ..kafka import aiokafka_options, librdkafka_options
from ..topics import Topics
from ..upkeep import doctor
from ..upkeep.doctor import Finding
from ..view.observer import Observer, ObserverError, Snapshot
from . import EXIT_FAILED, EXIT_UNREACHABLE
from ._clients import run, say
from ._options import broker_options, json_option, timeout_option
from ._print import print_json, visible

if TYPE_CHECKING:
    from ..settings import Settings

SINCE_3_7 = 74
"""Number of a request (ListClientMetricsResources, KIP-1000) that Kafka 3.7 was the first to know; brokers do not tell their version."""
GROUP_UNKNOWN = 69
"""Kafka's code GROUP_ID_NOT_FOUND."""
SIGNS = {"ok": "ok  ", "warn": "look", "fail": "FAIL"}


@click.command(
    "doctor",
    epilog="""
\b
Examples:
  dateline doctor
  dateline doctor --bootstrap kafka.example.org:9092 --timeout 5
  dateline doctor --json | jq -r 'select(.state != "ok") | .cure'
""",
)
@json_option
@broker_options
@timeout_option
def command(settings: Settings, timeout: float, *, as_json: bool) -> None:
    """Look at this machine (Python, libraries, disk, memory, files) and at the broker (does it answer, version, topics, offsets, clock,
    workers), and say what is wrong and what cures it.

    It changes nothing.
    """
    found = [*_machine(settings), *run(_broker(settings, timeout))]
    for finding in found:
        if as_json:
            print_json(orjson.dumps(asdict(finding)))
            continue
        click.echo(f"{SIGNS[finding.state]}  {finding.what:<10} {visible(finding.says)}")
        if finding.cure:
            click.echo(f"      {'':<10} → {visible(finding.cure)}")
    failed = {finding.what for finding in found if finding.state == "fail"}
    if failed:
        sys.exit(EXIT_UNREACHABLE if "broker" in failed else EXIT_FAILED)


def _machine(settings: Settings) -> list[Finding]:
    major, minor, micro = sys.version_info[:3]
    found = [doctor.python((major, minor, micro)), *_libraries(), _disk(settings.data_dir)]
    if (available := _available()) is not None:
        found.append(doctor.memory(available))
    if (limit := _open_files()) is not None:
        found.append(doctor.files(limit))
    return found


def _libraries() -> list[Finding]:
    try:
        required = importlib.metadata.requires("dateline") or []
    except importlib.metadata.PackageNotFoundError:
        return [
            Finding(
                "libraries", "warn", "not installed, run from its source: versions are not known", "make install, or install the wheel."
            )
        ]
    installed = {d.metadata["Name"]: d.version for d in importlib.metadata.distributions()}
    folded = {name.lower().replace("_", "-"): version for name, version in installed.items() if name}
    return doctor.libraries(required, folded)


def _disk(folder: Path) -> Finding:
    there = next(parent for parent in (folder, *folder.absolute().parents) if parent.is_dir())
    if not os.access(there, os.W_OK):
        return Finding("disk", "fail", f"{there} cannot be written", "Set DATELINE_DATA_DIR to a folder of yours.")
    return doctor.disk(str(folder), shutil.disk_usage(there).free)


def _available() -> int | None:
    """Bytes that a new program could have; the least of what the machine and the container say. None: this system does not tell."""
    limits = [int(line.split()[1]) * 1024 for line in _lines("/proc/meminfo") if line.startswith("MemAvailable:")]
    most, used = _lines("/sys/fs/cgroup/memory.max"), _lines("/sys/fs/cgroup/memory.current")
    if most and used and most[0].strip().isdecimal():
        limits.append(int(most[0]) - int(used[0]))
    return min(limits, default=None)


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="ascii").splitlines()
    except OSError:
        return []


def _open_files() -> int | None:
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return None
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


async def _broker(settings: Settings, timeout: float) -> list[Finding]:  # noqa: ASYNC109 - handed to `reach`
    began = time.monotonic()
    try:
        await reach(settings, timeout, say)
    except Unreachable as error:
        says, _, cure = str(error).partition("\n")
        return [Finding("broker", "fail", says, cure.replace("\n", " "))]
    found = [Finding("broker", "ok", f"{settings.bootstrap} answered within {time.monotonic() - began:.1f} s ({settings.security})")]
    topics = Topics(settings.prefix, settings.app)
    try:
        found.append(await _version(settings))
        counts = await topic_partitions(settings, [t.name for t in topics.all])
        faults = await check_topics(settings)
        found += doctor.topics(faults or await check_offsets(settings), len(counts))
        seen = await asyncio.to_thread(Observer(librdkafka_options(settings), topics).look)
        found += await _records(settings, topics, seen)
    except (KafkaError, KafkaException, ObserverError, TimeoutError) as error:
        cure = "Check that the broker is well, and that this user may describe and read these topics."
        found.append(Finding("rights", "fail", f"the broker did not answer a question: {str(error) or type(error).__name__}", cure))
    return found


async def _version(settings: Settings) -> Finding:
    client = AIOKafkaClient(**aiokafka_options(settings))
    try:
        await client.bootstrap()
        for broker in client.cluster.brokers():
            await client.ready(broker.nodeId)
        known = [conn._versions for conn in client._conns.values()]  # noqa: SLF001 - there is no public way to ask what a broker can do
        count = len(client.cluster.brokers())
    finally:
        await client.close()
    says = f"{count} broker{'' if count == 1 else 's'}"
    if known and all(SINCE_3_7 in versions for versions in known):
        return Finding("kafka", "ok", f"{says}, 3.7 or newer")
    return Finding(
        "kafka", "warn", f"{says}, older than 3.7, or not Apache Kafka", "It may work; what is tested is Apache Kafka 3.7 or newer."
    )


async def _records(settings: Settings, topics: Topics, seen: Snapshot) -> list[Finding]:
    """Of the embedded broker nothing can be said of times and groups."""
    if "mockCluster" in seen.cluster:
        return [Finding("workers", "ok", "the embedded broker does not tell; it keeps nothing, and has one worker")]
    raw = seen.topics.get(topics.raw.name)
    lag = sum(part.lag for part in raw.partitions) if raw else 0
    members = await asyncio.to_thread(_members, settings)
    return [doctor.clock(await _ahead(settings, topics, seen)), doctor.pipeline(members, lag)]


def _members(settings: Settings) -> int:
    """How many workers the broker knows of. Kafka 4 knows no group that never had a member."""
    admin = AdminClient(
        librdkafka_options(settings) | {"log_level": 0}
    )  # by a name of its own: it must live as long as its answer is on the way
    admin.poll(0)  # for a token
    try:
        return len(admin.describe_consumer_groups([settings.app], request_timeout=10)[settings.app].result(timeout=15).members)
    except KafkaException as error:
        if error.args and error.args[0].code() == GROUP_UNKNOWN:
            return 0
        raise


async def _ahead(settings: Settings, topics: Topics, seen: Snapshot) -> bool:
    """Whether a topic that the broker stamps has a record from our future."""
    stamped = [t.name for t in topics.public if t.policy == "delete"]
    parts = [TopicPartition(name, part.partition) for name in stamped if name in seen.topics for part in seen.topics[name].partitions]
    if not parts:
        return False
    consumer = AIOKafkaConsumer(**aiokafka_options(settings), group_id=None)
    try:
        await consumer.start()
        future = int(1000 * (time.time() + doctor.SKEW_SECONDS))
        found = await consumer.offsets_for_times(dict.fromkeys(parts, future))
    finally:
        await consumer.stop()
    return any(at is not None for at in found.values())
