"""How well unseen text is read: each source left out of training, then read by all of Dateline: `python -m training.leave_out …`.

Arguments as of `training/train_names.py`; `--out-of NAME` leaves out one only, `--out-of A,B` both together. Texts that others annotated
are scored by their annotations, trimmed to names as for the engine `accurate`; what cannot be trimmed plainly does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from streams.core.article import NAMED_FORMS, Article
from streams.core.enrich.actors import find_actors
from streams.core.enrich.names import Recogniser
from streams.core.enrich.names_model import Model
from streams.core.lexicon import Lexicon
from streams.core.score import Gold, Score, Span, added, class_of, score_entities
from streams.lexicon import load_lexicon
from training.accurate.documents import COUNTRIES, MASKED, Converter, Labelled
from training.names_sources import Row, crossner, grouped, labelled, read_text, rows_of
from training.train_names import SENTENCES, arguments, learned, sources

_KINDS = {1: "PER", 2: "PER", 3: "ORG", 4: "ORG", 5: "LOC", 6: "LOC"}
"""The converter's labels, odd at the beginning of a name."""


class Text(NamedTuple):
    article: Article
    gold: list[Span]
    masks: list[tuple[int, int]]
    """Code points of the article as it was given, about which the annotation says nothing that we can use."""


def texts(rows: Iterable[Row], lexicon: Lexicon) -> Iterator[Text]:
    for row in rows:
        if seen := read_text(row["text"], lexicon):
            gold = [Span(e["start"], e["end"], kind) for e in row["entities"] if (kind := class_of(e["type"]))]
            yield Text(seen[0], gold, row.get("masks", []))


def converted(path: Path) -> Iterator[Row]:
    """Mentions of others, trimmed to names."""
    convert = Converter(COUNTRIES)
    for row in rows_of(path):
        found = convert.mentions(row)
        names = [{"start": span.start, "end": span.end, "type": span.label} for span in _spans(found)]
        pairs = zip(found.tokens.starts, found.tokens.ends, found.labels, strict=True)
        yield {"text": row["text"], "entities": names, "masks": [(a, b) for a, b, label in pairs if label == MASKED]}


def _spans(found: Labelled) -> Iterator[Span]:
    """Names of a converted text."""
    number, names = 0, list[tuple[int, int, int]]()
    for n, label in enumerate(found.labels):
        number += label in {1, 3, 5}
        if label in _KINDS:
            names.append((number, n, label))
    for _, some in groupby(names, itemgetter(0)):
        tokens = [(n, label) for _, n, label in some]
        yield Span(found.tokens.starts[tokens[0][0]], found.tokens.ends[tokens[-1][0]], _KINDS[tokens[0][1]])


def scored(text: Text, recogniser: Recogniser, lexicon: Lexicon) -> Score:
    """What Dateline names in it, registry and finders included."""
    found = find_actors(text.article, lexicon, (), recogniser)
    kinds = {entity.id: class_of(entity.type) for entity in found.entities}
    named = (m for m in found.mentions if m.form in NAMED_FORMS and m.form != "demonym")
    spans = {Span(m.raw_start, m.raw_end, kind) for m in named if (kind := kinds[m.entity])}
    gold = set(text.gold)
    counted = [s for s in spans if s in gold or not any(a < s.end and s.start < b for a, b in text.masks)]
    return score_entities(Gold(10**9, tuple(text.gold)), counted)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--out-of", help="only this source, or these together, by commas")
    args = parser.parse_args()
    lexicon = load_lexicon()
    some = sources(args, lexicon)
    rows = {"crossner": list(crossner(args.crossner, lexicon)), "gmb": list(grouped(labelled(args.gmb), SENTENCES))}
    rows |= {path.parent.name: list(converted(path)) for path in args.machine if "entities" in rows_of(path)[0]}
    for names in [args.out_of] if args.out_of else rows:
        left = names.split(",")
        data = learned([one for one in some if one.source not in left], lexicon, args.iterations)
        recogniser = Recogniser.of(Model.from_bytes(data), lexicon)
        for name in left:
            total = added([scored(text, recogniser, lexicon) for text in texts(rows[name], lexicon)])
            print(f"without {names}: {name}", *(f"{kind} {count.f1:.3f}" for kind, count in total.items()), flush=True)


if __name__ == "__main__":
    main()
