"""Names of texts that nobody labels by our rules, as the engine `accurate` reads them: `python -m training.machine_labels FILE…`.

FILEs are JSON Lines with `text`. Writes `training/labels/machine.jsonl`: offsets only, no text. A name that the engine is not sure of is
marked so, and nothing is learned from the words around it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from streams.core.enrich.names_engine import NameEngine
from streams.core.enrich.names_model import SCALE
from streams.core.lexicon import Lexicon
from streams.core.offsets import raw_span
from streams.engines.accurate import load_accurate
from streams.lexicon import load_lexicon
from training.names_sources import HERE, UNSURE, fingerprint, read_text, rows_of

SURE = 2 * SCALE
"""Margin from which on a name is learned."""


def labels(text: str, engine: NameEngine, lexicon: Lexicon) -> list[tuple[int, int, str]]:
    """Names in code points of `text`."""
    seen = read_text(text, lexicon)
    if seen is None:
        return []
    article, found = seen
    tokens, spans = found.tokens, engine.spans(found, ())
    places = [raw_span(article.raw_map, tokens.starts[span.first], tokens.ends[span.last - 1]) for span in spans]
    return [(a, b, span.kind if span.margin >= SURE else UNSURE) for (a, b), span in zip(places, spans, strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    engine, lexicon = load_accurate(), load_lexicon()
    texts = [row["text"] for path in parser.parse_args().files for row in rows_of(path)]
    lines = [json.dumps({"sha256": fingerprint(text), "spans": labels(text, engine, lexicon)}) for text in texts]
    (HERE / "labels/machine.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
