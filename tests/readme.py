"""README.md as data: its settings table (how to connect is in another document), and the examples that it marks as runnable."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")

_BLOCK = re.compile(r"<!-- run: (\w+) -->\n```\w+\n(.*?)```", re.DOTALL)
_SETTING = re.compile(r"^\| `(DATELINE_\w+)` \| (?:`(.*?)`)? \|", re.MULTILINE)


def example(name: str) -> str:
    """The block under `<!-- run: name -->`."""
    blocks: dict[str, str] = dict(_BLOCK.findall(TEXT))
    return blocks[name]


def lines(name: str) -> list[str]:
    """The commands of a block, without their comments."""
    return [line.partition("  #")[0].rstrip() for line in example(name).splitlines() if line.strip()]


def settings() -> dict[str, str]:
    """Variable → default, as the tables have them."""
    return dict(_SETTING.findall(TEXT + (ROOT / "docs/operations.md").read_text(encoding="utf-8")))


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Variables of a user who has `dateline` on the path and nothing else of ours."""
    program = folder / "dateline"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "from streams.cli import main; main()" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    return {"PATH": path, "HOME": str(folder), "PYTHONPATH": str(ROOT), **more}


def shell(command: str, variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=ROOT,
        env=variables,
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
