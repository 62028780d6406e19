"""RSS and Atom as raw articles."""

from __future__ import annotations

from pathlib import Path

import pytest

from streams.incoming.feeds import Entry, FeedError, entries, plain

from .feeds import atom, rss

XML = {"content-type": "application/xml; charset=utf-8"}


def read(body: bytes) -> list[Entry]:
    return entries(body, XML, "https://daily.example/feed", "daily.example")


def test_an_item_of_rss() -> None:
    """Its guid under the feed's source is the id; its description, without markup, the text; the time as written, in its own zone."""
    (entry,) = read(rss(1))
    assert entry.raw == {
        "article_id": "daily-1",
        "url": "https://daily.example/1",
        "headline": "Thanks 1",
        "byline": ["A. Writer"],
        "section": "World",
        "language": "en-GB",
        "published_at": "Tue, 10 Mar 2026 09:01:00 +0200",
        "source": {"id": "daily.example"},
        "text": "Kenya thanked Peru & Chad.\nMore.",
    }
    assert (entry.key, entry.link, entry.whole) == ("daily-1", "https://daily.example/1", False)


def test_an_entry_of_atom() -> None:
    """The content comes before the summary; scripts are no text; links are resolved; markup in a title is taken off."""
    (entry,) = read(atom())
    assert (entry.raw["text"], entry.whole) == ("One.\nTwo.", True)
    assert (entry.raw["headline"], entry.raw["url"]) == ("Talks end", "https://daily.example/1")
    assert (entry.raw["published_at"], entry.raw["updated_at"]) == ("2026-03-10T08:00:00+02:00", "2026-03-10T09:00:00Z")


def test_the_fingerprint_is_of_what_is_said() -> None:
    """A new time of change alone is no news; a new text is."""
    first, touched, changed = (read(feed)[0].fingerprint for feed in (atom(), atom("2026-03-11T09:00:00Z"), atom(more="Three.")))
    assert first == touched != changed


@pytest.mark.parametrize("body", [b"", b"<html><body><p>A page.</p></body></html>", b"\x00\xff", b"News."])
def test_what_is_no_feed_is_said(body: bytes) -> None:
    with pytest.raises(FeedError, match="neither RSS nor Atom"):
        read(body)


def test_a_feed_is_never_taken_for_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """feedparser opens what it is given as a name: a file of ours must not become articles by an answer that is its path."""
    (tmp_path / "secret").write_bytes(rss(1))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FeedError):
        read(b"secret")


def test_a_bomb_of_entities_does_not_go_off() -> None:
    """A thousand million times `ha` out of one line."""
    levels = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">{levels}]><rss version="2.0"><channel><item><title>&a9;</title></item></channel></rss>'
    assert all(len(repr(entry.raw)) < 10_000 for entry in read(bomb.encode()))


def test_files_of_this_machine_are_not_read_into_a_feed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("the secret", encoding="utf-8")
    body = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]><rss version="2.0"><channel><item><title>&x;</title></item></channel></rss>'
    assert "the secret" not in repr(read(body.encode()))


def test_links_that_are_none_are_left_out() -> None:
    """`javascript:` and the like lead nowhere; the entry stays."""
    (entry,) = read(rss(1).replace(b"https://daily.example/1", b"javascript:alert(1)"))
    assert (entry.link, "url" in entry.raw) == (None, False)


def test_deep_markup_is_read_without_recursion() -> None:
    assert plain("<div>" * 20_000 + "deep" + "</div>" * 20_000).strip() in {"deep", ""}


def test_plain_keeps_paragraphs_apart() -> None:
    assert (
        plain("One <b>and</b>\n a half.<br>Two.<!-- no --><style>p{}</style><p>Three&nbsp;.</p>four")
        == "One and a half.\nTwo.\nThree .\nfour"
    )
