"""People of the registry: heads of state and government, presidents and legislators of the United States."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path

import yaml

from streams.core.enrich.actors_words import LOC_HEADS, ORG_HEADS, PEOPLES, TITLES
from streams.core.lexicon import single_office, slug

FAMILY_FIRST = {"CHN", "PRK", "KOR", "TWN"}
PRESS = {"Joseph Biden": "Joe Biden", "Albert Gore": "Al Gore", "William Clinton": "Bill Clinton", "Richard Cheney": "Dick Cheney", "Michael Pence": "Mike Pence",
         "James Vance": "JD Vance", "J.D. Vance": "JD Vance", "Kim Jong-un": "Kim Jong Un", "Kim Jong-Il": "Kim Jong Il", "Volodymyr Zelenskyy": "Volodymyr Zelensky"}  # fmt: skip
"""Names in sources → names in newspapers."""
_HOLDER = re.compile(r"^(?P<who>[^(;\[]+?),? \((?:chairperson )?since (?P<day>[^),]*)")
_TITLE = re.compile(
    r"^(?:(?:Acting|Interim|Caretaker|Transition|Transitional|Vice|Co-Vice|Prime|Minister|Ministers|President|Premier|King|Queen|Prince|Princess|Emperor|Sultan|"
    r"Amir|Chancellor|Pope|Supreme|Leader|Crown|Grand|Duke|and|of|the|Foreign|Federal|Council|Chair|Chairperson|Chairman|Taoiseach|Col\.|Gen\.|Capt\.|"
    r"General|Dr\.|Presidential|Leadership|Sovereign|State|Affairs|Commission|Presidency|GNU|CNSP|Governor|Swiss|Confederation|Taliban|Captain|Chief|Executive|"
    r"Commander-in-Chief|Sudanese|Armed|Forces|Government|Head|Minister,|President,|Council,|Command|First|Secretary|Party|Communist|Tun|Ratu|Sir|Dame|Yang|di-Pertuan|Agong),? )+"
)  # fmt: skip
_PERSON = re.compile(r"[A-Z]{3}(?:GOV|ELI|MIL|OPP|JUD|LEG|BUS|MED|COP|SPY|CVL)")
_MONTHS = {m: i for i, m in enumerate("January February March April May June July August September October November December".split(), 1)}


def leaders(sources: Path, homes: dict[str, dict], codes: dict[str, str]) -> dict[str, dict]:
    """id → row. A person met in several sources is one row; Wikidata's spelling and id win."""
    people: dict[str, dict] = {}
    for row in csv.DictReader((sources / "leaders/wikidata_world_leaders_2022.csv").open(encoding="utf-8")):
        iso = codes.get(row["country"]) or codes.get(row["country"].removeprefix("The "))
        if iso and "prince of Andorra" not in row["positionLabel"]:
            _add(
                people,
                row["officeholderLabel"],
                iso,
                role(row["positionLabel"], row["start_year"], row["end_year"]),
                "wikidata",
                wikidata=row["officeholder"],
            )
    for iso, fact in homes.items():
        for text in (fact["chief_of_state"], fact["head_of_government"]):
            found = _HOLDER.match(text)
            if found and not _foreign(found["who"], iso):
                _add_factbook(people, iso, found)
    for row in csv.DictReader((sources / "leaders/REIGN_leaderlist_3_21.csv").open(encoding="utf-8", errors="replace")):
        _add_reign(people, row, codes)
    for who in yaml.safe_load((sources / "leaders/us_executive.yaml").open(encoding="utf-8")):
        for term in () if who["name"]["last"] == "Bush" else who["terms"]:  # two of one name: written by hand
            if term["end"] > "1989":
                title = "President" if term["type"] == "prez" else "Vice President"
                name = who["name"]
                full = f"{name['first']} {name['last']}"
                _add(people, PRESS.get(full, full), "USA", role(title, term["start"], term["end"]), "congress-legislators", aliases=(full,))
    return people


def close_offices(people: list[dict], others: list[dict]) -> None:
    """An office that one person holds at a time ends when the next one of another family name takes it: sources of 2022 leave it open."""
    terms: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in [*people, *others]:
        for held in row.get("roles", ()):
            if (office := single_office(held["title"])) and held.get("start"):
                terms.setdefault((row.get("country", ""), office), []).append((held["start"], family_of(row)))
    for row in people:
        for held in row.get("roles", ()):
            office, start = single_office(held["title"]), held.get("start")
            if office and start and "end" not in held:
                later = [s for s, name in terms[row.get("country", ""), office] if s[:4] > start[:4] and name != family_of(row)]
                held.update({"end": min(later)} if later else {})


def family_of(row: dict) -> str:
    return (row.get("family_name") or row["name"].split()[-1]).casefold()


def role(title: str, start: str | None, end: str | None = None) -> dict:
    return {k: v for k, v in {"title": title, "start": start or None, "end": end or None}.items() if v}


def _add(  # noqa: PLR0913 - one call per fact of a source, named
    people: dict[str, dict],
    name: str,
    iso: str,
    held: dict,
    source: str,
    *,
    wikidata: str | None = None,
    family: str | None = None,
    aliases: tuple[str, ...] = (),
) -> None:
    given = name
    name = re.sub(r" [A-Z]\.(?= )", "", name).strip()
    name, aliases = PRESS.get(name, name), (*aliases, given)
    found = _known(people, name, iso, family, aliases) if source != "wikidata" else people.get(f"per:{slug(name)}")
    if found is None:
        family = family or (name.split()[0] if iso in FAMILY_FIRST else None)
        found = people.setdefault(f"per:{slug(name)}", {
            "id": f"per:{slug(name)}", "name": name, "type": "person", "country": iso, "wikidata": wikidata, "aliases": [], "roles": [], "sources": [],
            "family_name": family if family != name.split()[-1] else None,
        })  # fmt: skip
    found["aliases"] = list(dict.fromkeys(a for a in [*found["aliases"], name, *aliases] if a != found["name"] and " " in a))
    if source not in found["sources"]:
        found["sources"].append(source)
    if all(r["title"] != held["title"] or (r.get("start") or "")[:4] != (held.get("start") or "")[:4] for r in found["roles"]):
        found["roles"].append(held)


def _known(people: dict[str, dict], name: str, iso: str, family: str | None, aliases: tuple[str, ...]) -> dict | None:
    """The same person under another spelling: same country, and first and family name agree but for accents."""
    if found := people.get(f"per:{slug(name)}"):
        return found
    words = {slug(w) for n in (name, *aliases) for w in n.split()}
    last = slug(family or name.rsplit(maxsplit=1)[-1])
    for row in people.values():
        theirs = [slug(w) for w in row["name"].split()]
        if row["country"] == iso and len(theirs) > 1 and last in (theirs[-1], theirs[0]) and set(theirs) <= words:
            return row
    return None


def _add_factbook(people: dict[str, dict], iso: str, found: re.Match[str]) -> None:
    who = found["who"].strip()
    title = _TITLE.match(who + " ")
    name = who[title.end() :] if title else who
    capitals = [
        w
        for w in name.split()
        if len(w) > 1 and not w.endswith(".") and w == w.upper() and w.rstrip(".,") not in {"II", "III", "IV", "VI", "XIV", "XVI", "V", "X"}
    ]
    words = [w.title().replace("'S", "'s") if w in capitals else w for w in name.split() if w.rstrip(",") != "Jr."]
    words = [re.sub(r"(?<=-)([A-Z]{2,})", lambda m: m[0].title(), w).rstrip(",") for w in words]
    if not capitals or len(words) < 2 or "(" in name or len(words) > 7:
        return
    family = " ".join(w.title() for w in capitals).rstrip(",")
    full = " ".join(words)
    first = words[0]
    short = full if iso in FAMILY_FIRST or family.startswith(first) else f"{first} {family}"
    held = role((title[0].strip() if title else "leader").rstrip(","), _day(found["day"]))
    _add(people, short if len(first.rstrip(".")) > 1 else full, iso, held, "factbook", family=family, aliases=(full,))


def _add_reign(people: dict[str, dict], row: dict[str, str], codes: dict[str, str]) -> None:
    name = re.sub(r"\(.*?\)", "", row["leader"]).strip()
    if len(name.split()) < 2 or "," in name or (row["eyear"] or "9999") < "1995" or row["stateabb"] not in codes.values() or "/" in name:
        return
    if not all(w[0].isupper() or w in {"bin", "al", "de", "da", "van", "von", "der", "ul", "ibn", "el"} or "-" in w for w in name.split()):
        return
    start, end = (f"{row[y]}-{int(row[m]):02d}" if row[y] and row[m] else None for m, y in (("smonth", "syear"), ("emonth", "eyear")))
    _add(people, name, row["stateabb"], role("leader", start, end), "reign")


def _foreign(who: str, iso: str) -> bool:
    owner = next(
        (
            o
            for mark, o in (
                ("CHARLES III", "GBR"),
                ("MACRON", "FRA"),
                ("TRUMP", "USA"),
                ("FREDERIK X", "DNK"),
                ("WILLEM", "NLD"),
                ("HARALD V", "NOR"),
                ("XI Jinping", "CHN"),
            )
            if mark in who
        ),
        iso,
    )
    return owner != iso


def _day(text: str) -> str | None:
    parts = text.split()
    if not parts or not parts[-1].isdigit():
        return None
    month = _MONTHS.get(parts[-2]) if len(parts) > 1 else None
    day = f"-{int(parts[-3]):02d}" if len(parts) > 2 and parts[-3].isdigit() else ""
    return f"{parts[-1]}-{month:02d}{day}" if month else parts[-1]


def legislators(sources: Path, taken: dict[str, dict]) -> list[dict]:
    """Members of the Congress of the United States with their last unbroken office; ids that leaders hold are left to them."""
    rows = []
    for who in yaml.safe_load((sources / "leaders/us_legislators-current.yaml").open(encoding="utf-8")):
        name, last = who["name"], who["terms"][-1]
        first = name["first"] if not name["first"].endswith(".") else name.get("middle", name["first"])
        full = f"{first} {name['last']}"
        title = "Senator" if last["type"] == "sen" else "Representative"
        start = next(t["start"] for t in who["terms"] if t["type"] == last["type"])
        aliases = [name.get("official_full", ""), f"{name['nickname']} {name['last']}" if name.get("nickname") else ""]
        if f"per:{slug(full)}" not in taken:
            rows.append({
                "id": f"per:{slug(full)}", "name": full, "type": "person", "country": "USA", "wikidata": who["id"].get("wikidata"),
                "family_name": name["last"] if " " in name["last"] else None, "aliases": sorted({a for a in aliases if a and a != full}),
                "roles": [role(title, start)], "sources": ["congress-legislators"],
            })  # fmt: skip
    return rows


def given_names(sources: Path, people: list[dict], taken: set[str], common: set[str]) -> list[str]:
    """First words of people's names: of all in `people`, and of three and more in CAMEO's list; not those that are common words or places."""
    counts: Counter[str] = Counter()
    for line in (sources / "cameo/Phoenix.Countries.actors.jsonl").open(encoding="utf-8"):
        item = json.loads(line)
        words = item["name"].split()
        if (
            2 <= len(words) <= 3
            and all(re.fullmatch(r"[A-Z'-]+", w) for w in words)
            and any(_PERSON.match(c["code"]) for c in item["codes"])
        ):
            counts[words[0].title()] += 1
    often = {w for w, n in counts.items() if n >= 3 and w.lower() not in common}
    first = {p["name"].split()[0] for p in people if p["sources"] != ["factbook"] and p["name"].split()[0] != p.get("family_name")}
    apart = (
        taken
        | TITLES
        | ORG_HEADS
        | LOC_HEADS
        | PEOPLES
        | {"Banzer", "Bhutto", "Caldera", "Correia", "Lyonpo", "Alpha", "Ion", "Odd", "Sin", "Min"}
    )
    return sorted(w for w in first | often if len(w) > 2 and w.isalpha() and w not in apart)
