"""Completion in the shells that click knows: the script is printed, and commands, options and words are completed, soon."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import readme

SHELLS = {"bash": "complete -o nosort", "zsh": "compdef _dateline_completion dateline", "fish": "complete --no-files --command dateline"}
DOCS = (readme.ROOT / "docs/operations.md").read_text(encoding="utf-8")


def completed(words: str, shell: str = "bash", number: int | None = None) -> set[str]:
    """What the script of a shell would be told; `words` as typed, the last one unfinished."""
    parts = words.split(" ")
    word = parts[-1] if shell == "fish" else str(len(parts) - 1 if number is None else number)
    asked = {"_DATELINE_COMPLETE": f"{shell}_complete", "COMP_WORDS": words, "COMP_CWORD": word}
    done = subprocess.run([sys.executable, "-m", "streams.cli"], env=os.environ | asked, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    lines = done.stdout.split("\n")
    if shell == "zsh":  # kind, word and help, a line each
        return set(lines[1::3])
    return {line.partition(",")[2].partition("\t")[0] for line in lines if line}


@pytest.mark.parametrize("shell", sorted(SHELLS))
def test_the_script_is_printed(shell: str) -> None:
    """For each shell with the variable that the documentation names."""
    variable = f"{shell}_source"
    assert f"_DATELINE_COMPLETE={variable} dateline" in DOCS
    asked = {"_DATELINE_COMPLETE": variable}
    done = subprocess.run([sys.executable, "-m", "streams.cli"], env=os.environ | asked, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert SHELLS[shell] in done.stdout


@pytest.mark.parametrize("shell", sorted(SHELLS))
def test_a_command_and_an_option_are_completed(shell: str) -> None:
    assert completed("dateline pub", shell) == {"publish"}
    assert completed("dateline export --form", shell) == {"--format"}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("dateline deadletter re", {"replay"}),
        ("dateline export --format nin", {"ninjs"}),
        ("dateline tail enr", {"enriched"}),
    ],
)
def test_what_can_only_be_one_of_some_words_is_completed(words: str, found: set[str]) -> None:
    """Commands of a command, choices of an option and of an argument."""
    assert completed(words) == found


def test_names_of_commands_are_known_without_importing_them() -> None:
    """A key that is pressed waits for it: neither Kafka nor settings are loaded."""
    code = (
        "import sys, os; os.environ.update(_DATELINE_COMPLETE='bash_complete', COMP_WORDS='dateline ', COMP_CWORD='1')\n"
        "from streams.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print({'aiokafka', 'faust', 'rich', 'pydantic'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.endswith("set()\n"), done
    assert "plain,demo\n" in done.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_itself_completes(tmp_path: Path) -> None:
    """The line of the documentation, in a bash that has nothing else of ours."""
    line = next(line.strip() for line in DOCS.splitlines() if "bash_source" in line)
    press = 'COMP_WORDS=(dateline worker --boot); COMP_CWORD=2; _dateline_completion dateline; echo "${COMPREPLY[@]}"'
    assert readme.shell(f"{line}\n{press}", readme.environment(tmp_path)).stdout == "--bootstrap\n"
