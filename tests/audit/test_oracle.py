"""What the audit must find, and what it must not: each promise with a history that breaks it in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.audit.formats import WITHOUT_ROW
from streams.audit.recomputed import Recompute
from streams.core.article import Place, Record
from streams.core.mentions import ACTOR_TYPES
from streams.kafka import MARKER_TYPE
from tests.audit.histories import KEN, NOR, PER, RAW, TOPICS, A, B, C, History, history, rank, row

D = "d" * 32
FEED, ARTICLES, MENTIONS, ACTORS, LETTERS = (
    t.name for t in (TOPICS.enriched, TOPICS.articles, TOPICS.mentions, TOPICS.actors, TOPICS.deadletter)
)


def raw(offset: int) -> Place:
    return Place(RAW, 0, offset)


def changed(record: Record, **changes: object) -> bytes:
    return orjson.dumps(orjson.loads(record.value or b"") | changes)


def test_all_holds_in_a_good_history() -> None:
    """Corrections, repeats, stale versions, dead letters and an erasure: nothing is found, and the counts add up."""
    report = history().audit()
    assert report.findings == ()
    assert (report.holds, report.at_rest, report.unchecked) == (True, True, {})
    ends = {"enriched": 4, "erased": 1, "repeat": 1, "stale": 1, "dead letter": 1, "in flight": 0, "lost": 0}
    assert report.counts == {"raw": 8} | ends
    assert (report.articles, report.actors) == (3, 1)


def lost(on: History) -> None:
    on.raw()


def lost_with_a_stolen_header(on: History) -> None:
    on.logs[RAW].append(Record(raw(9), None, b"news", 0, (("ce_type", MARKER_TYPE),)))


def lost_dead_letter(on: History) -> None:
    on.lose(LETTERS, 1)


def two_ends(on: History) -> None:
    on.letter(raw(1), "stage_error")


def refused_twice(on: History) -> None:
    on.letter(raw(3), "poison")


def deleted_unread(on: History) -> None:
    on.first = {RAW: 6}
    on.committed = {(RAW, 0): 4}


def other_copy(on: History) -> None:
    on.again(MENTIONS, 1, value=changed(on.logs[MENTIONS][1], counts={"named": 9, "nominal": 0, "pronoun": 0}))


def other_copy_of_a_letter(on: History) -> None:
    on.again(LETTERS, 1, value=changed(on.logs[LETTERS][1], detail="later"))


def invented_article(on: History) -> None:
    on.accepted(raw(99), "d" * 32, 1, {})


def letter_for_a_marker(on: History) -> None:
    on.letter(raw(0), "bad_json")


def letter_of_another_topic(on: History) -> None:
    on.letter(Place("other.raw", 0, 1), "bad_json")


def letter_before_the_beginning(on: History) -> None:
    on.letter(raw(-1), "bad_json")


def not_dateline(on: History) -> None:
    on.put(FEED, A, {"hello": "world"})


def key_of_another(on: History) -> None:
    on.again(FEED, 1, key=B.encode(), headers=(*on.logs[FEED][1].headers[:1], ("ce_id", b"x")))


def never_fed(on: History) -> None:
    on.lose(FEED, 2)
    on.letter(raw(2), "stale")


def stale_article(on: History) -> None:
    on.lose(ARTICLES, 3)


def erased_article_is_back(on: History) -> None:
    on.again(ARTICLES, 4)


def erased_mention_is_back(on: History) -> None:
    on.again(MENTIONS, 6)


def missing_gone(on: History) -> None:
    on.lose(MENTIONS, 5)


def missing_mention(on: History) -> None:
    on.lose(MENTIONS, 3)


def miscounted_mention(on: History) -> None:
    on.logs[MENTIONS][3] = replace(
        on.logs[MENTIONS][3], value=changed(on.logs[MENTIONS][3], counts={"named": 7, "nominal": 0, "pronoun": 0})
    )


def mention_of_another_part(on: History) -> None:
    counts = {"named": 1, "nominal": 0, "pronoun": 0, "as_source": 1}
    on.logs[MENTIONS][3] = replace(on.logs[MENTIONS][3], value=changed(on.logs[MENTIONS][3], counts=counts))


def row_of_another_part(on: History) -> None:
    months = {"2024-05": {"articles": 1, "named": 3, "nominal": 0, "pronoun": 0, "as_source": 2}}
    mentions = {"named": 4, "nominal": 0, "pronoun": 0, "as_source": 2}
    on.actor(KEN, row(KEN, {"2024-05": (1, 3)}, undated=(1, 1)) | {"months": months, "mentions": mentions})


def more_sources_than_mentions(on: History) -> None:
    mentions = {"named": 4, "nominal": 0, "pronoun": 0, "as_source": 5}
    on.actor(KEN, row(KEN, {"2024-05": (1, 3)}, undated=(1, 1)) | {"mentions": mentions})


def stale_row(on: History) -> None:
    on.lose(ACTORS, 2)


def counted_twice(on: History) -> None:
    on.actor(KEN, row(KEN, {"2024-05": (2, 6)}, undated=(1, 1)))


def wrong_month(on: History) -> None:
    on.actor(KEN, row(KEN, {"2024-06": (1, 3)}, undated=(1, 1)))


def missing_tombstone(on: History) -> None:
    on.lose(ACTORS, 4)


def missing_row(on: History) -> None:
    on.actor(KEN, None)


def unknown_actor(on: History) -> None:
    on.actor("per:x", row("per:x", {"2024-05": (1, 1)}))


def totals_do_not_add_up(on: History) -> None:
    on.actor(KEN, row(KEN, {"2024-05": (1, 3)}, undated=(1, 1)) | {"articles": 5})


def negative_count(on: History) -> None:
    on.actor(KEN, row(KEN, {"2024-05": (1, -1)}))


def topic_made_anew(on: History) -> None:
    on.committed = {(RAW, 0): 1_000}


def resolution_without_letter(on: History) -> None:
    on.resolve(raw(1), "bad_json", 1, None)


def resolution_of_a_lost_letter(on: History) -> None:
    on.resolve(raw(3), "bad_json", 1, None)
    on.lose(LETTERS, 1)


def resolution_of_another_reason(on: History) -> None:
    on.resolve(raw(3), "stage_error", 1, None)


def resolution_before_its_letter(on: History) -> None:
    on.resolve(raw(3), "bad_json", 9, None)


def replay_lost(on: History) -> None:
    on.resolve(raw(3), "bad_json", 1, raw(9))


def replay_without_end(on: History) -> None:
    on.resolve(raw(3), "bad_json", 1, on.raw())


def one_replay_of_two_letters(on: History) -> None:
    on.letter(on.raw(), "bad_json")
    at = on.raw()
    on.letter(at, "repeat")
    for place, letter in ((raw(3), 1), (raw(9), 4)):
        on.resolve(place, "bad_json", letter, at)


def resolution_of_no_kind(on: History) -> None:
    on.resolve(raw(3), "bad_json", 1, None, status="forgotten")


CONTROLS: list[tuple[Callable[[History], None], str, str, str | None]] = [
    (lost, "I1", "lost", f"{RAW}/0/9"),
    (lost_with_a_stolen_header, "I1", "lost", f"{RAW}/0/9"),
    (lost_dead_letter, "I1", "lost", f"{RAW}/0/3"),
    (two_ends, "I1", "two_ends", f"{RAW}/0/1"),
    (refused_twice, "I1", "two_ends", f"{RAW}/0/3"),
    (deleted_unread, "I1", "deleted_unread", f"{RAW}/0/4"),
    (other_copy, "I2", "copies_differ", f"{MENTIONS}/0/8"),
    (other_copy_of_a_letter, "I2", "copies_differ", f"{LETTERS}/0/4"),
    (invented_article, "I3", "invented", f"{FEED}/0/6"),
    (letter_for_a_marker, "I3", "invented", f"{LETTERS}/0/4"),
    (letter_of_another_topic, "I3", "invented", f"{LETTERS}/0/4"),
    (letter_before_the_beginning, "I3", "invented", f"{LETTERS}/0/4"),
    (not_dateline, "I3", "foreign", f"{FEED}/0/6"),
    (key_of_another, "I3", "foreign", f"{FEED}/0/6"),
    (never_fed, "I3", "never_fed", B),
    (stale_article, "I4", "stale_article", A),
    (erased_article_is_back, "I4", "stale_article", C),
    (erased_mention_is_back, "I4", "stale_mention", PER),
    (missing_gone, "I4", "stale_mention", NOR),
    (missing_mention, "I5", "mentions_differ", B),
    (miscounted_mention, "I5", "mentions_differ", B),
    (stale_row, "I5", "table_differs", KEN),
    (mention_of_another_part, "I5", "mentions_differ", B),
    (row_of_another_part, "I5", "table_differs", KEN),
    (counted_twice, "I5", "table_differs", KEN),
    (wrong_month, "I5", "table_differs", KEN),
    (missing_tombstone, "I5", "table_differs", NOR),
    (missing_row, "I5", "table_differs", KEN),
    (unknown_actor, "I5", "table_differs", "per:x"),
    (totals_do_not_add_up, "I5", "row_does_not_add_up", KEN),
    (negative_count, "I3", "foreign", f"{ACTORS}/0/7"),
    (more_sources_than_mentions, "I3", "foreign", f"{ACTORS}/0/7"),
    (resolution_without_letter, "I3", "invented_resolution", f"{LETTERS}/0/4"),
    (resolution_of_a_lost_letter, "I1", "lost", f"{RAW}/0/3"),
    (resolution_of_a_lost_letter, "I3", "invented_resolution", f"{LETTERS}/0/4"),
    (resolution_of_another_reason, "I3", "invented_resolution", f"{LETTERS}/0/4"),
    (resolution_before_its_letter, "I3", "invented_resolution", f"{LETTERS}/0/4"),
    (replay_lost, "I1", "replay_lost", f"{RAW}/0/9"),
    (replay_without_end, "I1", "lost", f"{RAW}/0/9"),
    (one_replay_of_two_letters, "I3", "invented_resolution", f"{LETTERS}/0/7"),
    (resolution_of_no_kind, "I3", "foreign", f"{LETTERS}/0/4"),
    (topic_made_anew, "I6", "committed_beyond_end", None),
]


@pytest.mark.parametrize(("breaks", "promise", "code", "where"), CONTROLS, ids=lambda x: getattr(x, "__name__", ""))
def test_what_breaks_a_promise_is_found(breaks: Callable[[History], None], promise: str, code: str, where: str | None) -> None:
    """And named: the promise, what is wrong, and the record, article or actor it is wrong with."""
    on = history()
    breaks(on)
    report = on.audit()
    found = [f for f in report.findings if (f.promise, f.code) == (promise, code)]
    assert not report.holds
    assert report.promises[promise] >= 1
    assert where is None or where in {str(f.place) for f in found} | {f.article_id for f in found} | {f.actor_id for f in found}


def test_replays_and_discards_break_nothing() -> None:
    """The letter stays the one end of its record, the replay comes to an end of its own, and the last word about a letter counts."""
    on = history()
    replay = on.raw()
    on.accepted(replay, B, 2, {KEN: 1}, day=None)
    on.resolve(raw(3), "bad_json", 1, None)
    on.resolve(raw(3), "bad_json", 1, replay)
    report = on.audit()
    assert report.findings == ()
    assert report.resolutions == {"replayed": 1, "discarded": 0}
    assert (report.counts["raw"], report.counts["dead letter"], report.counts["enriched"]) == (9, 1, 5)


def test_resolutions_outlive_raw_records() -> None:
    """Retention takes raw records after a week and letters after a month: what is left of them cannot be judged, and breaks nothing."""
    on = history()
    on.resolve(raw(3), "bad_json", 1, raw(8))
    on.first = {RAW: 9, LETTERS: 2}
    on.committed = {(RAW, 0): 9}
    report = on.audit()
    assert [f for f in report.findings if "resolution" in f.code or "replay" in f.code] == []
    assert report.unchecked["resolutions whose letter was deleted by retention"] == 1
    assert [f.code for f in on.audit(since=5).findings if "resolution" in f.code] == []


def test_lost_records_are_counted_and_the_counts_still_add_up() -> None:
    on = history()
    on.raw()
    counts = on.audit().counts
    assert counts["lost"] == 1
    assert counts["raw"] == sum(number for end, number in counts.items() if end != "raw") == 9


@pytest.mark.parametrize("topic", [FEED, ARTICLES, MENTIONS, LETTERS])
def test_a_copy_of_an_output_breaks_nothing(topic: str) -> None:
    """Delivery is at least once: the same bytes under the same id may come again, whichever it is and whatever came between."""
    on = history()
    for at in range(1, len(on.logs[topic])):
        on.again(topic, at)
    assert on.audit().findings == ()


def test_what_is_not_committed_is_in_flight() -> None:
    """A raw record that no worker has read, or that waits between two stages, is not lost."""
    on = history()
    waiting, unread = on.raw(), on.raw()
    on.committed = {(RAW, 0): unread.offset, (TOPICS.clean.name, 0): 1}
    on.put(TOPICS.clean.name, A, {"kind": "article", "value": {"place": {"topic": RAW, "partition": 0, "offset": waiting.offset}}})
    report = on.audit()
    assert (report.findings, report.at_rest) == ((), False)
    assert (report.counts["in flight"], report.counts["lost"]) == (2, 0)


def test_a_request_to_read_again_excuses_no_loss() -> None:
    """Its raw record has had its end; without one it is lost, whatever is asked for on the way."""
    on = history()
    at = on.raw()
    on.committed = {(TOPICS.clean.name, 0): 1}
    value = {"article_id": A, "place": {"topic": RAW, "partition": 0, "offset": at.offset}}
    on.put(TOPICS.clean.name, A, {"kind": "again", "value": value})
    report = on.audit()
    assert (report.counts["in flight"], report.counts["lost"]) == (0, 1)


def test_outputs_of_a_record_in_flight_may_be_half_there() -> None:
    """Its article and its actors are not judged yet; everybody else's are."""
    on = history()
    at = on.raw()
    on.accepted(at, B, 2, {KEN: 5})
    on.lose(MENTIONS, len(on.logs[MENTIONS]) - 1)
    on.committed = {(RAW, 0): at.offset}
    assert on.audit().findings == ()
    on.actor(NOR, row(NOR, {"2024-05": (1, 1)}))
    assert [f.actor_id for f in on.audit().findings] == [NOR]


def test_an_article_that_is_asked_for_again_may_be_half_there() -> None:
    """Also when its raw record is long behind the committed offset."""
    on = history()
    on.lose(MENTIONS, len(on.logs[MENTIONS]) - 1)
    assert on.audit().findings != ()
    asked = [orjson.loads(r.value or b"{}").get("article_id") for r in on.logs[TOPICS.articles.name]]
    place = {"topic": RAW, "partition": 0, "offset": 0}
    for article_id in filter(None, asked):
        on.put(TOPICS.clean.name, article_id, {"kind": "again", "value": {"article_id": article_id, "place": place}})
    on.committed = on.committed | {(TOPICS.clean.name, 0): 1}
    assert on.audit().findings == ()


def test_a_row_may_be_behind_while_its_subtotal_waits() -> None:
    on = history()
    stale_row(on)
    on.put(TOPICS.subtotals.name, KEN, [0, [0, 0], {}])
    on.committed = {(TOPICS.subtotals.name, 0): 1}
    report = on.audit()
    assert (report.findings, report.unchecked) == ((), {"actors with a record on its way": 1})


def test_without_a_group_everything_is_in_flight() -> None:
    """No worker has ever run: nothing can be lost yet."""
    on = History()
    for _ in range(3):
        on.raw()
    report = on.audit(committed={})
    assert (report.holds, report.counts["in flight"]) == (True, 3)
    assert report.unchecked == {"partitions of which the group has committed nothing": 3}


def test_what_retention_took_is_counted_and_not_held_against_anybody() -> None:
    """Outputs live longer than raw records, and the table longer than the feed."""
    on = history()
    on.first = {RAW: 5, FEED: 3}
    report = on.audit()
    assert report.findings == ()
    assert report.counts["raw"] == 4
    assert report.unchecked == {"outputs whose raw record was deleted by retention": 2, "articles that the feed holds no longer": 1}


def test_since_looks_at_later_raw_records_only_and_at_the_whole_table() -> None:
    on = history()
    on.lose(LETTERS, 1)
    counted_twice(on)
    report = on.audit(since=5)
    assert [(f.code, f.actor_id) for f in report.findings] == [("table_differs", KEN)]
    assert report.counts["raw"] == 4


def test_the_list_is_short_and_the_count_is_whole() -> None:
    """A great disaster fits into memory."""
    on = history()
    for _ in range(50):
        on.raw()
    report = on.audit(limit=3)
    assert (len(report.findings), report.promises["I1"]) == (3, 50)


def test_recomputation_accepts_what_this_installation_makes() -> None:
    on = history()
    feed = {f"{r.headers[0][1].decode()}": r.value for r in on.logs[FEED][1:]}
    by = Recompute(lambda record: feed.get(f"/{record.place}"), 1, "r")
    assert on.audit(recompute=by).findings == ()


@pytest.mark.parametrize("made", [b"{}", None])
def test_recomputation_finds_other_bytes(made: bytes | None) -> None:
    """Other bytes, and a record that this installation refuses."""
    report = history().audit(recompute=Recompute(lambda _: made, 1, "r"))
    assert {f.code for f in report.findings} == {"recomputed_otherwise"}


def test_another_registry_cannot_be_recomputed() -> None:
    """And says so, instead of finding differences where knowledge differs."""
    report = history().audit(recompute=Recompute(lambda _: b"{}", 1, "mine"))
    assert report.findings == ()
    assert report.unchecked == {"feed records of another generation or registry, not recomputed": 4}


def test_types_with_a_row_are_the_published_ones() -> None:
    """The audit has its own list, which must not drift from the product's."""
    assert not WITHOUT_ROW & ACTOR_TYPES


@given(st.integers(0, 6), st.sampled_from([FEED, ARTICLES, MENTIONS, ACTORS, LETTERS]), st.binary(max_size=40))
def test_any_bytes_are_a_finding_and_never_an_error(at: int, topic: str, value: bytes) -> None:
    """Anybody may write to the topics."""
    on = history()
    at = at % len(on.logs[topic][1:]) + 1
    on.again(topic, at, value=value, headers=(("ce_source", value), ("ce_id", value)))
    assert not on.audit().holds


@given(st.data())
def test_older_copies_that_come_late_change_nothing(data: st.DataObject) -> None:
    """The greatest version counts, whatever came last."""
    on = history()
    for topic in (FEED, MENTIONS):
        for at in data.draw(st.permutations(range(1, 4))):
            on.again(topic, at)
    assert on.audit().findings == ()


def test_ranks_order_as_they_are_written() -> None:
    """By version, then time, status and content, as the schema says."""
    on = history()
    on.accepted(on.raw(), B, 0, {PER: 1})
    report = on.audit()
    assert {f.code for f in report.findings} == {"table_differs", "stale_mention"}
    assert rank(1) > rank(0)


def test_an_article_that_its_embargo_holds_is_one_like_any_other() -> None:
    """Its status in the rank is -1, and gives way to the same version sent again."""
    on = history()
    at = on.raw()
    held = {"article_id": D, "rank": [1, "2024-05-30T09:12:00.000Z", -1, "0" * 64], "generation": 1} | {"place": {"topic": RAW, "partition": 0, "offset": at.offset}}  # fmt: skip
    nobody = {"pub_status": "withheld", "anchor": {"day": None}, "entities": [], "mentions": [], "registry": "r"}
    on.put(ARTICLES, D, held, at, f"{at}:1:{D}")
    on.put(FEED, D, held | nobody, at, f"{at}:1:{D}")
    assert on.audit().findings == ()
    on.accepted(on.raw(), D, 1, {PER: 1})
    assert [finding.code for finding in on.audit().findings] == ["table_differs"]
