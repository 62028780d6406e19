"""Withdrawing and erasing: records that need no file, for they say only which article is meant."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..core.identity import ARTICLE_ID
from ..incoming.files import InputError
from ..incoming.records import Outgoing, article_of

if TYPE_CHECKING:
    from ..incoming.records import Given

WITHDRAWN = frozenset({"withheld", "canceled"})

THIS = ""
"""Given to `erase`: the article that the other options name."""


def taking_back(given: Given, erase: str | None) -> Outgoing | None:
    """The record; None when a text is needed. `erase` is an article id, or THIS. Raises InputError when no article is named."""
    if erase:
        return _erasing(given, erase)
    if erase is None and given.pub_status not in WITHDRAWN:
        return None
    named = replace(given, pub_status="canceled" if erase == THIS else given.pub_status)
    # its reader gives it the id that the article had, and refuses it where it can have none
    outgoing = article_of(named.said, given.article_id or given.url or "the article")
    if outgoing.key is None:
        msg = "Say which article: --id with the --source under which it was sent, or its --url."
        raise InputError(msg)
    return replace(outgoing, value=b"", headers=[], erases=True) if erase == THIS else outgoing


def _erasing(given: Given, erase: str) -> Outgoing:
    if given.said or not ARTICLE_ID.fullmatch(erase):
        msg = "--erase takes an article id (32 hex digits) and nothing else, or no value beside --id and --source (or --url)."
        raise InputError(msg)
    return Outgoing(b"", [], erase, erase, erases=True)
