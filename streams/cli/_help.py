"""What the help of each command says beside its options: the variables that it reads, and how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from ..settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONNECT: Final = ("security", "sasl_", "oauth_", "ssl_")
"""All settings that begin so; one line of help for all of them."""
_READ: Final = ("lexicon", "lexicon_edition", "engine", "engine_key", "max_text_bytes", "max_mentions")
"""What decides how an article is read."""
_LOG: Final = ("log_level", "log_format")
_WORK: Final = (
    "data_dir", "state", "session_timeout", "commit_interval", "publish_interval", "enrich_timeout", "health_host", "health_port",
)  # fmt: skip
_WEB: Final = ("data_dir", "web_allowed_hosts", "web_token", "intake_token", "max_text_bytes")

READS: Final[dict[str, tuple[str, ...]]] = {
    "demo": (*_READ, "data_dir", "web_host", "web_port", "web_token", "intake_token"),
    "publish": _CONNECT,
    "watch": (*_CONNECT, "data_dir", *_LOG),
    "tail": _CONNECT,
    "actors": (*_CONNECT, "lexicon"),
    "export": (*_CONNECT, "data_dir", "database"),
    "deadletter": _CONNECT,
    "audit": (*_CONNECT, *_READ),
    "reenrich": (*_CONNECT, *_READ),
    "rekey": (*_CONNECT, "replication"),
    "enrich": _READ,
    "evaluate": _READ,
    "doctor": (*_CONNECT, *_READ, "data_dir", "keep"),
    "topics": (*_CONNECT, "partitions", "replication", "keep"),
    "worker": (*_CONNECT, *_READ, *_WORK, *_LOG),
    "web": (*_CONNECT, *_WEB, *_LOG),
    "asyncapi": ("partitions", "replication", "security"),
    "settings": (),
}
"""Command → settings that it reads and has no option for. Of `settings` that is all of them, which it prints."""

_OK: Final = "0  done"
_USAGE: Final = "2  wrong usage"
_AWAY: Final = "69  no broker answered within --timeout"
_SETTINGS: Final = "78  settings cannot be used"
_STOPPED: Final = "130  ended by Ctrl-C"
_BROKER: Final = (_USAGE, _AWAY, _SETTINGS, _STOPPED)
ENDS: Final[dict[str, tuple[str, ...]]] = {
    "demo": (_OK, "1  something was lost; with --once also: a given file became a dead letter", _USAGE, _SETTINGS, _STOPPED),
    "publish": ("0  the broker has acknowledged all of it", "1  some could not be read or was not acknowledged", *_BROKER),
    "watch": ("0  done, or stopped", "1  with --once: a feed or folder failed", *_BROKER),
    "tail": (_OK, "1  the broker refused", *_BROKER),
    "actors": (_OK, "1  there is no such actor, or the broker refused", *_BROKER),
    "export": (_OK, "1  there is no such actor or tag, or the file cannot be written", *_BROKER),
    "deadletter": (_OK, "1  there is no such letter; a letter was not sent or put aside", *_BROKER),
    "audit": ("0  every promise holds", "1  one does not, or there is no such actor to explain", *_BROKER),
    "reenrich": (_OK, "1  an article keeps its older reading, or no worker runs", *_BROKER),
    "rekey": (_OK, "1  it cannot be done, or is not done yet", *_BROKER),
    "enrich": (_OK, "1  a file could not be read as an article", _USAGE, _SETTINGS, _STOPPED),
    "evaluate": (_OK, "1  the file could not be read", _USAGE, _SETTINGS, _STOPPED),
    "doctor": ("0  nothing fails", "1  something does", *_BROKER),
    "topics": ("0  the topics are as they must be", "1  they are not", *_BROKER),
    "worker": ("0  stopped", _USAGE, "78  settings or topics must be put right first"),
    "web": ("0  stopped", "1  the address is taken, or the file cannot be used", _USAGE, _SETTINGS),
    "asyncapi": (_OK, _USAGE, _SETTINGS),
    "settings": (_OK, _USAGE, _SETTINGS),
}
"""Command → its exit codes and what they mean."""


def explained(command: click.Command, name: str) -> click.Command:
    """The command with both behind its examples; of a group each of its commands too."""
    more = "\n\n".join(_sections(name))
    for one in (command, *(command.commands.values() if isinstance(command, click.Group) else ())):
        one.epilog = f"{(one.epilog or '').rstrip()}\n\n{more}\n"
    return command


def _sections(name: str) -> Iterator[str]:
    connects = set(_CONNECT) <= set(READS[name])
    variables = [_variable(field) for field in READS[name] if not (connects and field in _CONNECT)]
    if connects:
        variables.append(("DATELINE_SECURITY, _SASL_*, _OAUTH_*, _SSL_*", "how to talk to the broker"))
    if variables:
        width = max(len(variable) for variable, _ in variables)
        yield "\n".join(("\b", "Variables that have no option:", *(f"  {v:<{width}}  {text}" for v, text in variables)))
    yield "\n".join(("\b", "Exit codes:", *(f"  {end}" for end in ENDS[name])))


def _variable(field: str) -> tuple[str, str]:
    return f"DATELINE_{field.upper()}", Settings.model_fields[field].description or ""
