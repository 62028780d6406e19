"""What an article says of an actor, down to the sentence."""

from __future__ import annotations

from streams.core.article import Article, EnrichedArticle, Entity, Mention, Place, Rank, Reading, Sentence
from streams.core.mentions import MAX_EVIDENCE, actor_mentions, count_forms


def enriched(
    body: str, sentences: list[tuple[int, int]], mentions: list[tuple[str, int, int]], entity_type: str = "person"
) -> EnrichedArticle:
    """One entity `per:x`; mentions are (form, start, sentence)."""
    article = Article("a" * 32, "given", Rank(1, "", 0, ""), "usable", Place("raw", 0, 0), "", "", body=body,
                      sentences=tuple(Sentence(s, e, 0) for s, e in sentences))  # fmt: skip
    made = tuple(Mention("per:x", body[s : s + 1], form, s, s + 1, s, s + 1, i, 1.0, "t") for form, s, i in mentions)  # type: ignore[arg-type]
    counts = count_forms(list(made))
    entity = Entity(
        "per:x",
        "X",
        entity_type,
        None,
        None,
        provisional=False,
        named=counts.named,
        nominal=counts.nominal,
        pronoun=counts.pronoun,
        first=0,
    )
    return EnrichedArticle(article, Reading(1, "t", "", (entity,), made))


def test_each_sentence_that_mentions_the_actor_is_evidence_once() -> None:
    read = enriched("X said. No. X and X.", [(0, 7), (8, 11), (12, 20)], [("name", 0, 0), ("name", 12, 2), ("name", 18, 2)])
    record = actor_mentions(read)["per:x"]
    assert [(s.index, s.text) for s in record.sentences] == [(0, "X said."), (2, "X and X.")]
    assert len(record.spans) == 3


def test_forms_are_counted_apart() -> None:
    """Pronouns and nominals never count as named."""
    read = enriched("X X X X", [(0, 7)], [("name", 0, 0), ("metonym", 2, 0), ("nominal", 4, 0), ("pronoun", 6, 0)])
    assert actor_mentions(read)["per:x"].counts == (2, 1, 1, 0)


def test_entity_that_is_no_actor_has_no_record() -> None:
    assert actor_mentions(enriched("X", [(0, 1)], [("name", 0, 0)], entity_type="place")) == {}


def test_endless_sentence_is_cut_around_the_mention() -> None:
    """A page without full stops is not repeated for each actor in it."""
    read = enriched("a " * 50_000 + "X" + " b" * 50_000, [(0, 200_001)], [("name", 100_000, 0)])
    (evidence,) = actor_mentions(read)["per:x"].sentences
    assert len(evidence.text) == MAX_EVIDENCE
    assert "X" in evidence.text
