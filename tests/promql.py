"""Queries for Prometheus taken apart: which functions they call, which metrics and labels they name."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"""\s*(?:(?P<string>"(?:[^"\\]|\\.)*")|(?P<number>\d+(?:\.\d+)?(?:e[+-]?\d+)?(?:ms|[smhdwy])?)|(?P<name>[a-zA-Z_$][\w:$]*)
    |(?P<sign>=~|!~|!=|==|>=|<=|[-+*/%^<>=(){}\[\],:]))""",
    re.VERBOSE,
)
_LISTS = {"by", "without", "on", "ignoring", "group_left", "group_right"}
_WORDS = {"and", "or", "unless", "bool", "offset"}
_PAIRS = {"(": ")", "{": "}", "[": "]"}


class Query(NamedTuple):
    metrics: dict[str, set[str]]
    """Name → labels that it is filtered by."""
    grouped: set[str]
    """Labels that are grouped or matched by."""
    functions: set[str]


def tokens(text: str) -> list[tuple[str, str]]:
    """Kind and text of each; raises ValueError at what is none."""
    found, at, text = [], 0, text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            msg = f"{text[at : at + 20]!r} is nothing of PromQL"
            raise ValueError(msg)
        found.append((str(match.lastgroup), match[str(match.lastgroup)]))
        at = match.end()
    return found


def parsed(text: str) -> Query:
    """Raises ValueError where brackets do not fit or a filter is none."""
    query, parts = Query({}, set(), set()), tokens(text)
    _balanced(parts)
    at = 0
    while at < len(parts):
        kind, word = parts[at]
        follows = parts[at + 1][1] if at + 1 < len(parts) else ""
        at += 1
        if kind != "name" or word in _WORDS:
            continue
        if word in _LISTS and follows == "(":
            end = _closing(parts, at)
            query.grouped.update(name for kind, name in parts[at:end] if kind == "name")
            at = end + 1
        elif follows == "(" or follows in {"by", "without"}:
            query.functions.add(word)
        elif word.startswith("$") and parts[at - 2][1] == "[":
            continue  # Grafana's own interval
        else:
            labels = query.metrics.setdefault(word, set())
            if follows == "{":
                end = _closing(parts, at)
                labels.update(_filters(parts[at + 1 : end]))
                at = end + 1
    return query


def _filters(parts: list[tuple[str, str]]) -> set[str]:
    labels = set()
    for first in range(0, len(parts), 4):
        kinds = [kind for kind, _ in parts[first : first + 3]]
        if kinds != ["name", "sign", "string"] or parts[first + 1][1] not in {"=", "!=", "=~", "!~"}:
            msg = f"{parts[first : first + 4]} is no filter"
            raise ValueError(msg)
        labels.add(parts[first][1])
    return labels


def _closing(parts: list[tuple[str, str]], opening: int) -> int:
    wanted = _PAIRS[parts[opening][1]]
    return next(at for at in range(opening, len(parts)) if parts[at] == ("sign", wanted))


def _balanced(parts: list[tuple[str, str]]) -> None:
    waiting: list[str] = []
    for kind, text in parts:
        if kind == "sign" and text in _PAIRS:
            waiting.append(_PAIRS[text])
        elif kind == "sign" and text in _PAIRS.values() and (not waiting or waiting.pop() != text):
            msg = f"{text} closes nothing"
            raise ValueError(msg)
    if waiting:
        msg = f"{waiting[-1]} is missing"
        raise ValueError(msg)
