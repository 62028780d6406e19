"""How well stories are told apart: articles against each other, and against what an editor or a mangled feed makes of them.

`python -m tools.measure_stories TEXTS.jsonl...`; each line has a `text`, of articles that differ. Texts of fewer than 120 words are left out.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

from streams.core.sketch import Sketch, same_story, sketch

SHORTEST = 120
"""Words."""
Change = Callable[[str], str]


def main(paths: list[str]) -> None:
    texts = list(dict.fromkeys(t for path in paths for t in _texts(Path(path)) if len(t.split()) >= SHORTEST))
    made = [sketch(text) for text in texts]
    pairs = list(combinations(made, 2))
    print(f"{len(texts)} articles: {sum(_found(a, b) for a, b in pairs)} of {len(pairs)} pairs taken for one story")
    for name, change in _changes(random.Random(1), [s for text in texts for s in _sentences(text)]).items():
        found = sum(_found(one, sketch(change(text))) for one, text in zip(made, texts, strict=True))
        print(f"{name}: {found / len(texts):.3f}")


def _found(a: Sketch, b: Sketch) -> bool:
    """As the view does: what has no leading hash in common is not compared."""
    return bool(set(a.leads) & set(b.leads)) and same_story(a, b)


def _changes(rng: random.Random, all_: list[str]) -> dict[str, Change]:
    def framed(text: str) -> str:
        return " ".join([*rng.choices(all_, k=3), text, *rng.choices(all_, k=3)])

    def first(share: float) -> Change:
        return lambda text: " ".join((s := _sentences(text))[: max(3, int(len(s) * share))])

    def kept(share: float) -> Change:
        return lambda text: " ".join(s for s in _sentences(text) if rng.random() < share)

    def replaced(share: float) -> Change:
        return lambda text: " ".join(f"x{rng.randrange(999)}" if rng.random() < share else word for word in text.split())

    return {
        "three sentences of others before and after": framed,
        **{f"the first {share:.0%} of its sentences": first(share) for share in (0.6, 0.4, 0.25)},
        **{f"{share:.0%} of its sentences, drawn at random": kept(share) for share in (0.8, 0.6)},
        **{f"one word in {round(1 / share)} replaced": replaced(share) for share in (0.02, 0.05, 0.1)},
    }


def _texts(path: Path) -> list[str]:
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text)


if __name__ == "__main__":
    main(sys.argv[1:])
