"""Seed, selection and results of the fault tests."""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="session")
def seed() -> str:
    """FAULTS_SEED, else a new one; it is printed with each schedule."""
    return os.environ.get("FAULTS_SEED") or str(random.SystemRandom().randrange(10**6))


@pytest.fixture(scope="session")
def note() -> Callable[..., None]:
    """Prints a line of JSON, and appends it to the file FAULTS_RESULTS."""

    def write(**fields: object) -> None:
        line = orjson.dumps(fields).decode()
        sys.stdout.write(f"{line}\n")
        if path := os.environ.get("FAULTS_RESULTS"):
            with Path(path).open("a") as results:
                results.write(f"{line}\n")

    return write
