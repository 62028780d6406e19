"""`dateline asyncapi`: the public topics of this deployment as an AsyncAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import orjson

from ..topics import Topics
from ._asyncapi import document
from ._options import broker_options

if TYPE_CHECKING:
    from ..settings import Settings


@click.command(
    "asyncapi",
    epilog="""
\b
Examples:
  dateline asyncapi > dateline.json
  dateline asyncapi --prefix desk. --bootstrap kafka.example.org:9092
\b
The document of the defaults is schemas/asyncapi.json. It is JSON, and so YAML, too: AsyncAPI Studio and the generators
take it as it is. No broker is asked. Partitions and replicas are those of DATELINE_PARTITIONS and DATELINE_REPLICATION.
""",
)
@broker_options
def command(settings: Settings) -> None:
    """Print the public topics as an AsyncAPI 3.0 document: addresses, keys, headers, values, partitions and how long records are kept.

    Whoever writes a client reads in it what may lie on each topic, and a tool makes types, pages or a mock of it.
    """
    made = document(
        Topics(settings.prefix, settings.app),
        hosts=settings.bootstrap,
        partitions=settings.partitions,
        replication=settings.replication,
        protocol="kafka-secure" if settings.security.endswith("SSL") else "kafka",
    )
    click.echo(orjson.dumps(made, option=orjson.OPT_INDENT_2))
