"""The registry: its shape, what a user may add, and how ids are described."""

from __future__ import annotations

import importlib.resources
import json
from itertools import pairwise
from pathlib import Path

import pytest

from streams.core.enrich.actors_words import CALENDAR, COMMON, LOC_HEADS, ORG_HEADS, ROLES, THINGS, TITLES
from streams.core.lexicon import Lexicon, slug
from streams.lexicon import FILES, LexiconError, load_lexicon

from .enrich.reading import shipped

OTHER_WORDS = frozenset(
    {"meta", "pool", "falcon", "batman", "cascade", "gulf", "mono", "plunge", "ruse", "oriental", "maritime", "ascension"}
)

REAL_PAIRS = frozenset({("TGO", "president")})
"""Togo has a president, and a president of its council of ministers."""

WHO = {"id": "per:ada-otieno", "name": "Ada Otieno", "type": "person", "country": "KEN"}


def test_breadth() -> None:
    """All countries of ISO 3166-1 and hundreds of people and organisations are there."""
    types = [entry.type for entry in shipped().entries.values()]
    assert types.count("country") >= 249
    assert types.count("person") > 1000
    assert types.count("igo") > 60
    assert types.count("media_agency") > 150
    assert types.count("party") > 1000
    assert types.count("weapon") > 100


def test_every_entry_says_when_and_whence() -> None:
    """Each entry has an as-of month and its sources."""
    assert [e.id for e in shipped().entries.values() if not e.as_of or not e.sources] == []


def test_no_share_alike_source() -> None:
    """Only sources whose licence lets their facts be passed on are named."""
    open_sources = {"country-codes", "factbook", "wikidata", "reign", "congress-legislators", "cameo", "fundus", "dateline"}
    assert {s for e in shipped().entries.values() for s in e.sources} <= open_sources


def test_files_can_be_read_and_compared() -> None:
    """One object a line, sorted by id, no id twice in a file."""
    for name in FILES:
        lines = (importlib.resources.files("streams.data") / f"{name}.jsonl").read_text("utf-8").splitlines()
        keys = [json.loads(line).get("id", line) for line in lines]
        assert keys == sorted(set(keys)), name


def test_no_name_of_a_person_is_a_word_of_the_calendar_or_a_country() -> None:
    """What stands alone for a person is no month, weekday, country or demonym."""
    people = {a for e in shipped().entries.values() if e.type == "person" for a in (e.name, *e.aliases)}
    countries = {a for e in shipped().entries.values() if e.type == "country" for a in (e.name, *e.aliases, *e.demonyms)}
    assert not people & (CALENDAR | countries)


def test_references_resolve() -> None:
    """What an entry points to is there."""
    entries = shipped().entries
    assert {e.stands_for for e in entries.values() if e.stands_for} <= set(entries)
    assert {e.other_side for e in entries.values() if e.other_side} <= set(entries)


def test_described_by_entry() -> None:
    """A registered actor has its name, type, Wikidata id and country."""
    assert shipped().describe("cty:KEN") == ("Kenya", "country", "Q114", "KEN", False)


@pytest.mark.parametrize(
    ("actor", "name", "kind"),
    [
        ("per:~Lena_Orlova", "Lena Orlova", "person"),
        ("org:~Acme_Tools_Ltd", "Acme Tools Ltd", "organisation"),
        ("loc:~Upper_Ford", "Upper Ford", "place"),
    ],
)
def test_described_by_provisional_id(actor: str, name: str, kind: str) -> None:
    """The name of a provisional actor is read back from its id."""
    assert shipped().describe(actor) == (name, kind, None, None, True)


def test_described_by_rule() -> None:
    """Ids made by rule describe themselves."""
    assert shipped().describe("evt:south-sudan-general-election-2026").name == "2026 South Sudan general election"
    assert shipped().describe("org:fra-interior-ministry").name == "Interior Ministry of France"


def test_hash_names_the_content() -> None:
    """The hash is the same for the same rows and another for others."""
    assert Lexicon.from_rows([WHO]).hash == Lexicon.from_rows([dict(WHO)]).hash
    assert Lexicon.from_rows([WHO]).hash != Lexicon.from_rows([{**WHO, "name": "Ada O."}]).hash


def test_own_file_adds_and_replaces(tmp_path: Path) -> None:
    """A user's rows come after the shipped ones: new ids are added, known ids replaced."""
    own = tmp_path / "own.jsonl"
    own.write_text(
        json.dumps(WHO) + "\n\n" + json.dumps({"id": "cty:KEN", "name": "Kenia", "type": "country", "country": "KEN"}) + "\n", "utf-8"
    )
    lexicon = load_lexicon(own)
    assert (lexicon.describe("per:ada-otieno").name, lexicon.describe("cty:KEN").name) == ("Ada Otieno", "Kenia")
    assert lexicon.hash != shipped().hash


def test_faults_of_an_own_file_are_named_with_their_lines(tmp_path: Path) -> None:
    """Every fault is reported at once, with file, line and cure."""
    own = tmp_path / "own.jsonl"
    rows = [json.dumps(WHO), "{broken", json.dumps({**WHO, "type": "persn", "country": "Kenya"}), "[1]", json.dumps({**WHO, "nick": "A"})]
    own.write_text("\n".join(rows), "utf-8")
    with pytest.raises(LexiconError) as failed:
        load_lexicon(own)
    faults = str(failed.value).splitlines()
    assert [f.split(":")[1] for f in faults] == ["2", "3", "3", "4", "5"]
    assert "'persn' is not one of" in faults[1]
    assert "'KEN'" in faults[2]
    assert "'nick'" in faults[4]


def test_unreadable_own_file(tmp_path: Path) -> None:
    """A file that is not there is a fault that says what to check."""
    with pytest.raises(LexiconError, match="check the path"):
        load_lexicon(tmp_path / "none.jsonl")


def test_wrong_rows_are_refused_together() -> None:
    """Rows given as values are checked too, and the roles in them."""
    role = {"title": "Mayor", "start": "2020-01-02", "end": "2019"}
    with pytest.raises(ValueError, match=r"row 1: role 'Mayor' ends before it starts; row 2: id None"):
        Lexicon.from_rows([{**WHO, "roles": [role]}, {"name": "x", "type": "person"}])


def test_alias_spellings() -> None:
    """Names are found with and without accents and hyphens, and long ones in capitals."""
    senses = Lexicon.from_rows([{**WHO, "name": "Zoé Ndong-Sima"}]).senses
    assert {"Zoé Ndong Sima", "Zoe Ndong Sima", "ZOÉ NDONG SIMA", "ZOE NDONG SIMA"} <= set(senses)


def test_slug() -> None:
    """Ids are ASCII, lower case, with hyphens."""
    assert slug("São Tomé & the People's Party") == "sao-tome-the-peoples-party"


def test_a_place_that_is_an_ordinary_word_needs_its_country() -> None:
    """No title, role or other English word alone is a place's plain name: "Chair Mary Moyo" names no municipality."""
    ordinary = {word.lower() for word in TITLES | ROLES | COMMON | THINGS | LOC_HEADS | ORG_HEADS | OTHER_WORDS}
    places = [e for e in shipped().entries.values() if e.type == "place"]
    plain = {n for e in places for n in (e.name, *e.aliases) if n not in e.local and " " not in n and not e.stands_for}
    assert {name for name in plain if name.lower() in ordinary} <= {"Antarctic"}


def test_a_name_that_parties_of_two_countries_end_in_needs_its_country() -> None:
    """ "X Party" beside another country's "Demonym X Party" is plain for nobody, and both are called so at home."""
    countries = {e.country: e for e in shipped().entries.values() if e.type == "country"}
    parties = [e for e in shipped().entries.values() if e.type == "party" and e.sources == ("factbook",)]
    tails = {
        e.name.removeprefix(f"{demonym} ") for e in parties for demonym in countries[e.country].demonyms if e.name.startswith(f"{demonym} ")
    }
    plain = [e for e in parties if e.name in tails and " " in e.name and e.name not in e.local]
    assert [e.id for e in plain if len(shipped().senses[e.name]) == 1] == []


def test_an_office_of_one_has_no_two_open_holders() -> None:
    """Of an office that one person holds at a time at most one term is open in a country."""
    families = {e.id: (e.family_name or e.name.split()[-1])[:4].casefold() for e in shipped().entries.values()}
    for seat, terms in shipped().holders.items():
        holders = {families[entry.id] for entry, role in terms if not role.end and role.start}
        assert len(holders) <= 1 or seat in REAL_PAIRS, (seat, [(e.id, r) for e, r in terms if not r.end])


def test_a_country_has_one_ruling_party_and_one_army_at_a_time() -> None:
    """What "the ruling party" means on a day is one; the day of a change belongs to both."""
    for seat, holders in shipped().national.items():
        if seat[0] != "state media":
            terms = sorted((role.start or "", role.end or "9") for _, role in holders)
            assert all(first[1] <= second[0] for first, second in pairwise(terms)), (seat, terms)


def test_roles_are_days_in_a_sane_order() -> None:
    """No office begins in the future of the registry, or lasts longer than a reign."""
    for entry in shipped().entries.values():
        for role in entry.roles if entry.type == "person" else ():
            assert (role.start or "1700") >= "1700", entry.id
            assert (role.start or "")[:7] <= "2026-12", entry.id
            assert int((role.end or "2026")[:4]) - int((role.start or "2026")[:4]) <= 72, entry.id


def test_names_that_tell_the_sex_are_given_names() -> None:
    """No name is in two of the lists, and none is a word of the calendar alone."""
    lexicon = shipped()
    assert not lexicon.female_names & lexicon.unisex_names
    assert len(lexicon.female_names) > 500
