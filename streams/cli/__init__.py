"""The command line. One file a command; a command's module is imported when it is called for, so that `--help` is quick."""

from __future__ import annotations

import errno
import functools
import importlib
import importlib.metadata
import importlib.util
import io
import logging
import os
import sys
from typing import IO, TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from .. import logs
from ..logs import structured

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

COMMANDS = {
    "demo": "Broker, worker and web view in one go, with sample articles.",
    "publish": "Send articles to the raw topic.",
    "watch": "Send what is new in feeds and folders, again and again.",
    "tail": "Print the records of a topic.",
    "actors": "Who is in the news: the table, or one actor with sentences.",
    "export": "Write enriched articles as NDJSON, CSV, ninjs, JSON-LD or Parquet.",
    "deadletter": "What could not go on: list, show, replay or discard it.",
    "audit": "Whether anything was lost or counted twice.",
    "reenrich": "Read articles again after the lexicon or the rules have changed.",
    "rekey": "Move the state to more partitions.",
    "enrich": "Enrich files without a broker.",
    "evaluate": "Score what is found against texts that people annotated.",
    "doctor": "What is wrong with this machine or the broker, and the cure.",
    "topics": "Make the topics, or check them.",
    "worker": "Run the pipeline.",
    "web": "Serve the web view.",
    "asyncapi": "Print the topics as an AsyncAPI document.",
    "settings": "Show every setting and where it comes from.",
}
"""Name → what the list of commands says of it, in the order of a first use. Each is `command` in the module of its name."""

LONG_RUNNING = (["watch"], ["web"], ["worker"])
"""Commands that log (DATELINE_LOG_FORMAT), as they are called."""

EXIT_FAILED, EXIT_UNREACHABLE, EXIT_CONFIG, EXIT_INTERRUPTED, EXIT_PIPE = 1, 69, 78, 130, 141
"""69 and 78 are EX_UNAVAILABLE and EX_CONFIG of sysexits.h; 130 and 141 are 128 + SIGINT and SIGPIPE, as a shell counts."""

UNWRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
"""Of an OSError: the disk under the output is full, or has failed."""


class Fault(click.ClickException):
    """Ends a command with a text for a person and an exit code; never with a traceback."""

    def __init__(self, message: str, exit_code: int = EXIT_FAILED) -> None:
        super().__init__(message)
        self.exit_code = exit_code

    def show(self, file: IO[Any] | None = None) -> None:
        """Where the log is in JSON, as a line of it."""
        if structured():
            logging.getLogger("dateline").error(self.format_message())
        else:
            super().show(file)


class Commands(click.Group):
    """The commands that are there, imported late, with the ends that all of them share."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return [name for name in COMMANDS if importlib.util.find_spec(f"{__name__}.{name}")]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        return _command(cmd_name)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Names of commands from the table above, for the same reason."""
        found = [CompletionItem(name, help=COMMANDS[name]) for name in self.list_commands(ctx) if name.startswith(incomplete)]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """From the table above: asking each command would import them all."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, *rest: Any, **extra: Any) -> Any:  # noqa: ANN401 - click's own
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # also under LANG=C; what UTF-8 cannot carry is made visible
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        if list(sys.argv[1:] if args is None else args)[:1] in LONG_RUNNING and os.environ.get("DATELINE_LOG_FORMAT") == "json":
            logs.set_up("INFO", "json")  # before the settings are read, for their faults are of the log, too
        try:
            return super().main(args, prog_name or "dateline", *rest, **extra)
        except OSError as error:  # here and not below: help is printed before a command is invoked
            if error.errno not in UNWRITABLE:
                raise
            # what is still in the buffer can go nowhere either, and the interpreter would say so once more at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            Fault(f"Cannot write: {error.strerror}.").show()
            sys.exit(EXIT_FAILED)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            ctx.exit(EXIT_INTERRUPTED)
        except BrokenPipeError:
            # whoever read us has had enough; nothing may be flushed into the closed pipe at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(EXIT_PIPE)
        except click.ClickException:
            raise
        except Exception as error:
            if fault := _known(error):
                raise fault from error
            raise


@functools.cache
def _command(name: str) -> click.Command:
    """Its module is imported, and its help completed, once."""
    command: click.Command = importlib.import_module(f"{__name__}.{name}").command
    explained = importlib.import_module(f"{__name__}._help").explained
    whole: click.Command = explained(command, name)
    return whole


def _known(error: Exception) -> Fault | None:
    """The fault that a known error is. Its module is there already if it was raised: nothing is imported for this."""
    codes = {
        "SettingsError": EXIT_CONFIG,
        "LexiconError": EXIT_CONFIG,
        "EngineError": EXIT_CONFIG,
        "Unreachable": EXIT_UNREACHABLE,
        "Refused": EXIT_FAILED,
    }
    name = type(error).__name__
    if type(error).__module__ == "aiokafka.errors":
        return Fault(
            f"Kafka did not do it: {str(error).rstrip('.') or name}. Check that the broker is well, and that this user may do this."
        )
    if name not in codes or not type(error).__module__.startswith("streams."):
        return None
    heading = "These settings cannot be used:\n" if name == "SettingsError" else ""
    return Fault(f"{heading}{error}", codes[name])


def _version() -> str:
    try:
        return importlib.metadata.version("dateline")
    except importlib.metadata.PackageNotFoundError:
        return "(not installed: run from its source)"


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="""
\b
Two ways to begin:
  dateline demo                              everything at once, nothing to install beside it
  dateline enrich --published-at 2026-05-01 story.txt     no broker at all
\b
Settings come from DATELINE_* variables and options: `dateline settings` shows them.
Completion of commands and options in bash (zsh_source and fish_source are there, too; docs/operations.md has the lines):
  eval "$(_DATELINE_COMPLETE=bash_source dateline)"
Exit codes: 0 done · 1 something failed · 2 wrong usage · 69 no broker answered · 78 settings cannot be used ·
130 ended by Ctrl-C · 141 the reader of a pipe went away.
""",
)
@click.version_option(_version(), "--version", message="dateline %(version)s")
def main() -> None:
    """Raw news articles in; an enriched feed and a table of who is in the news out."""
