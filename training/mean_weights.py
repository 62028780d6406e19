"""The mean of several trainings, which reads unseen text better than each: `python -m training.mean_weights FILE FILE … --out FILE`.

FILEs are what `training/train_names.py` writes. A key that a training does not have counts as 0. Ordinary words are those that all of them
have, lists and groups those of the first.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
from collections.abc import Sequence
from pathlib import Path

from streams.core.enrich.names_model import LABELS, LANE, SCALE, Model, Steps, to_bytes, unpacked
from training.train_names import SMALLEST


def mean(some: Sequence[int]) -> int:
    return round(sum(some) / len(some))


def row(key: str, models: Sequence[Model]) -> tuple[int, ...]:
    """The mean weight of a key for each label."""
    bias = 1 << (LANE - 1)
    rows = [unpacked(model.weights.get(key, 0)) for model in models]
    return tuple(mean([one[label] - bias for one in rows]) for label in range(len(LABELS)))


def steps(models: Sequence[Model]) -> Steps:
    some = [model.steps for model in models]
    return Steps(
        mean([one.plain for one in some]),
        tuple(map(mean, zip(*(one.enter for one in some), strict=True))),
        tuple(map(mean, zip(*(one.leave for one in some), strict=True))),
        tuple(tuple(map(mean, zip(*rows, strict=True))) for rows in zip(*(one.within for one in some), strict=True)),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, default=Path("streams/data/names.gz"))
    given = parser.parse_args()
    models = [Model.from_bytes(gzip.decompress(path.read_bytes())) for path in given.files]
    keys = set().union(*(model.weights for model in models))
    means = {key: row(key, models) for key in keys}
    rows = {key: found for key, found in means.items() if any(abs(weight) >= SMALLEST * SCALE for weight in found)}
    ordinary = frozenset.intersection(*(model.words.ordinary for model in models))
    data = to_bytes(rows, steps(models), models[0].words._replace(ordinary=ordinary), {"mean_of": [model.hash for model in models]})
    given.out.write_bytes(gzip.compress(data, 9, mtime=0))
    print(f"{len(rows)} keys, {len(data)} bytes, {given.out.stat().st_size} written, hash {hashlib.sha256(data).hexdigest()[:16]}")


if __name__ == "__main__":
    main()
