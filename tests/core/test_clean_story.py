from __future__ import annotations

import pytest

from streams.core.article import Dateline
from tests.builders import article

FIRST = "Farmers blocked the roads to Port Elsa on Monday, police said."
NEXT = "They want talks with the minister. The government refused."


class TestHeadline:
    def test_the_given_one_counts(self) -> None:
        """And its repetition at the top is no part of the body."""
        found = article({"text": f"FARMERS BLOCK PORT\n{FIRST}\n{NEXT}", "headline": "Farmers block port"})
        assert (found.headline.text, found.headline.source) == ("Farmers block port", "given")
        assert [one.reason for one in found.dropped] == ["duplicate_headline"]

    def test_a_sentence_repeated_on_top_is_the_headline_and_not_dropped(self) -> None:
        """A kicker: its mentions would count twice."""
        found = article({"text": f"They want talks with the minister\n{FIRST}\n{NEXT}"})
        assert (found.headline.text, found.headline.source) == ("They want talks with the minister", "repeated_body_sentence")
        assert found.dropped == ()
        assert found.body == f"{FIRST}\n\n{NEXT}"

    def test_a_first_line_without_a_stop_is_the_headline(self) -> None:
        """With less lines over the story it is the surest one."""
        found = article({"text": f"Farmers block port\nMinister refuses to talk\n{FIRST}\n{NEXT}"})
        assert (found.headline.text, found.headline.source) == ("Farmers block port", "first_line")
        assert [(one.line, one.reason) for one in found.dropped] == [(2, "kicker")]

    def test_a_text_of_sentences_has_none(self) -> None:
        """None is invented."""
        found = article({"text": f"{FIRST}\n{NEXT}"})
        assert (found.headline.text, found.headline.source) == (None, "none")

    def test_a_list_on_top_is_no_headline(self) -> None:
        """More than three lines without a stop are a table."""
        found = article({"text": f"Reds 1 Blues 0\nGreens 2 Greys 2\nWhites 0 Pinks 3\nGolds 1 Blacks 1\n{FIRST}"})
        assert found.headline.text is None
        assert len(found.paragraphs) == 5


class TestByline:
    def test_names_of_the_line(self) -> None:
        """Without offices and agencies."""
        assert article({"text": f"By Ada Quist and Jo Marr, Staff Writers, AP\n{FIRST}"}).byline == ("Ada Quist", "Jo Marr")

    def test_the_given_one_counts(self) -> None:
        """The line is dropped all the same."""
        found = article({"text": f"By Ada Quist\n{FIRST}", "byline": "Jo Marr"})
        assert (found.byline, found.body) == (("Jo Marr",), FIRST)


class TestDateline:
    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("PORT ELSA, March 14 (Reuters) - ", Dateline("PORT ELSA, March 14 (Reuters)", "PORT ELSA", "Reuters", 3, 14)),
            ("SEOUL, Dec. 28 (Yonhap) -- ", Dateline("SEOUL, Dec. 28 (Yonhap)", "SEOUL", "Yonhap", 12, 28)),
            ("NEW YORK (AP) — ", Dateline("NEW YORK (AP)", "NEW YORK", "AP")),
            ("TEL AVIV, Israel (AP) — ", Dateline("TEL AVIV, Israel (AP)", "TEL AVIV, Israel", "AP")),
            ("London (AFP) – ", Dateline("London (AFP)", "London", "AFP")),
            ("(Reuters) - ", Dateline("(Reuters)", None, "Reuters")),
            ("MOSCOW, December 28. /TASS/. ", Dateline("MOSCOW, December 28. /TASS/.", "MOSCOW", "TASS", 12, 28)),
            (
                "ABIDJAN, Cote d'Ivoire, Feb 3 (Xinhua) -- ",
                Dateline("ABIDJAN, Cote d'Ivoire, Feb 3 (Xinhua)", "ABIDJAN, Cote d'Ivoire", "Xinhua", 2, 3),
            ),
            ("WASHINGTON — ", Dateline("WASHINGTON", "WASHINGTON")),
            ("Dec 28 (Reuters) - ", Dateline("Dec 28 (Reuters)", None, "Reuters", 12, 28)),
        ],
    )
    def test_it_is_taken_off_the_story(self, line: str, expected: Dateline) -> None:
        """Place, agency and day; the story begins after it."""
        found = article({"text": f"{line}{FIRST}\n{NEXT}"})
        assert found.dateline == expected
        assert found.body == f"{FIRST}\n\n{NEXT}"

    @pytest.mark.parametrize(
        "text",
        [
            "Farmers - and fishers - blocked the roads on Monday.",
            "NATO — the alliance — met on Monday, it said.",
            "BREAKING — Farmers blocked the roads on Monday.",
            "Reed (Labour) - He was elected in 2001 - won the vote.",
            "John Reed — He was elected in 2001 — won the vote.",
            "A (small) - B (large) - both are sold here.",
        ],
    )
    def test_a_dash_alone_proves_nothing(self, text: str) -> None:
        """Text in front of it stays."""
        found = article({"text": text})
        assert found.body == text
        assert found.dateline is None

    def test_the_given_one_is_read(self) -> None:
        """When the text has none."""
        found = article({"text": FIRST, "dateline": "SEOUL, South Korea (AP)"})
        assert found.dateline == Dateline("SEOUL, South Korea (AP)", "SEOUL, South Korea", "AP")


class TestAnchor:
    def test_given(self) -> None:
        """The day as written counts before all else."""
        found = article({"text": FIRST, "published_at": "2021-03-14T01:00:00+09:00", "url": "https://x.example/2020/01/02/a"})
        assert (found.anchor.day, found.anchor.source, found.published_at) == ("2021-03-14", "given", "2021-03-13T16:00:00.000Z")

    @pytest.mark.parametrize(
        ("url", "day"),
        [
            ("https://x.example/news/2021/03/14/farmers", "2021-03-14"),
            ("https://x.example/2021-03-14-farmers", "2021-03-14"),
            ("https://x.example/20210314/farmers", "2021-03-14"),
            ("https://x.example/2021/mar/14/farmers", "2021-03-14"),
            ("https://x.example/2021/13/14/farmers", None),
            ("https://x.example/id/20210399887/farmers", None),
            ("https://x.example/?d=/2021/03/14/", None),
        ],
    )
    def test_url(self, url: str, day: str | None) -> None:
        """A day in the path; a number that is no day is none."""
        found = article({"text": FIRST, "url": url})
        assert (found.anchor.day, found.anchor.source) == (day, "url" if day else "none")

    def test_a_line_of_the_text(self) -> None:
        """`Published:` with a whole date; it is evidence that can be seen."""
        found = article({"text": f"Published: 14 March 2021, 09:12 GMT\n{FIRST}"})
        assert (found.anchor.day, found.anchor.source) == ("2021-03-14", "meta")
        assert found.anchor.evidence == ("Published: 14 March 2021, 09:12 GMT",)

    @pytest.mark.parametrize("line", ["Updated: 14 March 2021, 09:12 GMT", "Published 2 hours ago", "03/04/2021"])
    def test_a_line_that_does_not_say_it(self, line: str) -> None:
        """An update, an age, and figures of unknown order give no day."""
        assert article({"text": f"{line}\n{FIRST}"}).anchor.day is None

    def test_a_dateline_without_a_year_is_only_evidence(self) -> None:
        """The year is not guessed."""
        found = article({"text": f"PORT ELSA, March 14 (Reuters) - {FIRST}"})
        assert (found.anchor.day, found.anchor.source) == (None, "none")
        assert found.anchor.evidence == ("PORT ELSA, March 14 (Reuters)",)

    def test_a_dateline_with_a_year(self) -> None:
        """Is a whole date."""
        found = article({"text": f"PORT ELSA, March 14, 2021 (Xinhua) -- {FIRST}"})
        assert (found.anchor.day, found.anchor.source) == ("2021-03-14", "dateline")

    def test_nothing_gives_nothing_and_says_so(self) -> None:
        """Never the time of receipt."""
        found = article({"text": FIRST})
        assert found.anchor.day is None
        assert "no_publish_date" in {notice.code for notice in found.notices}


class TestLanguage:
    @pytest.mark.parametrize(
        ("code", "text"),
        [
            ("en", "The harbour was closed on Monday and it is to open again on Friday, the mayor said to the press."),
            ("de", "Der Hafen wurde am Montag geschlossen und soll am Freitag wieder geöffnet werden, wie die Behörde mitteilte."),
            ("fr", "Le port a été fermé lundi et il doit rouvrir vendredi, selon les autorités de la ville, qui ont parlé à la presse."),
            ("es", "El puerto fue cerrado el lunes y se abrirá de nuevo el viernes, según dijo la alcaldesa de la ciudad a los medios."),
            (
                "it",
                "Il porto è stato chiuso lunedì e sarà riaperto venerdì, ha detto il sindaco della città ai giornalisti che erano nel palazzo.",
            ),
            (
                "pt",
                "O porto foi fechado na segunda-feira e não será reaberto até sexta, segundo a prefeita da cidade, que falou com os jornalistas.",
            ),
            ("nl", "De haven werd maandag gesloten en zal vrijdag weer open gaan, zo zei de burgemeester van de stad tegen het nieuws."),
            ("sv", "Hamnen stängdes på måndagen och ska öppnas igen på fredag, enligt stadens ledning som inte vill säga mer om det."),
            (
                "pl",
                "Port został zamknięty w poniedziałek i nie będzie otwarty do piątku, jak podały władze miasta, które nie chcą mówić o szkodach.",
            ),
            ("ru", "Порт был закрыт в понедельник и не будет открыт до пятницы, как сказали в мэрии, но это не всё, что они знают."),
            ("tr", "Liman pazartesi günü kapatıldı ve cuma gününe kadar açılmayacak, ancak bu konuda bir açıklama daha yapılacak dedi."),
            ("zh", "港口星期一关闭，市长说星期五将重新开放，但是没有说明风暴造成的损失有多大，也没有说明费用。"),
            ("ja", "港は月曜日に閉鎖され、金曜日に再開される予定だと市長が述べたが、被害の額は明らかにしなかった。"),
            ("ko", "항구는 월요일에 폐쇄되었으며 금요일에 다시 열릴 예정이라고 시장이 밝혔으나 피해 규모는 밝히지 않았다."),
        ],
    )
    def test_by_small_words_or_script(self, code: str, text: str) -> None:
        """Twelve languages by words, others by their letters."""
        found = article({"text": text}).language
        assert found.code == code
        assert 0.5 <= found.confidence < 1

    @pytest.mark.parametrize(
        "text", ["Reds 1 Blues 0 Greens 2", "12345 67890", "Lorem ipsum dolor sit amet consectetur adipiscing elit sed eiusmod"]
    )
    def test_when_unsure_it_says_so(self, text: str) -> None:
        """`und` is an answer."""
        assert article({"text": text}).language.code == "und"

    @pytest.mark.parametrize(
        "text", ["Other victims included a Turk and a Georgian.", "Oil prices fell below $52 a barrel, nearing a 19-month low."]
    )
    def test_a_short_text_is_taken_for_no_other_language(self, text: str) -> None:
        """One small word that two languages share proves nothing."""
        assert article({"text": text}).language.code in {"en", "und"}

    def test_the_given_one_counts(self) -> None:
        """By its primary tag."""
        found = article({"text": FIRST, "language": "de-AT"}).language
        assert (found.code, found.confidence, found.method) == ("de", 1.0, "given")
