"""What is believed of what a source says of an article beside its text: addresses, languages and names, in a field or in a page's head."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from .characters import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_NAME, MAX_BYLINES, MAX_URL = 200, 20, 2_048

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,4}")
_ADDRESS = re.compile(r"https?://[^/\s]", re.IGNORECASE)


def is_address(url: str) -> bool:
    """Of http or https and not too long; whether it can be parsed is not asked."""
    return len(url) <= MAX_URL and _ADDRESS.match(url) is not None and one_line(url) == url


def language_tag(given: str) -> str | None:
    """The BCP 47 tag, its parts joined by `-`; None for what has not its form (`English`, `{{ lang }}`)."""
    given = given.strip()
    return given.replace("_", "-") if _LANGUAGE.fullmatch(given) else None


def names(given: Iterable[str]) -> tuple[str, ...]:
    """The first names of a byline, each cut to its limit."""
    return tuple(line for name in islice(given, MAX_BYLINES) if (line := one_line(name)[:MAX_NAME]))
