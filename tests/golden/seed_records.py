"""The seeds as raw records, as `dateline publish seeds/articles` would send them."""

from __future__ import annotations

from seeds import ARTICLES
from streams.core.article import Place, Record
from streams.incoming.files import read_inputs
from streams.incoming.records import Given

RECEIVED_MS = 1_798_761_600_000
"""2027-01-01, later than every date of publication in the seeds: what lies after its receipt would be said to be in the future."""


def seed_records() -> dict[tuple[str, int], Record]:
    """(file as in the manifest, number of the record in it) → record, in publishing order."""
    found: dict[tuple[str, int], Record] = {}
    for path in sorted(ARTICLES.iterdir()):
        for index, out in enumerate(read_inputs([path], Given())):
            at = len(found)
            key = None if out.key is None else out.key.encode()
            found[f"articles/{path.name}", index] = Record(Place("news.raw", 0, at), key, out.value, RECEIVED_MS + at, tuple(out.headers))
    return found
