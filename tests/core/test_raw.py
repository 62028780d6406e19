from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.article import Erasure, RawArticle, Rejection, Source
from streams.core.identity import article_id
from streams.core.moments import rfc3339
from streams.core.raw import FIRST_RECEIVED, read
from tests.builders import MAX_TEXT_BYTES, RECEIVED_MS, raw_article, record

TEXT = "A storm hit Port Elsa on Monday, officials said."
PAGE = "<!doctype html><html><body><p>A storm hit Port Elsa.</p><p>No one was hurt.</p></body></html>"


def refusal(value: bytes | str | dict[str, Any] | list[Any] | None, max_text_bytes: int = MAX_TEXT_BYTES, **more: Any) -> Rejection:
    found = read(record(value, **more), max_text_bytes=max_text_bytes)
    assert isinstance(found, Rejection), found
    return found


def codes(raw: RawArticle) -> set[str]:
    return {notice.code for notice in raw.notices}


class TestKinds:
    def test_a_json_object_is_an_article(self) -> None:
        """Its fields are taken by name."""
        raw = raw_article({"text": TEXT, "headline": "Storm", "article_id": "7", "source": "times"})
        assert (raw.text, raw.headline, raw.source.id, raw.id_origin) == (TEXT, "Storm", "times", "given")

    def test_plain_text_is_an_article(self) -> None:
        """A file dropped on the topic needs no envelope."""
        assert raw_article(TEXT).text == TEXT

    def test_a_page_is_recognised(self) -> None:
        """HTML sent as it is goes to `html`."""
        raw = raw_article(PAGE)
        assert raw.text is None
        assert raw.html == PAGE

    def test_a_page_in_the_text_field_is_recognised(self) -> None:
        """Crawlers put pages where texts belong."""
        assert raw_article({"text": PAGE}).html == PAGE

    @pytest.mark.parametrize("text", ["The bill passed by 3 < 5 votes.", "See <b>bold</b> words.", "Tags like <p> are old."])
    def test_a_text_with_a_stray_tag_stays_a_text(self, text: str) -> None:
        """One tag makes no page."""
        assert raw_article(text).text == text

    @pytest.mark.parametrize("text", ['"We are done," he said.', "[Photo: the pier at dawn]", "- said no one", "true to form, he won."])
    def test_a_text_that_begins_like_json_is_a_text(self, text: str) -> None:
        """A quote, a caption or a dash opens many stories."""
        assert raw_article(text).text == text

    def test_the_content_type_decides(self) -> None:
        """What is declared as plain text is not parsed."""
        assert raw_article('{"a": 1}', headers=(("content-type", b"text/plain; charset=utf-8"),)).text == '{"a": 1}'

    def test_headers_carry_the_fields_of_a_plain_text(self) -> None:
        """`dateline-<field>` headers stand for the JSON fields."""
        headers = (
            ("dateline-url", b"https://x.example/1"),
            ("Dateline-Published-At", b"2023-11-02"),
            ("dateline-version", b"3"),
            ("other", b"x"),
        )
        raw = raw_article(TEXT, headers=headers)
        assert (raw.url, raw.published_at, raw.rank.version) == ("https://x.example/1", "2023-11-02", 3)

    @pytest.mark.parametrize("field", ["text", "body", "content", "articleBody"])
    def test_common_names_of_the_text(self, field: str) -> None:
        """Feeds name the text differently."""
        assert raw_article({field: TEXT}).text == TEXT

    def test_a_byte_order_mark_does_no_harm(self) -> None:
        """Editors on Windows put one in front of JSON."""
        assert raw_article(b"\xef\xbb\xbf" + json.dumps({"text": TEXT}).encode()).text == TEXT


class TestRefusals:
    @pytest.mark.parametrize(
        ("value", "code"),
        [
            (b'{"text": "cut off', "bad_json"),
            (b'{"text": "x", "score": NaN}', "bad_json"),
            (b'{"text": "x", "score": Infinity}', "bad_json"),
            (b'{"text": "x \\ud800", "score": NaN}', "bad_json"),
            (b"{not json}", "bad_json"),
            (b"{" * 5000, "bad_json"),
            (b'{"a":' * 2000 + b"1" + b"}" * 2000, "bad_json"),
            (b'{"text": "\xff\xfe"}', "bad_utf8"),
            (b'[{"text": "x"}]', "not_object"),
            (b"[" * 200 + b"]" * 200, "not_object"),
            (b"42", "not_object"),
            (b'"only a string"', "not_object"),
            (b"true", "not_object"),
            (b"null", "not_object"),
            (b'{"headline": "no text"}', "empty"),
            (b'{"text": null}', "empty"),
            (b'{"text": ""}', "empty"),
            (b'{"text": " \\u00a0\\n\\t "}', "empty"),
            (b"", "empty"),
            (b" \n ", "empty"),
            (b'{"schema": "news.raw/2", "text": "x"}', "unknown_major"),
            (b'{"text": "a", "text": "b"}', "duplicate_keys"),
            (b'{"text": "a", "source": {"id": "a", "id": "b"}}', "duplicate_keys"),
            (b"plain \x00 text", "not_text"),
            (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not_text"),
            (b"\x1f\x8b\x08\x00 compressed", "not_text"),
            (b"\xff\xfet\x00e\x00x\x00t\x00", "not_text"),
            (bytes(range(128, 256)) * 4, "not_text"),
            (b'{"pub_status": "canceled"}', "no_id"),
        ],
    )
    def test_what_cannot_be_read_is_refused_with_its_code(self, value: bytes, code: str) -> None:
        """Each kind of damage has one code, and a sentence that helps."""
        found = refusal(value)
        assert (found.stage, found.code) == ("read", code)
        assert len(found.detail) > 10

    @pytest.mark.parametrize(
        ("fields", "name"),
        [
            ({"text": 5}, "text"),
            ({"text": ["a"]}, "text"),
            ({"text": TEXT, "headline": {"main": "x"}}, "headline"),
            ({"text": TEXT, "version": "two"}, "version"),
            ({"text": TEXT, "version": True}, "version"),
            ({"text": TEXT, "version": -1}, "version"),
            ({"text": TEXT, "version": 10**30}, "version"),
            ({"text": TEXT, "byline": [1]}, "byline"),
            ({"text": TEXT, "source": 3}, "source"),
            ({"text": TEXT, "source": {"id": 3}}, "source.id"),
            ({"text": TEXT, "article_id": ["1"]}, "article_id"),
            ({"text": TEXT, "published_at": 1699000000}, "published_at"),
            ({"text": TEXT, "pub_status": "spiked"}, "pub_status"),
            ({"text": TEXT, "url": 1}, "url"),
        ],
    )
    def test_a_field_of_the_wrong_type_is_named(self, fields: dict[str, Any], name: str) -> None:
        """Who sends it must find it."""
        found = refusal(fields)
        assert found.code == "wrong_type"
        assert f"`{name}`" in found.detail

    def test_a_schema_of_another_major_in_the_header(self) -> None:
        """CloudEvents names the schema in a header."""
        assert refusal({"text": TEXT}, headers=(("ce_dataschema", b"urn:dateline:news.raw:2.0"),)).code == "unknown_major"

    def test_a_newer_minor_is_read(self) -> None:
        """Additions do not hurt."""
        assert raw_article({"text": TEXT, "new_field": 1}, headers=(("ce_dataschema", b"urn:dateline:news.raw:1.7"),)).text == TEXT

    def test_a_null_value_without_an_article_id_names_the_cure(self) -> None:
        """Nobody can know which article is meant."""
        found = refusal(None, key=b"\xff\x00")
        assert found.code == "null_value"
        assert "article id" in found.detail

    def test_a_null_value_with_an_article_id_erases(self) -> None:
        """The key alone says what."""
        found = read(record(None, key=b"0" * 32), max_text_bytes=10)
        assert isinstance(found, Erasure)
        assert found.article_id == "0" * 32

    def test_a_text_over_the_limit_is_refused(self) -> None:
        """The limit is in bytes of UTF-8, the same in JSON and plain."""
        assert refusal({"text": "é" * 60}, max_text_bytes=100).code == "too_large"
        assert refusal("é" * 60, max_text_bytes=100).code == "too_large"
        assert isinstance(read(record({"text": "é" * 50}), max_text_bytes=100), RawArticle)

    def test_ten_megabytes_are_refused_unread(self) -> None:
        """The size alone decides: what would be refused as JSON is refused as too large."""
        assert refusal(b"{" + b"\xff" * 10_000_000).code == "too_large"

    @pytest.mark.parametrize("key", [None, b"", b"\x00\xff\xfe", b"123"])
    def test_any_key_will_do(self, key: bytes | None) -> None:
        """The key of a raw record says nothing."""
        assert raw_article(TEXT, key=key).text == TEXT

    def test_nesting_that_means_nothing_is_let_be(self) -> None:
        """200 levels in a field that is not ours."""
        deep = b'{"text": "%s", "extra": %s1%s}' % (TEXT.encode(), b'{"a":' * 200, b"}" * 200)
        assert raw_article(deep).text == TEXT

    @given(st.binary(max_size=300), st.none() | st.binary(max_size=40))
    def test_any_bytes_end_in_one_of_three(self, value: bytes, key: bytes | None) -> None:
        """`read` never raises."""
        assert isinstance(read(record(value, key), max_text_bytes=200), (RawArticle, Erasure, Rejection))

    JSON: st.SearchStrategy[object] = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=6,
    )
    FIELDS = st.sampled_from(
        ["text", "html", "url", "id", "source", "version", "published_at", "byline", "pub_status", "embargoed_until", "signal"]
    )

    @given(st.dictionaries(FIELDS, JSON))
    def test_any_value_of_any_field_ends_in_one_of_three(self, fields: dict[str, Any]) -> None:
        """`read` never raises, whatever the types."""
        assert isinstance(read(record(fields), max_text_bytes=200), (RawArticle, Rejection))


class TestEncodings:
    def test_windows_1252_is_read_and_said(self) -> None:
        """Old editors still write it."""
        raw = raw_article("Café “open”".encode("cp1252"))
        assert raw.text == "Café “open”"
        assert "decoded_cp1252" in codes(raw)

    def test_half_a_surrogate_pair_is_replaced_and_said(self) -> None:
        """What could not be encoded again would stop the pipeline later."""
        raw = raw_article(b'{"text": "A \\ud83d storm", "headline": "\\udc00"}')
        assert raw.text == "A \ufffd storm"
        assert "lone_surrogate" in codes(raw)

    def test_whole_surrogate_pairs_are_one_character(self) -> None:
        """JSON writes them so."""
        assert raw_article(b'{"text": "A \\ud83c\\udf29 storm"}').text == "A 🌩 storm"

    def test_a_key_pattern_inside_a_string_is_no_duplicate(self) -> None:
        """`":` in a quotation is text."""
        text = 'He wrote {"text": 1, "text": 2} on the wall.'
        assert raw_article({"text": text}).text == text


class TestIdentity:
    def test_the_source_is_part_of_the_given_id(self) -> None:
        """Two feeds may both have an article 123."""
        raw = raw_article({"text": TEXT, "id": 123, "source": {"name": "The Times"}})
        assert raw.article_id == article_id("The Times", "123", None, "")[0]

    def test_without_id_and_url_it_says_that_it_cannot_be_corrected(self) -> None:
        """Its id is made of its text."""
        raw = raw_article({"text": TEXT})
        assert raw.id_origin == "text"
        assert "no_id" in codes(raw)

    @pytest.mark.parametrize(
        "url", ["javascript:alert(1)", "ftp://x.example/a", "//x.example", "https://x.example/\u202ea", "https://" + "x" * 3000]
    )
    def test_a_url_that_is_no_web_address_is_treated_as_absent(self, url: str) -> None:
        """It would become a link."""
        raw = raw_article({"text": TEXT, "url": url})
        assert raw.url is None
        assert "bad_url" in codes(raw)

    def test_a_publishers_own_id_in_supersedes_becomes_an_article_id(self) -> None:
        """So that both can be linked."""
        raw = raw_article({"text": TEXT, "id": "2", "source": "times", "supersedes": "1"})
        assert raw.supersedes == raw_article({"text": TEXT, "id": "1", "source": "times"}).article_id


class TestRank:
    def test_a_repeat_has_the_same_hash_wherever_and_whenever_it_arrives(self) -> None:
        """Place, receipt, version and time of change are not content."""
        first = raw_article({"text": TEXT, "id": "1"})
        again = raw_article({"text": TEXT, "id": "1", "version": 2, "updated_at": "2024-04-25", "extra": 1}, offset=9, timestamp_ms=1)
        assert first.rank.content_hash == again.rank.content_hash

    @pytest.mark.parametrize("change", [{"text": TEXT + "!"}, {"headline": "x"}, {"published_at": "2023-11-02"}, {"signal": "correction"}])
    def test_any_change_of_content_changes_the_hash(self, change: dict[str, str]) -> None:
        """Otherwise a correction would be taken for a repeat."""
        assert raw_article({"text": TEXT, "id": "1"} | change).rank.content_hash != raw_article({"text": TEXT, "id": "1"}).rank.content_hash

    def test_the_hash_is_what_it_has_always_been(self) -> None:
        """Golden: it decides in every ledger what is a repeat."""
        assert raw_article({"text": TEXT, "id": "1"}).rank.content_hash == "8a99232516a32bc197df78d4d51ccb78"

    def test_versions_count_before_times_and_times_before_status(self) -> None:
        """The greater rank is the newer version."""
        old = raw_article({"text": TEXT, "id": "1", "updated_at": "2024-04-26T00:00:00Z"})
        new = raw_article({"text": TEXT, "id": "1", "version": 1, "updated_at": "2024-04-25T00:00:00+00:00"})
        gone = raw_article({"id": "1", "version": 1, "updated_at": "2024-04-25", "pub_status": "canceled"})
        assert old.rank < new.rank < gone.rank

    def test_without_a_time_of_change_the_receipt_counts(self) -> None:
        """For the order of versions only."""
        raw = raw_article(TEXT)
        assert raw.rank.changed_at == raw.received_at

    def test_a_record_that_is_sent_again_keeps_its_place_among_the_versions(self) -> None:
        """What was first received before a correction must not win over it for having been replayed after."""
        first, later = RECEIVED_MS, RECEIVED_MS + 86_400_000
        old = {"text": TEXT, "id": "1"}
        again = raw_article(old, timestamp_ms=later + 1, headers=((FIRST_RECEIVED, rfc3339(first).encode()),))
        assert (
            again.rank
            == raw_article(old, timestamp_ms=first).rank
            < raw_article({"text": "Corrected.", "id": "1"}, timestamp_ms=later).rank
        )
        assert again.received_at == rfc3339(later + 1)

    @pytest.mark.parametrize("said", [b"2999-01-01T00:00:00Z", b"soon", b"\xff", b""])
    def test_a_first_receipt_that_cannot_be_is_nothing(self, said: bytes) -> None:
        """It can make a version older, never newer."""
        raw = raw_article(TEXT, headers=((FIRST_RECEIVED, said),))
        assert raw.rank.changed_at == raw.received_at


class TestStatus:
    @pytest.mark.parametrize("status", ["withheld", "canceled", "cancelled", "stat:canceled"])
    def test_a_withdrawn_article_needs_no_text_and_carries_none(self, status: str) -> None:
        """Its text must not travel on."""
        raw = raw_article({"id": "1", "pub_status": status, "text": TEXT, "html": PAGE})
        assert raw.pub_status != "usable"
        assert raw.text is raw.html is None

    @pytest.mark.parametrize(
        ("said", "status"),
        [("canceled", "canceled"), ("Cancelled", "canceled"), ("withheld", "withheld"), ("publish", "usable"), (3, "usable")],
    )
    def test_status_is_understood_where_it_withdraws(self, said: object, status: str) -> None:
        """It is the command's word for it; feeds that mean something else by it are not refused."""
        assert raw_article({"id": "1", "text": TEXT, "status": said}).pub_status == status

    def test_an_article_without_text_is_told_the_field_that_withdraws(self) -> None:
        """By its name, to be typed."""
        assert "`pub_status`" in refusal(b'{"id": "q", "version": 3}').detail

    def test_an_embargo_after_the_receipt_withholds(self) -> None:
        """Measured by the record, not by a clock: the same log gives the same table."""
        raw = raw_article({"id": "1", "text": TEXT, "embargoed_until": "2024-04-25T00:00:00Z"})
        assert (raw.pub_status, raw.text) == ("withheld", None)
        assert "embargoed" in codes(raw)

    def test_a_receipt_in_the_last_year_of_the_calendar_knows_nothing(self) -> None:
        """Where publishers set the time of their records, any may come; two days later there is no date any more."""
        raw = raw_article({"id": "1", "text": TEXT, "published_at": "9998-12-31"}, timestamp_ms=253_402_300_799_999)
        assert (raw.received_at, raw.published_day) == ("1970-01-01T00:00:00.000Z", "9998-12-31")

    def test_an_embargo_that_is_over_does_nothing(self) -> None:
        """The record arrived later."""
        assert raw_article({"id": "1", "text": TEXT, "embargoed_until": "2024-04-24T00:00:00Z"}).pub_status == "usable"

    @pytest.mark.parametrize(
        "end", ["tomorrow 9am", "9999-12-31T23:59:59Z", "2099-W01-1", "31/12/2099", "2099-13-45", "2099", "4102444800"]
    )
    def test_an_embargo_whose_end_cannot_be_read_withholds(self, end: str) -> None:
        """The text is not out because of a slip in a date; sent again with one that is over, it is."""
        fields = {"id": "1", "text": TEXT, "version": 1, "updated_at": "2024-04-20"}
        held, free = raw_article(fields | {"embargoed_until": end}), raw_article(fields | {"embargoed_until": "2024-04-21"})
        assert (held.pub_status, held.text, free.pub_status) == ("withheld", None, "usable")
        assert held.rank < free.rank
        assert codes(held) >= {"bad_embargoed_until", "embargoed"}

    def test_the_same_version_sent_after_its_embargo_is_newer(self) -> None:
        """Else it would stay withheld for good."""
        fields = {"id": "1", "text": TEXT, "version": 1, "updated_at": "2024-04-20", "embargoed_until": "2024-04-25T00:00:00Z"}
        held, free = raw_article(fields), raw_article(fields, timestamp_ms=1_715_000_000_000)
        assert (held.pub_status, free.pub_status) == ("withheld", "usable")
        assert held.rank < free.rank

    def test_an_unknown_signal_is_only_said(self) -> None:
        """It must not cost the article."""
        raw = raw_article({"text": TEXT, "signal": "shout"})
        assert raw.signal is None
        assert "unknown_signal" in codes(raw)


class TestFields:
    @pytest.mark.parametrize("given_date", ["0000-01-01", "99999-12-31T00:00:00Z", "yesterday", "2023-02-30"])
    def test_a_date_that_no_calendar_holds_is_treated_as_absent(self, given_date: str) -> None:
        """The article is good without it."""
        raw = raw_article({"text": TEXT, "published_at": given_date})
        assert raw.published_at is raw.published_day is None
        assert "bad_published_at" in codes(raw)

    def test_the_receipt_is_never_the_date_of_publication(self) -> None:
        """Nor is the time of a crawl."""
        assert raw_article({"text": TEXT, "fetched_at": "2024-04-24T00:00:00Z", "updated_at": "2024-04-24"}).published_at is None

    def test_a_date_after_the_receipt_is_said(self) -> None:
        """Two days of slack for zones and tomorrow's paper."""
        assert "published_in_future" in codes(raw_article({"text": TEXT, "published_at": "2024-04-28"}))
        assert "published_in_future" not in codes(raw_article({"text": TEXT, "published_at": "2024-04-26"}))

    def test_the_day_of_publication_is_the_one_written(self) -> None:
        """In its own zone."""
        raw = raw_article({"text": TEXT, "published_at": "2023-11-02T01:00:00+09:00"})
        assert (raw.published_at, raw.published_day) == ("2023-11-01T16:00:00.000Z", "2023-11-02")

    def test_short_fields_lose_controls_and_bidi_marks(self) -> None:
        """They end in tables and titles."""
        raw = raw_article({"text": TEXT, "headline": " A\u202e \x07storm\n\u200bhits ", "source": "ti\u202emes"})
        assert (raw.headline, raw.source) == ("A storm hits", Source(id="times"))

    def test_a_long_headline_is_cut_and_said(self) -> None:
        """A record has its limit."""
        raw = raw_article({"text": TEXT, "headline": "x" * 5000})
        assert len(raw.headline or "") == 1000
        assert "field_cut" in codes(raw)

    @pytest.mark.parametrize("byline", ["Ada Quist", ["Ada Quist"], [{"@type": "Person", "name": "Ada Quist"}]])
    def test_forms_of_a_byline(self, byline: object) -> None:
        """Text, list, or objects with a name."""
        assert raw_article({"text": TEXT, "author": byline}).byline == ("Ada Quist",)

    @pytest.mark.parametrize(("language", "expected"), [("en_GB", "en-GB"), ("pt", "pt"), ("English!", None)])
    def test_language_tags(self, language: str, expected: str | None) -> None:
        """BCP 47 or nothing."""
        assert raw_article({"text": TEXT, "language": language}).language == expected
