"""Articles for the tests of dates and tags: a body, a day of publication, a language."""

from __future__ import annotations

from streams.core.article import Anchor, Article, Language, MapRun, Place, Rank, Sentence


def article(
    body: str,
    day: str | None = None,
    *,
    language: str = "en",
    sentences: tuple[Sentence, ...] = (),
    raw_map: tuple[MapRun, ...] = (),
    received: str = "2024-01-01",
) -> Article:
    """A clean article with as much as these stages read."""
    return Article(
        article_id="0" * 32,
        id_origin="given",
        rank=Rank(0, "", 0, ""),
        pub_status="usable",
        place=Place("news.raw", 0, 0),
        received_at=f"{received}T00:00:00.000Z",
        value_sha256="",
        body=body,
        language=Language(language, 1.0, "test"),
        anchor=Anchor(day, "given" if day else "none", confidence=1.0 if day else 0.0),
        sentences=sentences,
        raw_map=raw_map or (MapRun(0, 0, len(body)),),
    )
