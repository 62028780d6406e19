"""`python -m tests.faults.supervised`: what `dateline worker` does, with the saboteur as the child."""

from __future__ import annotations

import os
import sys

from streams.cli._clients import run
from streams.cli.worker import supervise
from streams.supervisor import Child

if __name__ == "__main__":
    sys.exit(run(supervise(Child("worker", "tests.faults.saboteur", os.environ))))
