"""Spans over a text become HTML that nests, loses no text and lets nothing through."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from streams.view.marks import KINDS, Mark, actor_path, marked
from streams.view.visible import visible


class Reader(HTMLParser):
    """Checks that each tag is closed by its own end, and collects the text and what it lies in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""
        self.marks: list[tuple[str, str]] = []
        self.links = 0
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"span", "mark", "a"}
        if tag == "a":
            assert "a" not in self.open, "a link in a link"
        self.open.append(tag)
        found = dict(attrs)
        assert set(found) <= {"class", "title", "href", "id"}
        if tag == "mark":
            self.marks.append((found["class"] or "", found["title"] or ""))
        if "id" in found:
            self.ids.append(found["id"] or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open
    return reader


spans = st.builds(
    Mark,
    start=st.integers(-2, 25),
    end=st.integers(-2, 25),
    kind=st.sampled_from(KINDS),
    title=st.text(max_size=5),
    href=st.sampled_from(["", "/actors/x"]),
    anchor=st.sampled_from(["", "s1"]),
)


@given(st.text(max_size=20), st.lists(spans, max_size=8))
def test_no_spans_whatever_lose_or_free_text(text: str, marks: list[Mark]) -> None:
    """Whatever the text and however spans nest, cross, repeat or lie outside: proper nesting, no link in a link, the text as it was."""
    assert read(str(marked(text, marks))).text == visible(text).replace("\r\n", "\n")


def test_offsets_are_code_points() -> None:
    """A character beyond U+FFFF counts as one."""
    assert marked("🙂🙂 Kim", [Mark(3, 6, "date", "d")]) == '🙂🙂 <mark class="m date" title="d">Kim</mark>'


def test_the_longer_span_is_the_outer_one() -> None:
    """A demonym inside a name is marked inside it."""
    html = marked("South Korean army", [Mark(0, 12, "entity", "in"), Mark(0, 17, "entity", "out")])
    assert html == '<mark class="m entity" title="out"><mark class="m entity" title="in">South Korean</mark> army</mark>'


def test_crossing_spans_are_split() -> None:
    """Where two spans cross, the later one is closed and opened again; its anchor is not repeated."""
    html = marked("abcd", [Mark(0, 2, "date", "x"), Mark(1, 3, "sentence", anchor="s0")])
    reader = read(html)
    assert reader.text == "abcd"
    assert reader.ids == ["s0"]


def test_only_the_outer_link_is_a_link() -> None:
    """HTML has no link in a link: the inner mark stays a mark."""
    html = marked("Bank of Chad", [Mark(0, 12, "entity", "bank", "/actors/b"), Mark(8, 12, "entity", "chad", "/actors/c")])
    assert html.count("<a ") == html.count("</a>") == 1
    assert 'href="/actors/b"' in html


def test_titles_are_escaped_and_visible() -> None:
    """A tooltip cannot end its attribute or reorder the page."""
    html = marked("x", [Mark(0, 1, "date", '"><script>\u202e')])
    assert "<script" not in html
    assert "⟦U+202E⟧" in html


def test_deep_nesting_is_cut() -> None:
    """A thousand spans over one word do not make a thousand levels."""
    html = marked("word", [Mark(0, 4, "date", str(n)) for n in range(1000)])
    assert html.count("<mark") <= 10


def test_ids_of_actors_are_quoted() -> None:
    """What would end or change a path is quoted, every script included."""
    assert actor_path("per:~A/b?c#d%é") == "/actors/per:~A%2Fb%3Fc%23d%25%C3%A9"
