"""A typed raw article → Article: the clean text with its headline, day, language and what was done to it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from ..article import Article, Dropped, Headline, Notice, RawArticle, Rejection
from ..characters import one_line
from ..html import Page, PageError, extract
from ..identity import sha256
from ..sentences import split_sentences
from ._anchor import anchor_of
from ._dateline import given_dateline
from ._language import language_of
from ._signals import behind_a_wall, correction
from ._text import CleanText, clean_text, line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._story import Story

MAX_LISTED = 200
"""Dropped lines and repairs that are listed; more are counted in a notice, for a record has its limit too."""
MAX_SHOWN = 300
"""Code points of a dropped line that are kept with its reason; the raw record has the rest."""
MAX_RUNS = 20_000
"""Runs of the map: a text that needs more is repaired at every other word, and its record would be refused by the broker."""

_SHAPES = dict.fromkeys('"‘’‚‛“”„‟«»‹›`´', "'") | dict.fromkeys("‐‑‒–—―−", "-") | {"…": "..."}


def clean(raw: RawArticle, *, whole: bool = False) -> Article | Rejection:
    """The clean article. A withheld or canceled one has no text anywhere; a text of nothing but noise is refused.

    `whole` keeps in the body what leaves a story though it says news: headline, kicker, dateline, byline, times, captions. It is
    for annotating a text as it was given; what is said twice there would be counted twice.
    """
    if raw.pub_status != "usable":
        return _article(raw, {"ed_note": raw.ed_note if raw.pub_status == "canceled" else None, "signal": raw.signal})
    page = None
    if raw.html is not None:
        try:
            page = extract(raw.html)
        except PageError as error:
            return Rejection("clean", error.code, str(error), article_id=raw.article_id)
    headlines = [raw.headline or "", *(page.titles if page else ())]
    cleaned = clean_text(page.text if page else raw.text or "", headlines, whole=whole)
    if not cleaned.paragraphs:
        return Rejection("clean", "empty", "Nothing is left of the text after cleaning: it is noise only.", article_id=raw.article_id)
    if len(cleaned.draft.mapped.runs) > MAX_RUNS:
        detail = f"The text needs more than {MAX_RUNS} repairs; it was damaged on its way. Send it as clean UTF-8."
        return Rejection("clean", "too_damaged", detail, article_id=raw.article_id)
    return _article(raw, _said(raw, page, cleaned) | _done(cleaned))


def text_hash(body: str) -> str:
    """sha256 of the body without what a copy changes: case, white space, the shape of quotation marks and dashes."""
    folded = unicodedata.normalize("NFKC", body).casefold()
    for shape, plain in _SHAPES.items():  # many times faster than str.translate on a text that is not ASCII
        folded = folded.replace(shape, plain)
    return sha256(" ".join(folded.split()).encode("utf-8", "replace"))


def _article(raw: RawArticle, found: dict[str, Any]) -> Article:
    return Article(
        article_id=raw.article_id,
        id_origin=raw.id_origin,
        rank=raw.rank,
        pub_status=raw.pub_status,
        place=raw.place,
        received_at=raw.received_at,
        value_sha256=raw.value_sha256,
        supersedes=raw.supersedes,
        source=raw.source,
        url=found.pop("url", raw.url),
        notices=raw.notices + tuple(found.pop("notices", ())),
        **found,
    )


def _said(raw: RawArticle, page: Page | None, cleaned: CleanText) -> dict[str, Any]:
    """What the article says of itself: fields as given first, then the page's head, then the text."""
    story, body = cleaned.story, cleaned.draft.text
    anchor, (note, corrected) = anchor_of(raw, page, story), correction(story.kept)
    verdict = language_of(raw.language or (page.language if page else None), body)
    notices = [note] if note else []
    if anchor.day is None:
        notices.append(Notice("no_publish_date", "No date of publication was given or found; relative dates stay unresolved."))
    if any(repair.kind == "truncated" for repair in cleaned.draft.repairs) or behind_a_wall(_promotions(story)):
        notices.append(Notice("truncated", "The text was cut off before it came here."))
    if "\ufffd" in body:
        notices.append(Notice("replacement_characters", "Some characters were lost before the text came here (U+FFFD)."))
    return {
        "url": raw.url or (page.url if page else None),
        "signal": raw.signal or ("correction" if corrected else None),
        "headline": _headline(raw, page, story),
        "byline": raw.byline or (page.authors if page else ()) or story.byline,
        "dateline": story.dateline or (given_dateline(raw.dateline) if raw.dateline else None),
        "section": raw.section,
        "ed_note": raw.ed_note,
        "language": verdict.language,
        "anchor": anchor,
        "published_at": raw.published_at or (page.published_at if page else None),
        "notices": [*notices, *verdict.notices, *_unlisted(cleaned)],
    }


def _promotions(story: Story) -> Iterator[str]:
    return (block.text[:200] for block, reason, _ in story.dropped if reason == "promo")


def _done(cleaned: CleanText) -> dict[str, Any]:
    """The text and what was done to it."""
    body = cleaned.draft.text
    return {
        "body": body,
        "text_sha256": text_hash(body),
        "paragraphs": cleaned.paragraphs,
        "sentences": split_sentences(body, cleaned.paragraphs),
        "dropped": _dropped(cleaned),
        "repairs": cleaned.draft.repairs[:MAX_LISTED],
        "raw_map": cleaned.draft.mapped.runs,
    }


def _headline(raw: RawArticle, page: Page | None, story: Story) -> Headline:
    if raw.headline:
        return Headline(raw.headline, "given", 1.0)
    if page and page.titles:
        return Headline(page.titles[0], "meta", 0.9)
    return story.headline


def _dropped(cleaned: CleanText) -> tuple[Dropped, ...]:
    found = sorted(cleaned.dropped, key=lambda one: one[0].start)[:MAX_LISTED]
    lines = line_of(cleaned.source, [block for block, _, _ in found])
    return tuple(
        Dropped(line, one_line(block.text)[:MAX_SHOWN], reason, confidence)
        for line, (block, reason, confidence) in zip(lines, found, strict=True)
    )


def _unlisted(cleaned: CleanText) -> list[Notice]:
    counts = {"dropped": len(cleaned.dropped), "repairs": len(cleaned.draft.repairs)}
    return [
        Notice(f"{name}_not_listed", f"{count - MAX_LISTED} more are not listed.") for name, count in counts.items() if count > MAX_LISTED
    ]
