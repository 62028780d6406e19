"""What could settle a name that the registry does not know."""

from __future__ import annotations

import json
from pathlib import Path

from streams.core.lexicon import Lexicon
from streams.core.review import Review
from streams.lexicon import load_lexicon

from .enrich.reading import read

LEXICON = Lexicon.from_rows(
    [
        {
            "id": "per:ada-otieno",
            "name": "Ada Otieno",
            "type": "person",
            "country": "KEN",
            "aliases": ["Ada Atieno"],
            "roles": [{"title": "Mayor", "start": "2020"}],
            "sources": ["dateline"],
        },
        {"id": "per:kim-jong-un", "name": "Kim Jong Un", "type": "person", "family_name": "Kim"},
        {"id": "org:kwale-water", "name": "Kwale Water", "type": "company"},
        {"id": "per:lena-orlova", "name": "Lena Orlova", "type": "person"},
        {"given_names": ["Ada", "Ben"]},
    ]
)
REVIEW = Review(LEXICON)


def test_a_new_name_is_proposed_as_an_entry() -> None:
    """The row has an id made of the name, the name and the type."""
    [proposal] = REVIEW.proposals("per:~Ben_Moyo")
    assert proposal == ({"id": "per:ben-moyo", "name": "Ben Moyo", "type": "person", "sources": ["own"]}, None)


def test_an_initial_and_a_family_name_are_a_possible_alias() -> None:
    """The entry's whole row comes with the alias added, for a row replaces a row."""
    alias, new = REVIEW.proposals("per:~A._Otieno")
    assert alias.alias_of == "per:ada-otieno"
    assert alias.row["aliases"] == ["Ada Atieno", "A. Otieno"]
    assert alias.row["roles"] == [{"title": "Mayor", "start": "2020"}]
    assert new.row["id"] == "per:a-otieno"


def test_another_given_name_is_another_person() -> None:
    """A family name alone makes nobody an alias."""
    assert [p.alias_of for p in REVIEW.proposals("per:~Ben_Otieno")] == [None]


def test_another_spelling_is_a_possible_alias() -> None:
    """Case and hyphens do not matter; the kind of id does."""
    assert [p.alias_of for p in REVIEW.proposals("per:~Kim_Jong-UN")] == ["per:kim-jong-un", None]
    assert [p.alias_of for p in REVIEW.proposals("org:~KWALE_Water")] == ["org:kwale-water", None]
    assert [p.alias_of for p in REVIEW.proposals("loc:~Kwale_Water")] == [None]


def test_an_id_that_is_taken_gets_a_number() -> None:
    """A proposal never replaces another entry in silence."""
    assert REVIEW.proposals("per:~LENA_ORLOVA")[-1].row["id"] == "per:lena-orlova-2"


def test_what_has_an_entry_needs_no_review() -> None:
    """Only provisional ids are proposed for."""
    assert REVIEW.proposals("per:ada-otieno") == ()


def test_a_pasted_row_is_read_and_counts(tmp_path: Path) -> None:
    """Accept = paste: the user's file takes the line, and the next reading counts the new id instead of the provisional one."""
    text = "Spokeswoman Zelda Quux smiled. Quux left."
    before = read(text)
    [person] = [e for e in before.entities if e.type == "person"]
    own = tmp_path / "own.jsonl"
    own.write_text(json.dumps(Review(load_lexicon()).proposals(person.id)[-1].row) + "\n")
    after = read(text, lexicon=load_lexicon(own))
    assert [(e.id, e.named, e.provisional) for e in before.entities] == [("per:~Zelda_Quux", 2, True)]
    assert [(e.id, e.named, e.provisional) for e in after.entities] == [("per:zelda-quux", 2, False)]
