"""The scorer, against counts made by hand."""

from __future__ import annotations

import random

import pytest

from streams.core.score import Count, Gold, Span, added, class_of, score_dates, score_entities, score_tags

#        0         1         2         3         4
#        0123456789012345678901234567890123456789012345678
TEXT = "Ada Quist left Port Elsa on Monday for two weeks."
MONDAY, WEEKS = Span(28, 34, "DATE", "2026-05-04"), Span(39, 48, "DURATION", "P2W")
ADA, PORT = Span(0, 9, "person"), Span(15, 24, "place")


def gold(*spans: Span, limit: int = len(TEXT), optional: tuple[tuple[int, int], ...] = ()) -> Gold:
    return Gold(limit, spans, frozenset(optional))


class TestCount:
    def test_figures(self) -> None:
        """3 of 4 found, 3 of 6 wanted: .75, .5 and their harmonic mean .6; 4 errors."""
        count = Count(3, 4, 6)
        assert (count.precision, count.recall, round(count.f1, 9), count.errors) == (0.75, 0.5, 0.6, 4)

    def test_nothing_is_no_division_by_zero(self) -> None:
        """An empty text scores 0 in everything."""
        assert (Count().precision, Count().recall, Count().f1) == (0, 0, 0)

    def test_documents_add_up_before_they_are_divided(self) -> None:
        """Micro average: a text with one date counts for one date."""
        scores = [score_dates(gold(MONDAY, WEEKS), [MONDAY, WEEKS]), score_dates(gold(MONDAY), [])]
        assert added(scores)["strict"] == Count(2, 2, 3)


class TestDates:
    def test_all_right(self) -> None:
        """Span, type and value."""
        score = score_dates(gold(MONDAY, WEEKS), [WEEKS, MONDAY])
        assert score.counts == dict.fromkeys(("strict", "relaxed", "type", "value"), Count(2, 2, 2))
        assert score.differences == ()

    def test_an_overlapping_span_is_relaxed_only(self) -> None:
        """ "on Monday" for "Monday": type and value still count."""
        score = score_dates(gold(MONDAY), [Span(25, 34, "DATE", "2026-05-04")])
        assert [score.counts[name].hits for name in ("strict", "relaxed", "type", "value")] == [0, 1, 1, 1]
        assert [one[:3] for one in score.differences] == [("span", "DATE", "DATE")]

    def test_a_wrong_type_and_a_wrong_value_are_told_apart(self) -> None:
        """And neither makes the span wrong."""
        score = score_dates(gold(MONDAY, WEEKS), [Span(28, 34, "DATE", "2026-04-27"), Span(39, 48, "DATE", "P2W")])
        assert {name: count.hits for name, count in score.counts.items()} == {"strict": 2, "relaxed": 2, "type": 1, "value": 1}
        assert [one[:3] for one in score.differences] == [("value", "2026-05-04", "2026-04-27"), ("type", "DURATION", "DATE")]

    def test_a_gold_span_is_laid_on_once(self) -> None:
        """Two spans found inside one: the first one counts, the other is found in vain."""
        score = score_dates(gold(WEEKS), [Span(39, 42, "DURATION", "P2W"), Span(43, 48, "DURATION", "P2W")])
        assert score.counts["relaxed"] == Count(1, 2, 1)
        assert [one.kind for one in score.differences] == ["span", "spurious"]

    def test_missed_and_found_in_vain(self) -> None:
        """Both are errors, at their places."""
        score = score_dates(gold(MONDAY), [WEEKS])
        assert score.counts["relaxed"] == Count(0, 1, 1)
        assert [(one.kind, one.at) for one in score.differences] == [("missed", (28, 34)), ("spurious", (39, 48))]

    def test_beyond_the_limit_nothing_counts(self) -> None:
        """Who annotated the first lines only said nothing of the rest."""
        assert score_dates(gold(MONDAY, WEEKS, limit=40), [MONDAY, WEEKS]).counts["strict"] == Count(1, 1, 1)

    def test_an_optional_span_may_be_found_or_not(self) -> None:
        """Neither is counted."""
        for found in ([MONDAY], [MONDAY, WEEKS]):
            assert score_dates(gold(MONDAY, optional=(WEEKS[:2],)), found).counts["strict"] == Count(1, 1, 1)

    @pytest.mark.parametrize("seed", range(20))
    def test_pairs_are_those_of_the_plain_definition(self, seed: int) -> None:
        """The first free gold span that overlaps, by place: written here as it is defined, with any nesting."""
        rng = random.Random(seed)
        spans = [[Span(at := rng.randrange(80), at + rng.randrange(1, 9), "DATE", str(rng.randrange(3))) for _ in range(25)] for _ in "gf"]
        wanted, found = (sorted(side, key=lambda s: s.start) for side in spans)
        hits = {"strict": 0, "relaxed": 0, "value": 0}
        free = list(wanted)
        for span in found:
            match = next((g for g in free if g.start < span.end and span.start < g.end), None)
            if match:
                free.remove(match)
                hits["relaxed"] += 1
                hits["strict"] += match[:2] == span[:2]
                hits["value"] += match.value == span.value
        counts = score_dates(gold(*spans[0], limit=100), spans[1]).counts
        assert {name: counts[name].hits for name in hits} == hits


class TestEntities:
    def test_labels_of_many_schemes_are_three_classes(self) -> None:
        """A country is a place, a party an organisation; a nationality or an event is none of them."""
        assert [class_of(label) for label in ("person", "GPE", "politicalparty", "armed_group", "nationality", "event")] == [
            "PER",
            "LOC",
            "ORG",
            "ORG",
            None,
            None,
        ]

    def test_span_and_class_must_be_equal(self) -> None:
        """Right, wrong class, cut short: one hit of three."""
        score = score_entities(gold(ADA, PORT, Span(28, 34, "org")), [ADA, Span(15, 24, "company"), Span(28, 33, "org")])
        assert score.counts == {"PER": Count(1, 1, 1), "ORG": Count(0, 2, 1), "LOC": Count(0, 0, 1), "all": Count(1, 3, 3)}
        assert [one[:3] for one in score.differences] == [("class", "LOC", "ORG"), ("span", "ORG", "ORG")]

    def test_other_classes_are_left_out_on_both_sides(self) -> None:
        """A nationality that nobody asked for is no error, and a marked event is not missed."""
        score = score_entities(gold(ADA, Span(15, 24, "event")), [ADA, Span(28, 34, "nationality")])
        assert score.counts["all"] == Count(1, 1, 1)
        assert score.differences == ()

    def test_the_same_span_twice_counts_once(self) -> None:
        """Two entities may share a mention; the class is found there once."""
        assert score_entities(gold(ADA, ADA), [ADA, ADA]).counts["all"] == Count(1, 1, 1)

    def test_optional_and_limit(self) -> None:
        """As for dates."""
        assert score_entities(gold(ADA, optional=(PORT[:2],)), [ADA, PORT]).counts["all"] == Count(1, 1, 1)
        assert score_entities(gold(ADA, PORT, limit=12), [ADA, PORT]).counts["all"] == Count(1, 1, 1)


def test_tags_are_sets_of_codes() -> None:
    """One of two is found, and one in vain; the optional one is neither."""
    score = score_tags(["medtop:1", "medtop:2"], ["medtop:2", "medtop:3", "medtop:4"], ["medtop:4"])
    assert score.counts == {"tags": Count(1, 2, 2)}
    assert [one[:3] for one in score.differences] == [("missed", "medtop:1", ""), ("spurious", "", "medtop:3")]
