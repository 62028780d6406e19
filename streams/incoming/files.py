"""Files, folders and standard input → the raw records to send."""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from .records import LINES, Given, Outgoing, document, sniff
from .records import lines as lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STDIN = "-"
CONTENT_TYPES = {
    ".txt": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".json": "application/json",
    ".jsonld": "application/json",
    ".jsonl": LINES,
    ".ndjson": LINES,
}
"""What a folder is searched for. A file that is named itself is taken with any suffix, as text when it is not one of these."""

MAX_FILE_BYTES = 256 * 1024 * 1024
"""Files other than JSON Lines are read whole, for a JSON array may hold many articles; beyond this JSON Lines is the way."""


class InputError(ValueError):
    """The inputs and the options do not go together."""


def read_inputs(
    paths: Sequence[str | Path], given: Given, stdin: BinaryIO | None = None, *, content_type: str | None = None
) -> Iterator[Outgoing]:
    """The records of all `paths` in order; folders are searched to any depth, in the order of their names. `content_type` is what all
    files are, whatever their names say.

    Raises InputError when there are several articles and an option that fits only one, before the first is given out.
    """
    outgoing = (record for path in paths for record in _path(path, given, stdin, content_type))
    if not given.of_one:
        return outgoing
    first = list(islice(outgoing, 2))
    if len(first) > 1:
        msg = f"{' and '.join(given.of_one)} can be true of one article only, but there are several ({first[0].label}, {first[1].label}, …)"
        raise InputError(msg)
    return iter(first)


def _path(path: str | Path, given: Given, stdin: BinaryIO | None, content_type: str | None) -> Iterator[Outgoing]:
    if str(path) == STDIN:
        data = (stdin or sys.stdin.buffer).read()
        yield from document(data, content_type or sniff(data), "standard input", given)
    elif Path(path).is_dir():
        for file in sorted(Path(path).rglob("*")):
            if file.suffix.lower() in CONTENT_TYPES and file.is_file() and not _hidden(file.relative_to(path)):
                yield from _file(file, given, content_type)
    else:
        yield from _file(Path(path), given, content_type)


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _file(file: Path, given: Given, content_type: str | None) -> Iterator[Outgoing]:
    content_type = content_type or CONTENT_TYPES.get(file.suffix.lower(), "text/plain")
    try:
        if content_type == LINES:
            with file.open("rb") as lines:
                yield from lines_of(lines, str(file), given)
        elif file.stat().st_size > MAX_FILE_BYTES:
            yield _faulty(str(file), f"more than {MAX_FILE_BYTES:,} bytes; give many articles as JSON Lines (.jsonl)")
        else:
            yield from document(file.read_bytes(), content_type, str(file), given)
    except OSError as error:
        yield _faulty(str(file), error.strerror or str(error))


def _faulty(label: str, fault: str) -> Outgoing:
    return Outgoing(b"", [], None, label, fault)
