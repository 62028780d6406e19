"""Parties, armed groups and publishers of the registry."""

from __future__ import annotations

import json
import re
from pathlib import Path

from streams.core.lexicon import slug

_SMALL = {"of", "the", "for", "and", "in", "on", "de", "la", "del", "da", "do", "des", "du", "to", "a", "y", "i", "e", "ul", "al"}
_GROUP = {"ARMY", "FRONT", "MOVEMENT", "BRIGADE", "BRIGADES", "ORGANIZATION", "ORGANISATION", "JIHAD", "TIGERS", "MILITIA", "BATTALION", "BATTALIONS", "LIBERATION", "RESISTANCE",
          "MUJAHIDEEN", "MUJAHIDIN", "MUJAHEDEEN", "COMMANDO", "COMMANDOS", "COMMAND", "FACTION", "CARTEL", "GUARD", "GUARDS", "MARTYRS", "ASA'IB", "HARAKAT", "LASHKAR", "JAISH"}  # fmt: skip
_ONE_WORD_PARTIES = {
    "Fidesz",
    "Likud",
    "Meretz",
    "Shas",
    "Hadash",
    "Balad",
    "Noam",
    "Komeito",
    "Syriza",
    "Jobbik",
    "Vox",
    "Holos",
    "Taqadum",
    "Morena",
    "Ensemble",
}
_ONE_WORD_PARTIES |= {"Jobbik", "Momentum", "Junts", "Yabloko", "Islah", "Ishin"}
_COMMON_ACRONYMS = {
    "DNA",
    "AND",
    "ACT",
    "THE",
    "MAP",
    "CAR",
    "MAN",
    "PIN",
    "VIP",
    "RED",
    "ABC",
    "AFP",
    "CDC",
    "MPS",
    "NEW",
    "ALL",
    "MEP",
    "PTI",
}


def parties(homes: dict[str, dict], countries: dict[str, dict], common: set[str], by_hand: list[dict]) -> list[dict]:
    """Parties that the Factbook lists, by plain name and short form. One-word names are common words more often than not."""
    rows: dict[str, dict] = {}
    for iso, fact in homes.items():
        for text in fact["parties"]:
            names = _party_names(text)
            if not names or iso not in countries:
                continue
            name, *short = names
            key = f"org:{iso.lower()}-{slug(name)}"
            local = [s for s in short if s != name]
            if found := re.fullmatch(r"(.*(?:Party|Front|Union|Movement|League|Congress)) of (?:the )?(.+)", name):
                local += [found[1]] if _is_country(found[2], countries[iso]) else []
            local += [n.replace("Labor", "Labour") for n in (name, *local) if "Labor " in n + " "]
            plain = not is_common(name, common)
            local = [n for n in local if " " in n or (n.isupper() and n not in _COMMON_ACRONYMS) or n in _ONE_WORD_PARTIES]
            rows.setdefault(
                key,
                {
                    "id": key,
                    "name": name,
                    "type": "party",
                    "country": iso,
                    "local": [*([] if plain else [name]), *local],
                    "sources": ["factbook"],
                },
            )
    share_tails(list(rows.values()), countries, {n for r in by_hand for n in (r["name"], *r.get("aliases", ()))})
    return list(rows.values())


def share_tails(rows: list[dict], countries: dict[str, dict], known: set[str]) -> None:
    """A name that another country's party bears behind its demonym ("Czech Pirate Party") means either only in its own country.

    Names in `known` stay plain: there the files written by hand have several bearers that balance each other.
    """
    bearers = {name for row in rows for name in (row["name"], *row["local"])}
    shared = set()
    for row in rows:
        for demonym in countries[row["country"]].get("demonyms", ()):
            tail = row["name"].removeprefix(f"{demonym} ")
            if tail != row["name"] and " " in tail and tail in bearers:
                shared.add(tail)
                row["local"] += [tail] if tail not in row["local"] else []
    for row in rows:
        row["local"] += [row["name"]] if row["name"] in shared - known and row["name"] not in row["local"] else []


def is_common(name: str, common: set[str]) -> bool:
    """Is a short name all of common words ("New Generation")? Then it needs its country beside it."""
    words = name.split()
    return len(words) <= 3 and all(word.lower() in common for word in words)


def _party_names(text: str) -> list[str]:
    text = re.sub(r"\[[^\]]*\]|\([^)]*\)|\([^)]*$|;.*$|-? ?note.*$", "", text).replace("’", "'").strip(" ,*")
    names = [re.sub(r"^[Tt]he ", "", n).strip(" ,!*'\"") for n in re.split(r" or | - ", text)]
    names = [
        n
        for n in names
        if 1 < len(n) < 60
        and n[0].isupper()
        and not n.endswith(":")
        and not re.search(r"[:/&0-9]|\bother\b|parties|independent", n, re.IGNORECASE)
    ]
    if not names or (" " not in names[0] and names[0] not in _ONE_WORD_PARTIES):
        return []
    return [names[0], *(n for n in names[1:] if len(n) > 2)]


def _is_country(name: str, country: dict) -> bool:
    return name in {country["name"], *country.get("aliases", ()), "Korea"}


def armed_groups(sources: Path, common: set[str], isos: set[str]) -> list[dict]:
    """Groups of CAMEO's list of armed non-state actors whose name says that it is one; the list also has people and towns."""
    rows = {}
    for line in (sources / "cameo/Phoenix.MilNonState.actors.jsonl").open(encoding="utf-8"):
        item = json.loads(line)
        names = [re.sub(r"\s*\(.*?\)\s*", " ", n).strip(" +") for n in (item["name"], *item["aliases"])]
        names = [n for n in names if 2 <= len(n.split()) <= 8 and _GROUP & set(re.split(r"[ -]", n)) and not re.search(r"[0-9+_]", n)]
        if names:
            name, *aliases = [_title(n) for n in dict.fromkeys(names)]
            code = item["codes"][0]["code"][:3] if item["codes"] else ""
            country = code if code in isos else None
            rows.setdefault(
                f"org:{slug(name)}",
                {
                    "id": f"org:{slug(name)}",
                    "name": name,
                    "type": "armed_group",
                    "country": country,
                    "aliases": [a for a in aliases if not is_common(a, common)],
                    "local": [a for a in (name, *aliases) if is_common(a, common)],
                    "sources": ["cameo"],
                },
            )
    return list(rows.values())


def _title(text: str) -> str:
    words = text.lower().split()
    return " ".join(
        w if i and w in _SMALL else re.sub(r"(^|-)(?!(?:al|ul|e|i)-)([^\W\d_])", lambda m: m[1] + m[2].upper(), w)
        for i, w in enumerate(words)
    )


def publishers(sources: Path, codes: dict[str, str], common: set[str]) -> list[dict]:
    """Newspapers and broadcasters of two words and more, or with a name that is no common word."""
    rows = []
    for line in (sources / "publishers/fundus_publishers.jsonl").open(encoding="utf-8"):
        item = json.loads(line)
        name = re.sub(r"\s*\(.*?\)", "", item["name"])
        plain = name.removeprefix("The ")
        alone = {"Nikkei", "Namibian", "BBC", "Nation", "Sun", "Mirror", "Province", "Citizen", "Independent", "People", "Stern", "Metro", "Nature", "Bild", "Kicker", "Wired", "Vogue", "ABC",
                 "Heise", "Golem", "Telegraph", "Guardian", "Ilanga", "LBC", "Haberturk", "Publico", "i", "Correctiv", "Intercept", "Reuters"}  # fmt: skip
        if plain not in alone and plain not in {"Global News", "Rest of World", "World Truth", "Times Live"}:
            iso = {"uk": "GBR", "ind": "IND", "isl": "ISL"}.get(item["country"]) or codes.get(item["country"])
            rows.append(
                {
                    "id": f"org:{slug(plain)}",
                    "name": plain,
                    "type": "media_agency",
                    "country": iso,
                    "local": [plain] if is_common(plain, common) else [],
                    "sources": ["fundus"],
                }
            )
    return rows
