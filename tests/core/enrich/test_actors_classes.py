"""Each class of actors: what must be found beside what must not, with the whole list of mentions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.article import NAMED_FORMS, MapRun
from streams.core.enrich.actors import find_actors
from streams.core.enrich.actors_words import CALENDAR, WEEKDAYS

from .reading import body_of, read, shipped

DAY = "2024-06-05"

CASES: dict[str, list[tuple[str, list[str]]]] = {
    "people": [
        ("Emmanuel Macron met Ms Zelda Quux.", ["per:emmanuel-macron", "per:~Zelda_Quux"]),
        ("The detective Joe Friday left.", ["per:~Joe_Friday"]),
        ("The actress Wednesday Addams left on Friday.", ["per:~Wednesday_Addams"]),
        ("On Wednesday Addams and Friday rain came in May.", []),
        ("Simone Biles beat Usain Bolt at chess.", ["per:simone-biles", "per:usain-bolt"]),
    ],
    "countries": [
        ("The US, the U.S. and the United States are one.", ["cty:USA"] * 3),
        ("Tell us that a turkey and china broke.", []),
        ("Sudan and South Sudan met. The South left.", ["cty:SDN", "cty:SSD", "cty:SSD"]),
        ("Snow fell in the North and the South of Italy.", ["cty:ITA"]),
    ],
    "governments": [
        ("Washington warned Moscow.", ["cty:USA", "cty:RUS"]),
        ("It rained in Washington, and Moscow-born singers sang.", ["loc:washington", "loc:moscow"]),
        ("The White House declined to comment.", ["org:white-house"]),
        ("A white house burned.", []),
    ],
    "parties": [
        ("The African National Congress lost.", ["org:anc"]),
        ("In Britain the Labour Party won.", ["cty:GBR", "org:labour-uk"]),
        ("The labour party at the clinic went on.", []),
    ],
    "agencies": [
        ("NASA and the Central Intelligence Agency agreed.", ["org:nasa", "org:cia"]),
        ("An intelligence agency agreed.", []),
    ],
    "armed forces and groups": [
        ("The Bundeswehr and Boko Haram fought.", ["org:bundeswehr", "org:boko-haram"]),
        ("The forces of nature fought.", []),
    ],
    "international organisations": [
        ("The UN, NATO and the African Union met.", ["igo:UN", "igo:NATO", "igo:AU"]),
        ("He is un-American in union with nature.", ["cty:USA"]),
    ],
    "media": [
        ("Reuters and the Korean Central News Agency said so.", ["org:reuters", "org:kcna"]),
        ("The news agency was late.", []),
    ],
    "companies": [
        ("Boeing, Anthropic and Acme Tools Ltd paid.", ["org:boeing", "org:anthropic", "org:~Acme_Tools_Ltd"]),
        ("An apple a day and amazon ants.", []),
    ],
    "places": [
        ("They met in Nairobi near Lake Turkana.", ["loc:nairobi", "loc:~Lake_Turkana"]),
        ("Chad Brewer met Paris Hilton.", ["per:~Chad_Brewer", "per:~Paris_Hilton"]),
    ],
    "weapons": [
        ("A Hwasong-18 missile and two F-16 fighter jets flew.", ["wpn:hwasong-18", "wpn:f-16"]),
        ("He is a patriot who likes javelin throwing.", []),
    ],
    "treaties": [
        ("The Paris Agreement and the Treaty of Versailles hold.", ["trt:paris-agreement", "trt:treaty-of-versailles"]),
        ("An agreement in Paris holds.", ["loc:paris"]),
    ],
    "events": [
        ("The 2024 US presidential election came after the Cold War.", ["cty:USA", "evt:us-presidential-election-2024", "evt:cold-war"]),
        ("A cold war of words and an election of a club came.", []),
    ],
}


@pytest.mark.parametrize(("text", "found"), [case for cases in CASES.values() for case in cases])
def test_each_class_is_found_and_no_more(text: str, found: list[str]) -> None:
    """The whole list of names in the text, so that one too many fails as one too few does."""
    assert sorted(m.entity for m in read(text, DAY).mentions if m.form in NAMED_FORMS) == sorted(found)


def test_two_kims_stay_two() -> None:
    """Two of one family name are two actors."""
    found = {m.entity for m in read("Kim Jong Un met Kim Yo Jong. Kim Jong Un left.").mentions}
    assert found == {"per:kim-jong-un", "per:kim-yo-jong"}


WORDS = (
    "Kenya Kenyan US Monday Friday May March June he she it its they He She It the The military party company ruling country government "
    "president said has met Joe Wednesday Kim Jong Un William Ruto Boeing Mr Ms in on and . , \" ' 's - 44 year old state media"
).split()


@given(st.lists(st.sampled_from(WORDS), max_size=50).map(" ".join))
def test_what_no_person_is_called(text: str) -> None:
    """Never a pronoun, a lone weekday, or a country as a person, nor a month but behind a title; counts by form add up; every surface is where it says."""
    found = read(text, DAY)
    countries = {name for e in shipped().entries.values() if e.type == "country" for name in (e.name, *e.demonyms)}
    for m in found.mentions:
        assert text[m.start : m.end] == m.surface
        if m.entity.startswith("per:") and m.form in NAMED_FORMS:
            assert m.surface not in WEEKDAYS
            assert m.surface not in CALENDAR or m.form == "short_name" or m.method == "title_surname"
            assert m.surface not in countries
            assert m.surface.lower() not in {"he", "she", "it", "its", "they"}
    for entity in found.entities:
        own = [m for m in found.mentions if m.entity == entity.id]
        assert entity.named == sum(m.form in NAMED_FORMS for m in own)
        assert (entity.nominal, entity.pronoun) == tuple(sum(m.form == form for m in own) for form in ("nominal", "pronoun"))
        assert entity.first == own[0].start


def test_raw_offsets_map_back() -> None:
    """Where the clean text was moved, a mention points to its own words in the text as given."""
    text = "Kenya said it would pay. The country agreed."
    raw = "## " + text
    article = body_of(text, DAY)
    moved = type(article)(**{f: getattr(article, f) for f in article.__slots__} | {"raw_map": (MapRun(0, 3, len(text)),)})
    mentions = find_actors(moved, shipped()).mentions
    assert {m.form for m in mentions} == {"name", "pronoun", "nominal"}
    assert [raw[m.raw_start : m.raw_end] for m in mentions] == [m.surface for m in mentions]
