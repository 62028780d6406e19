"""Makes the generated part of the registry (`streams/data/*.jsonl`) from a folder of open sources.

    python tools/make_registry.py SOURCES

SOURCES holds country-codes (PDDL), CIA World Factbook (CC0), REIGN (MIT), Wikidata leaders (CC0), congress-legislators
(CC0), CAMEO/Phoenix dictionaries (MIT) and the publishers of fundus (MIT). Files written by hand are not touched.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import registry_countries as hand
from registry_groups import armed_groups, parties, publishers
from registry_people import close_offices, given_names, leaders, legislators

from streams.core.lexicon import slug

AS_OF = "2026-01"
"""Month of the newest source (the Factbook)."""
OUT = Path(__file__).parents[1] / "streams" / "data"


def main(sources: Path) -> None:
    codes = list(csv.DictReader((sources / "countries/country-codes.pddl.csv").open(encoding="utf-8")))
    facts = [json.loads(line) for line in (sources / "countries/factbook.jsonl").open(encoding="utf-8")]
    by_fips = {c["FIPS"].strip(): c["ISO3166-1-Alpha-3"] for c in codes} | {"RI": "SRB", "KV": "XKX", "WA": "NAM", "GZ": "PSE"}
    homes = {by_fips[f["gec"].upper()]: f for f in facts if f["gec"].upper() in by_fips and f["file"].rsplit("/")[-1] != "we.json"}
    rows = list(countries(codes, homes))
    write("countries.jsonl", rows)
    write("capitals.jsonl", capitals(codes))
    write("regions.jsonl", regions(homes, {r["name"] for r in rows}))
    people = leaders(sources, homes, {r["name"]: r["country"] for r in rows})
    # public-domain news, for its lower-case words only: what is a common word is no name by itself
    common = set(re.findall(r"\b[a-z]{2,}\b", (sources.parent / "gmb_text/sentences.jsonl").read_text(encoding="utf-8")))
    by_hand = [json.loads(line) for name in ("organisations", "people") for line in (OUT / f"{name}.jsonl").open(encoding="utf-8")]
    leading = without(by_hand, list(people.values()))
    close_offices(leading, by_hand)
    write("leaders.jsonl", leading)
    write("legislators.jsonl", without(by_hand, legislators(sources, people)))
    write("parties.jsonl", without(by_hand, parties(homes, {r["country"]: r for r in rows}, common, by_hand)))
    write("armed_groups.jsonl", without(by_hand, armed_groups(sources, common, {r["country"] for r in rows})))
    write(
        "publishers.jsonl",
        without(by_hand, publishers(sources, {c["ISO3166-1-Alpha-2"].lower(): c["ISO3166-1-Alpha-3"] for c in codes}, common)),
    )
    places = [
        json.loads(line)["name"] for name in ("cities", "capitals", "regions") for line in (OUT / f"{name}.jsonl").open(encoding="utf-8")
    ]
    taken = {word for row in rows for word in row["name"].split()} | set(places)
    given = given_names(sources, [*people.values(), *legislators(sources, {})], taken, common)
    write_lines("given_names.jsonl", [{"given_names": sorted(g for g in given if g[0] == c)} for c in sorted({g[0] for g in given})])


def countries(codes: list[dict[str, str]], homes: dict[str, dict]) -> list[dict]:
    rows = [dict(row, sources=["dateline"]) for row in hand.EXTRA]
    for code in codes:
        iso, short = code["ISO3166-1-Alpha-3"], code["CLDR display name"].replace(" & ", " and ").replace("’", "'")
        name = hand.NAMES.get(iso, short.replace("St. ", "Saint "))
        formal = code["UNTERM English Formal"].removeprefix("the ").rstrip(" *")
        names = [short if short != name and "." in short else "", formal, homes.get(iso, {}).get("long", ""), *hand.ALIASES.get(iso, ())]
        row = {
            "id": f"cty:{iso}", "name": name, "type": "country", "country": iso, "wikidata": code["wikidata_id"].rpartition("/")[2] or None,
            "aliases": unique(n for n in names if n and n != name and "(" not in n and n.lower() not in {"none", "conventional long form: none"}),
            "demonyms": demonyms(iso, homes.get(iso, {})), "local": hand.LOCAL_NAMES.get(iso, []) , "local_demonyms": hand.LOCAL_DEMONYMS.get(iso, []),
            "sources": ["country-codes", *(["factbook"] if iso in homes else [])],
        }  # fmt: skip
        if iso in hand.SIDES:
            row["side"], row["other_side"] = hand.SIDES[iso]
        rows.append(row)
    rows[0]["demonyms"] = hand.DEMONYMS["XKX"]
    return rows


def demonyms(iso: str, fact: dict) -> list[str]:
    """What "Kenyan(s)" stands for: Kenyan, Kenyans."""
    if iso in hand.DEMONYMS:
        return hand.DEMONYMS[iso]
    found = []
    for text in (fact.get("adjective", ""), fact.get("noun", "")):
        for part in text.split(";")[0].replace(" or ", ",").split(","):
            word, plural = part.split("(")[0].strip(), "(s)" in part
            if (
                word
                and word[0].isupper()
                and word not in {"NA", "Dutch"}
                and (word not in fact["short"] or plural or word != fact["short"])
            ):
                found += [word, word + "s"] if plural or word.endswith("an") else [word]
    return unique(w for w in found if w != fact["short"])


def capitals(codes: list[dict[str, str]]) -> list[dict]:
    rows: dict[str, dict] = {}
    for code in [*codes, {"ISO3166-1-Alpha-3": "XKX", "Capital": "", "CLDR display name": "Kosovo"}]:
        iso = code["ISO3166-1-Alpha-3"]
        names = unique([*([code["Capital"]] if iso not in hand.SEATS or iso in {"USA", "SWZ"} else []), *hand.SEATS.get(iso, [])])
        groups = [names[:1] + names[1:]] if iso in {"USA", "UKR", "BRA", "COL", "PRY", "CRI", "MMR"} else [[n] for n in names]
        for first, *others in filter(None, groups):
            if first and first not in {code["CLDR display name"], "East Jerusalem", "Vatican City"}:
                rows.setdefault(first, {"id": f"loc:{slug(first)}", "name": first, "type": "place", "country": iso,
                                        "stands_for": "igo:EU" if first == "Brussels" else f"cty:{iso}", "aliases": others, "sources": ["country-codes", "dateline"]})  # fmt: skip
    return list(rows.values())


def _region(name: str, iso: str) -> dict:
    local = {"local": [name]} if name in hand.ORDINARY else {}
    return {"id": f"loc:{slug(name)}", "name": name, "type": "place", "country": iso, **local, "sources": ["factbook"]}


def regions(homes: dict[str, dict], taken: set[str]) -> list[dict]:
    """States and provinces: the listed names that are plain, of one country, and no country's."""
    seen: dict[str, list[str]] = {}
    for iso, fact in homes.items():
        text = fact["admin_divisions"].partition(";")[2]
        if iso in {"GBR", "RUS"} or ":" in text:
            text = " ".join(text.split()) if iso != "GBR" else ""
        for part in text.replace(";", ",").split(","):
            name = part.split("(")[0].split("[")[0].split(":")[-1].strip(" *'")
            if len(name) > 3 and name[0].isupper() and name.replace(" ", "").replace("-", "").isalpha() and len(name.split()) < 4:
                seen.setdefault(name, []).append(iso)
    common = {"Central", "Eastern", "Western", "Northern", "Southern", "North", "South", "East", "West", "Centre", "Center", "Delta", "Plateau", "Rivers", "Unity", "Lakes",
              "Coast", "Saint", "Upper", "Lower", "Capital", "Federal", "Victoria", "Santiago", "Independence", "Union", "Progress", "Trinity", "Christ Church", "Nation",
              "Northeast", "Northwest", "Southeast", "Southwest", "Center-North", "Highland", "Pleasant", "Male", "Mexico", "Para", "Nord", "Sud", "Ouest", "Guerrero",
              "Amazonas", "Bolivar", "Lara", "Miranda", "Sucre", "Durango", "Washington", "Hidalgo", "Morelos", "Kerman", "Imo", "Edo", "Niger", "Luxembourg", "Limburg", "Mary",
              "Saint George", "Saint John", "Saint Paul", "Saint Andrew", "Saint Patrick", "Saint Mary", "Saint David", "Saint Peter", "Saint Philip", "Saint Joseph", "Same"}  # fmt: skip
    return [
        _region(n, isos[0])
        for n, isos in seen.items()
        if len(set(isos)) == 1
        and n not in taken
        and n not in common
        and n.split()[0] not in {"Saint", "Districts", "Region", "None"}
        and slug(n)
    ]


def without(by_hand: list[dict], rows: list[dict]) -> list[dict]:
    """The rows that do not name again what a row by hand names, in the same country or in none."""

    def names(row: dict) -> set[str]:
        return {slug(n).replace("labour", "labor") for n in (row["name"], *row.get("aliases", ()), *row.get("local", ())) if len(n) > 4}

    known = {(name, country) for row in by_hand for name in names(row) for country in (row.get("country"), None)}
    return [row for row in rows if not any((name, row.get("country")) in known for name in names(row))]


def unique(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))


def write(name: str, rows: Iterable[dict]) -> None:
    """One row an id, sorted; empty fields are left out."""
    by_id = {}
    for row in rows:
        by_id.setdefault(row["id"], {"as_of": AS_OF, **row})
    write_lines(name, [{k: v for k, v in row.items() if v not in (None, [], "")} for _, row in sorted(by_id.items())])


def write_lines(name: str, rows: list[dict]) -> None:
    order = (
        "id",
        "name",
        "type",
        "country",
        "wikidata",
        "family_name",
        "aliases",
        "local",
        "demonyms",
        "local_demonyms",
        "stands_for",
        "side",
        "other_side",
    )
    lines = [json.dumps({k: row[k] for k in (*order, *sorted(row)) if k in row}, ensure_ascii=False) for row in rows]
    (OUT / name).write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    print(f"{name}: {len(lines)} rows")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
