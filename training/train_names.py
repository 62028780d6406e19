"""Trains the recogniser of names and writes its weights: `python -m training.train_names --gmb … --crossner … --out streams/data/names.gz`.

Needs `python-crfsuite` (training only; `uv pip install --group train`). Without chance: the same data give the same weights on one machine.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pycrfsuite

from streams.core.enrich.names import known_of
from streams.core.enrich.names_features import Known
from streams.core.enrich.names_model import KINDS, LABELS, SCALE, Steps, Words, to_bytes
from streams.core.enrich.names_page import keys, page
from streams.core.lexicon import Lexicon
from streams.core.tokens import phrase
from streams.lexicon import load_lexicon
from training.names_sources import HERE, Document, Gold, Row, by_machine, crossner, documents, grouped, labelled, marked

LINES = 3
"""Single sentences of others in one document; a text of several sentences is one by itself."""
SENTENCE = 1000
"""Code points that a single sentence does not have."""
SENTENCES = 8
"""Of the Meaning Bank in one document: its articles are not parted, and have about that many."""
TIMES = {"everyday": 3}
"""Our sentences of everyday text are few and far from news: each counts three times."""
NO_NAME = 1.0
"""Added to the weight of "no name": what makes precision and recall about equal on text from elsewhere."""
SMALLEST = 0.02
"""Keys whose weights are all below this are left out."""
_LISTS = {
    "agency": "a", "band": "b", "bank": "k", "centralbank": "k", "company": "k", "exchange": "k", "club": "c", "clubtown": "t", "court": "g",
    "ministry": "g", "parliament": "g", "military": "g", "hospital": "u", "label_museum": "u", "university": "u", "media": "m", "party": "p",
    "union_ngo": "n", "city": "l", "town": "l", "place": "l", "region": "l", "state": "l", "natural": "l", "venue": "v", "firstname": "f",
    "surname": "s", "nationality": "d", "event": "e",
}  # fmt: skip


def sources(args: argparse.Namespace, lexicon: Lexicon) -> list[Document]:
    """All that is learned from, source by source."""
    everyday = [*marked("own_everyday.txt"), *marked("own_features.txt")]
    return [
        *documents("crossner", crossner(args.crossner, lexicon), lexicon),
        *documents("gmb", grouped(labelled(args.gmb), SENTENCES), lexicon),
        *documents("sentences", grouped(marked("own_sentences.txt"), 4), lexicon),
        *documents("generated", grouped(marked("own_generated.txt"), SENTENCES), lexicon),
        *documents("everyday", grouped(everyday, 3), lexicon),
        *(one for path in args.machine for one in documents(path.parent.name, articles(by_machine(path)), lexicon)),
    ]


def articles(rows: Iterable[Row]) -> Iterator[Row]:
    """Single sentences put together; longer texts as they are."""
    some = list(rows)
    return grouped(some, LINES if all(len(row["text"]) < SENTENCE for row in some) else 1)


def listed() -> dict[str, str]:
    """Name → letters of the lists it is in."""
    found: dict[str, set[str]] = {}
    for path in (HERE / "lists/organisations.tsv", HERE / "lists/others.tsv"):
        for line in path.read_text(encoding="utf-8").splitlines():
            kind, name = line.split("\t")
            if kind in _LISTS:
                found.setdefault(" ".join(phrase(name)), set()).add(_LISTS[kind])
    return {name: "".join(sorted(letters)) for name, letters in found.items()}


def ordinary(some: Iterable[Document]) -> frozenset[str]:
    """Words that stand twice and more without a capital."""
    count = Counter(word for one in some for word in one.draft.tokens.words if word.islower() and word.isalpha())
    return frozenset(word for word, times in count.items() if times > 1)


def sequences(one: Document, seen: Known) -> Iterator[tuple[list[list[str]], list[str]]]:
    """Keys and labels of each stretch; one that cuts through a name, or holds what is unsure, teaches nothing."""
    for (first, last), rows in keys(page(one.draft, one.aliases, seen), one.draft, seen):
        inside = [g for g in one.gold if g.first < last and g.last > first]
        sure = not any(start < last and end > first for start, end in one.unsure)
        if sure and all(g.first >= first and g.last <= last for g in inside):
            yield rows, _labels(last - first, first, inside)


def _labels(size: int, first: int, gold: Iterable[Gold]) -> list[str]:
    labels = ["O"] * size
    for start, end, kind in ((g.first - first, g.last - first, g.kind) for g in gold):
        labels[start:end] = [f"I-{kind}"] * (end - start)
        labels[start], labels[end - 1] = f"B-{kind}", f"L-{kind}"
        if end - start == 1:
            labels[start] = f"U-{kind}"
    return labels


def word_groups() -> dict[str, str]:
    """Word → its groups (`training/word_groups.py`)."""
    lines = (HERE / "lists/groups.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t")[::-1] for line in lines)


def trained(some: Iterable[Document], seen: Known, iterations: int) -> tuple[dict[str, tuple[int, ...]], Steps]:
    """Weights by key, and those between neighbours, as integers."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"c1": 0.05, "c2": 0.05, "max_iterations": iterations, "feature.possible_transitions": False})
    for one in some:
        for rows, labels in sequences(one, seen):
            for _ in range(TIMES.get(one.source, 1)):
                trainer.append(rows, labels)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "names.crfsuite")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        info = tagger.info()
        return _rows(info.state_features), _steps(info.transitions)


def _rows(weights: Mapping[tuple[str, str], float]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {"0": [0] * len(LABELS)}
    for (key, label), weight in weights.items():
        found.setdefault(key, [0] * len(LABELS))[LABELS.index(label)] = round(weight * SCALE)
    found["0"][0] += round(NO_NAME * SCALE)
    return {key: tuple(row) for key, row in found.items() if any(abs(weight) >= SMALLEST * SCALE for weight in row)}


def _steps(weights: Mapping[tuple[str, str], float]) -> Steps:
    def step(before: str, after: str) -> int:
        return round(weights.get((before, after), 0) * SCALE)

    return Steps(
        step("O", "O"),
        tuple(step("O", label) if label[0] in "UB" else 0 for label in LABELS),
        tuple(step(label, "O") if label[0] in "UL" else 0 for label in LABELS),
        tuple(
            (step(f"B-{kind}", f"I-{kind}"), step(f"B-{kind}", f"L-{kind}"), step(f"I-{kind}", f"I-{kind}"), step(f"I-{kind}", f"L-{kind}"))
            for kind in KINDS
        ),
    )


def learned(some: Sequence[Document], lexicon: Lexicon, iterations: int) -> bytes:
    """The weights as they are shipped, not yet compressed."""
    words = Words(ordinary(some), listed(), word_groups())
    rows, steps = trained(some, known_of(lexicon, words), iterations)
    tokens, names = Counter[str](), Counter[str]()
    for one in some:
        tokens[one.source] += len(one.draft.tokens.words)
        names[one.source] += len(one.gold)
    return to_bytes(rows, steps, words, {"tokens": tokens, "names": names})


def arguments(about: str | None) -> argparse.ArgumentParser:
    """Where the sources are."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--gmb", type=Path, required=True, help="sentences of the Groningen Meaning Bank, {doc, text} a line")
    parser.add_argument("--crossner", type=Path, required=True, help="CrossNER politics, train half, {text, entities} a line")
    parser.add_argument(
        "--machine",
        type=Path,
        action="append",
        default=[],
        help="texts with labels in labels/machine.jsonl, {text} a line; the folder names it",
    )
    parser.add_argument("--iterations", type=int, default=100)
    return parser


def main() -> None:
    """Reads, trains, writes; prints what was learned from and the weights' hash."""
    parser = arguments(__doc__)
    parser.add_argument("--out", type=Path, default=Path("streams/data/names.gz"))
    parser.add_argument(
        "--without", action="append", default=[], help="leave a source out: crossner, gmb, … or the folder of a --machine file"
    )
    args = parser.parse_args()
    lexicon = load_lexicon()
    data = learned([one for one in sources(args, lexicon) if one.source not in args.without], lexicon, args.iterations)
    args.out.write_bytes(gzip.compress(data, 9, mtime=0))
    about = json.loads(data.partition(b"\n")[0])
    for source, count in about["tokens"].items():
        print(f"{source}: {count} tokens, {about['names'][source]} names")
    print(f"{about['keys']} keys, {len(data)} bytes, {args.out.stat().st_size} written, hash {hashlib.sha256(data).hexdigest()[:16]}")


if __name__ == "__main__":
    main()
