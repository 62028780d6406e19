"""Writes our labels as `training/accurate/train.py` reads them: `python -m training.prepare --gmb sentences.jsonl FOLDER`.

FOLDER gets `gmb.jsonl`, `own.jsonl` and `generated.jsonl`, a text a line with `text` and `entities`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

from training.names_sources import Row, labelled, marked


def write(path: Path, rows: Iterable[Row]) -> int:
    """Rows that have a text; how many they are."""
    lines = [json.dumps({"text": row["text"], "entities": row["entities"]}, ensure_ascii=False) for row in rows if row["text"]]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gmb", type=Path, required=True, help="sentences of the Groningen Meaning Bank, {doc, text} a line")
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    sources = {"gmb": labelled(given.gmb), "own": marked("own_sentences.txt"), "generated": marked("generated_accurate.txt")}
    for name, rows in sources.items():
        print(f"{name}.jsonl: {write(given.folder / f'{name}.jsonl', rows)} texts")


if __name__ == "__main__":
    main()
