"""Claims: who vouches for a sentence, how sure it is said to be, and what follows for the counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .said import claims, enriched

# sentence → (mode, words for the source, cue)
CLAIMS: dict[str, tuple[str, str | None, str | None]] = {
    "Kenya and Norway signed a treaty on Monday.": ("asserted", None, None),
    "Kenya has refused to return to the talks since 2019.": ("asserted", None, None),
    "The reported attack killed two soldiers.": ("asserted", None, None),
    "The attack was reported on Monday.": ("asserted", None, None),
    "He signed his will in May.": ("asserted", None, None),
    "Kenya's claims were rejected.": ("asserted", None, None),
    "The agency reports of the flood were wrong.": ("asserted", None, None),
    "What Kenya said was unclear.": ("asserted", None, None),
    "The question was how much the dam would cost.": ("asserted", None, None),
    "He could not attend the talks.": ("asserted", None, None),
    "Although Kenya said it was ready, the talks failed.": ("asserted", None, None),
    "The police station was closed on Monday.": ("asserted", None, None),
    "Kenya denied that it had broken the treaty.": ("reported", "Kenya", "denied"),
    "Kenya has repeatedly said that the road was safe.": ("reported", "Kenya", "said"),
    "Kenya said Tuesday that the road will be safe.": ("reported", "Kenya", "said"),
    "The army reported that two soldiers had died.": ("reported", "The army", "reported"),
    "Officials said two people were hurt.": ("reported", "Officials", "said"),
    "Police said the man was armed.": ("reported", "Police", "said"),
    "Two people familiar with the matter said the bank had closed.": ("reported", "Two people familiar with the matter", "said"),
    "State media reported that the road was safe.": ("reported", "State media", "reported"),
    "The road was safe, state media reported on Thursday.": ("reported", "state media", "reported"),
    "Lena Orlova called for calm after what she said were lies, state media reported on Thursday.": ("reported", "state media", "reported"),
    "A spokeswoman for the company said it paid.": ("reported", "A spokeswoman for the company", "said"),
    "In a statement, the ministry said the road was safe.": ("reported", "the ministry", "said"),
    "The road is safe, the ministry said in a statement.": ("reported", "the ministry", "said"),
    "The harbour is closed, according to the port authority.": ("reported", "the port authority", "according to"),
    "According to Kenya, the harbour is closed.": ("reported", "Kenya", "According to"),
    "Data showed that exports rose.": ("reported", "Data", "showed"),
    "Analysts say exports rose last year.": ("reported", "Analysts", "say"),
    "Lena Orlova met the king on Monday and said talks went on.": ("reported", "Lena Orlova", "said"),
    "Two men were held, the newspaper reported, citing police.": ("reported", "the newspaper", "reported"),
    "The road is reportedly safe.": ("reported", None, "reportedly"),
    "The road is said to be safe.": ("reported", None, "is said"),
    "Kenya accused Norway of breaking the treaty.": ("reported", "Kenya", "accused"),
    "Kenya vowed to return to the talks.": ("reported", "Kenya", "vowed"),
    "Analysts say exports could rise next year.": ("speculation", "Analysts", "say"),
    "Experts warn the dam may break.": ("speculation", "Experts", "warn"),
    "The dam may break, experts warn.": ("speculation", "experts", "warn"),
    "But observers say Kenya likely hopes for more talks.": ("speculation", "observers", "say"),
    "Experts say Kenya is expected to leave the talks.": ("speculation", "Experts", "say"),
    "The minister believes exports rose.": ("speculation", "The minister", "believes"),
    "Exports could rise next year.": ("speculation", None, "could"),
    "The talks are believed to have failed.": ("speculation", None, "are believed"),
    "Perhaps the dam held.": ("speculation", None, "Perhaps"),
    "Exports will rise next year.": ("forecast", None, "will"),
    "Exports are expected to rise next year, possibly in May.": ("forecast", None, "are expected"),
    "The vote is due to be held in May.": ("forecast", None, "is due"),
    "If it rains, the dam will break.": ("forecast", None, "will"),
    "Economists forecast growth of 3 percent.": ("forecast", "Economists", "forecast"),
    "Kenya's moves indicated once again that the talks will likely go on.": ("analysis", None, "indicated"),
    "The vote showed that people are tired of the war.": ("analysis", None, "showed"),
    "The move underscores how little trust is left.": ("analysis", None, "underscores"),
    "It is believed that the dam held.": ("speculation", None, "is believed"),
    "A ruling is due on October 31.": ("forecast", None, "is due"),
    "The work is to begin in April.": ("forecast", None, "is to"),
    "The goal is to save water.": ("asserted", None, None),
    "Kenya has not replied to the offer.": ("asserted", None, None),
    "The strike ended after Kenya promised to pay.": ("asserted", None, None),
    "Kenya rejected the plan.": ("asserted", None, None),
    "WHO says the road is safe.": ("reported", "WHO", "says"),
    "Kenya's roasters said they would pay.": ("reported", "Kenya's roasters", "said"),
    "Kenya called the plan a mistake.": ("reported", "Kenya", "called"),
    "Kenya called the police.": ("asserted", None, None),
    "The head of the bank, Anna Berg, said the road was safe.": ("reported", "Anna Berg", "said"),
    "The report, by the engineer Anna Berg, says the road is safe.": ("reported", "The report", "says"),
    "People met at the embassy in Kenya to call for talks.": ("asserted", None, None),
    "The agency estimates that 300 people have left.": ("reported", "The agency", "estimates"),
    "Kenya is calling on Norway to pay.": ("reported", "Kenya", "calling"),
    "Corvex-Balart told reporters that the road was safe.": ("reported", "Corvex-Balart", "told"),
    "The move is seen as a warning to Kenya.": ("analysis", None, "is seen"),
}  # fmt: skip


@pytest.mark.parametrize("text", CLAIMS)
def test_sentence_has_its_source_and_mode(text: str) -> None:
    """Mode, source and cue of a sentence."""
    (claim,) = claims(text)
    assert (claim.mode, claim.source and claim.source.surface, claim.cue and claim.cue.surface) == CLAIMS[text]


def test_a_coordinate_clause_has_a_source_of_its_own() -> None:
    """Two claims whose spans share the sentence."""
    first, second = claims("Norway said exports rose, but Kenya said they fell.")
    assert [c.source and c.source.entity for c in (first, second)] == ["cty:NOR", "cty:KEN"]
    assert first.end <= second.start


@pytest.mark.parametrize(
    ("text", "modes"),
    [
        ("Norway rejected the plan on Monday, while Kenya said it would decide in May.", ["asserted", "reported"]),
        ("Exports will rise next year, but Kenya said they fell.", ["forecast", "reported"]),
        ("The canal is long; Kenya said it was deep.", ["asserted", "reported"]),
        ("Kenya said exports rose and that they would rise again.", ["reported"]),
    ],
)
def test_a_clause_without_a_source_is_not_the_next_ones(text: str, modes: list[str]) -> None:
    """What stands before "but X said" is not said by X."""
    assert [c.mode for c in claims(text)] == modes


def test_a_sentence_in_quotation_marks_is_its_speakers() -> None:
    """The sentence that goes on with a quotation is no assertion of the article."""
    _, second = claims('"The harbour is closed," said Lena Orlova. "It will open on Monday."')
    assert (second.mode, second.source and second.source.entity) == ("reported", "per:~Lena_Orlova")


def test_it_is_the_body_that_spoke_last() -> None:
    """A pronoun at a verb of speaking, where no mention says whose it is."""
    _, second = claims("The road is safe, the Korean Central News Agency said. It said the dam was safe as well.")
    assert (second.source and (second.source.entity, second.source.surface)) == ("org:kcna", "It")


def test_unnamed_sources_keep_their_words() -> None:
    """Nobody is made of "officials", and "they" is not guessed."""
    first, second = claims("Officials said the road was safe. They said the dam was safe.")
    assert [c.source and c.source.entity for c in (first, second)] == [None, None]


def test_sources_and_subjects_are_counted_apart() -> None:
    """A mention is a source where its entity speaks; all others are what is spoken of, and the two add up."""
    reading = enriched('Kenya said Norway broke the treaty. "Norway lied," said Lena Orlova of Kenya.').reading
    parts = [(m.entity, m.part) for m in reading.mentions]
    assert parts == [
        ("cty:KEN", "source"),
        ("cty:NOR", "subject"),
        ("cty:NOR", "subject"),
        ("per:~Lena_Orlova", "source"),
        ("cty:KEN", "subject"),
    ]
    assert {e.id: (e.named, e.as_source) for e in reading.entities} == {"cty:KEN": (2, 1), "cty:NOR": (2, 0), "per:~Lena_Orlova": (1, 1)}


def test_a_spokesman_speaks_for_his_ministry() -> None:
    """The ministry is the source; a person's spokesman speaks for nobody that is counted."""
    reading = enriched(
        "A spokesman for the Kenyan Defence Ministry said the road was safe. A spokesman for Lena Orlova said it was not."
    ).reading
    assert {m.entity: m.part for m in reading.mentions if m.form != "demonym"} == {
        "org:ken-defence-ministry": "source",
        "per:~Lena_Orlova": "subject",
    }


_WORDS = st.sampled_from(
    "Kenya|Norway|said|says|that|officials|experts|will|could|, |. |but|according|to|the|it|he|by|quoted|as|saying|reported|“|”|who|and|May".split(
        "|"
    )
)


@given(st.lists(_WORDS, max_size=40))
def test_claims_tile_and_counts_add_up(words: list[str]) -> None:
    """Whatever the words: claims lie in their sentences, do not overlap, show their words, and no entity has more sources than mentions."""
    found = enriched("Kenya met Norway. " + " ".join(words) + ".")
    body, sentences, at = found.article.body, found.article.sentences, 0
    for claim in found.reading.claims:
        assert at <= claim.start < claim.end
        assert sentences[claim.sentence].start <= claim.start <= claim.end <= sentences[claim.sentence].end
        assert all(part is None or body[part.start : part.end] == part.surface for part in (claim.source, claim.cue))
        at = claim.end
    assert {c.sentence for c in found.reading.claims} == set(range(len(sentences)))
    for entity in found.reading.entities:
        own = [m for m in found.reading.mentions if m.entity == entity.id]
        assert entity.as_source == sum(m.part == "source" for m in own) <= entity.named + entity.nominal + entity.pronoun == len(own)
