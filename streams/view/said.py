"""Who says what in an article: tooltips of sentences and quotations, and the table below the text."""

from __future__ import annotations

from collections import Counter
from typing import Final

from ..core.mentions import ACTOR_TYPES
from .lists import Data
from .marks import Mark, actor_path

MODES: Final = {
    "asserted": "said by the article itself",
    "reported": "reported",
    "speculation": "held possible",
    "forecast": "expected",
    "analysis": "the article's own reading",
}
_MOST_VOICES: Final = 100
_MOST_WORDS: Final = 12  # quotations of one voice in the table; the text has the rest


def sentence_titles(reading: Data) -> dict[int, str]:
    """Sentence → "reported: Kenya (said)"; nothing for what the article plainly asserts."""
    out: dict[int, str] = {}
    names = {e["id"]: e["name"] for e in reading["entities"]}
    for claim in reading["claims"]:
        if claim["mode"] != "asserted":
            out[claim["sentence"]] = " · ".join(filter(None, (out.get(claim["sentence"]), _title(claim, names))))
    return out


def _title(claim: Data, names: dict[str, str]) -> str:
    cue = f" (“{claim['cue']['surface']}”)" if claim["cue"] else ""
    who = f": {_name(claim['source'], names)}" if claim["source"] else ""
    return f"{MODES.get(claim['mode'], claim['mode'])}{who}{cue}"


def _name(voice: Data, names: dict[str, str]) -> str:
    """The entity's name, with the words of the text where they are others; else these words."""
    known = names.get(voice["entity"] or "")
    return voice["surface"] if known is None or known == voice["surface"] else f"{known} (“{voice['surface']}”)"


def quote_marks(reading: Data) -> list[Mark]:
    """Quotations with who says them."""
    names = {e["id"]: e["name"] for e in reading["entities"]}
    return [Mark(q["start"], q["end"], "quote", _quote_title(q, names), shade="" if q["direct"] else "term") for q in reading["quotes"]]


def _quote_title(quote: Data, names: dict[str, str]) -> str:
    if quote["speaker"] is None:
        return "Quotation: nobody is found to say it" if quote["direct"] else "In quotation marks, not said by anybody"
    via = f", by way of {_name(quote['via'], names)}" if quote["via"] else ""
    return f"Quotation: {_name(quote['speaker'], names)}{via} · confidence {quote['confidence']:.2f}"


def voices(reading: Data | None) -> list[Data]:
    """One row per voice, by its first place: who, with a link when there is a page; quotations; sentences by mode."""
    if reading is None:
        return []
    entities = {e["id"]: e for e in reading["entities"]}
    found: dict[str, Data] = {}
    for quote in reading["quotes"]:
        if quote["speaker"]:
            row = _row(found, quote["speaker"], entities)
            row["quotes"] += [{"text": quote["surface"], "sentence": quote["sentence"], "via": quote["via"] and quote["via"]["surface"]}]
    for claim in reading["claims"]:
        if claim["source"]:
            row = _row(found, claim["source"], entities)
            row["sentences"] += [claim["sentence"]]
            row["modes"][MODES.get(claim["mode"], claim["mode"])] += 1
    rows = sorted(found.values(), key=lambda row: row["first"])[:_MOST_VOICES]
    return [
        row | {"modes": row["modes"].most_common(), "more": max(0, len(row["quotes"]) - _MOST_WORDS), "quotes": row["quotes"][:_MOST_WORDS]}
        for row in rows
    ]


def _row(found: dict[str, Data], voice: Data, entities: dict[str, Data]) -> Data:
    """Unnamed sources with the same words are one row: who knows whether they are one."""
    entity = entities.get(voice["entity"] or "")
    key = voice["entity"] or f"“{voice['surface'].lower()}”"
    row: Data = found.setdefault(
        key,
        {
            "name": entity["name"] if entity else voice["surface"],
            "href": actor_path(entity["id"]) if entity and entity["type"] in ACTOR_TYPES else "",
            "named": entity is not None,
            "first": voice["start"],
            "quotes": [],
            "sentences": [],
            "modes": Counter(),
        },
    )
    row["first"] = min(row["first"], voice["start"])
    return row
