"""Trains the recogniser of names and writes its weights: `python -m training.train_names --gmb … --crossner … --out streams/data/names.gz`.

Needs `python-crfsuite` (training only; `uv pip install --group train`). Without chance: the same data give the same weights on one machine.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pycrfsuite

from streams.core.enrich.names import Recogniser, find_spans, known_of
from streams.core.enrich.names_features import Known
from streams.core.enrich.names_model import KINDS, LABELS, SCALE, Model, Steps, to_bytes
from streams.core.enrich.names_page import keys, page
from streams.core.lexicon import Lexicon
from streams.core.tokens import phrase
from streams.lexicon import load_lexicon
from training.names_sources import HERE, Document, Gold, annotated, crossner, documents, grouped, labelled, marked

SENTENCES = 8
"""Of the Meaning Bank in one document: its articles are not parted, and have about that many."""
TIMES = {"everyday": 3}
"""Our sentences of everyday text are few and far from news: each counts three times."""
OTHERS = "others"
"""Texts annotated by other rules: where a first round and the annotators agree, the second round learns from them."""
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
        *(one for path in args.others for one in documents(OTHERS, annotated(path), lexicon)),
    ]


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


def sequences(one: Document, seen: Known, judge: Recogniser | None = None) -> Iterator[tuple[list[list[str]], list[str]]]:
    """Keys and labels of each stretch; one that cuts through a name teaches nothing. With a `judge` only those that it reads alike."""
    read = {span[:3] for span in find_spans(one.draft, one.aliases, judge)} if judge else set()
    for (first, last), rows in keys(page(one.draft, one.aliases, seen), one.draft, seen):
        inside = [g for g in one.gold if g.first < last and g.last > first]
        same = judge is None or set(inside) == {span for span in read if first <= span[0] < last}
        if same and last <= one.limit and all(g.first >= first and g.last <= last for g in inside):
            yield rows, _labels(last - first, first, inside)


def _labels(size: int, first: int, gold: Iterable[Gold]) -> list[str]:
    labels = ["O"] * size
    for start, end, kind in ((g.first - first, g.last - first, g.kind) for g in gold):
        labels[start:end] = [f"I-{kind}"] * (end - start)
        labels[start], labels[end - 1] = f"B-{kind}", f"L-{kind}"
        if end - start == 1:
            labels[start] = f"U-{kind}"
    return labels


def trained(some: Iterable[Document], seen: Known, iterations: int, judge: Recogniser | None) -> tuple[dict[str, tuple[int, ...]], Steps]:
    """Weights by key, and those between neighbours, as integers. Documents of others are learned from only with a judge."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"c1": 0.05, "c2": 0.05, "max_iterations": iterations, "feature.possible_transitions": False})
    for one in some:
        if one.source == OTHERS and judge is None:
            continue
        for rows, labels in sequences(one, seen, judge if one.source == OTHERS else None):
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


def main() -> None:
    """Reads, trains, writes; prints what was learned from and the weights' hash."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gmb", type=Path, required=True, help="sentences of the Groningen Meaning Bank, {doc, text} a line")
    parser.add_argument("--crossner", type=Path, required=True, help="CrossNER politics, train half, {text, entities} a line")
    parser.add_argument("--others", type=Path, action="append", default=[], help="annotated by other rules, {text, entities} a line")
    parser.add_argument("--out", type=Path, default=Path("streams/data/names.gz"))
    parser.add_argument("--without", action="append", default=[], help="leave a source out: crossner, gmb, sentences, generated, everyday")
    parser.add_argument("--iterations", type=int, default=100)
    args = parser.parse_args()
    lexicon = load_lexicon()
    some = [one for one in sources(args, lexicon) if one.source not in args.without]
    words, lists = ordinary(some), listed()
    rows, steps = trained(some, known_of(lexicon, words, lists), args.iterations, None)
    if args.others:
        judge = Recogniser.of(Model.from_bytes(to_bytes(rows, steps, words, lists, {})), lexicon)
        rows, steps = trained(some, judge.known, args.iterations, judge)
    tokens, names = Counter[str](), Counter[str]()
    for one in some:
        tokens[one.source] += len(one.draft.tokens.words)
        names[one.source] += len(one.gold)
    data = to_bytes(rows, steps, words, lists, {"tokens": tokens, "names": names})
    args.out.write_bytes(gzip.compress(data, 9, mtime=0))
    for source, count in tokens.items():
        print(f"{source}: {count} tokens, {names[source]} names")
    print(f"{len(rows)} keys, {len(data)} bytes, {args.out.stat().st_size} written, hash {hashlib.sha256(data).hexdigest()[:16]}")


if __name__ == "__main__":
    main()
