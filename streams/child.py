"""`python -P …/streams/child.py MODULE [ARGUMENT…]`: run a module that must not outlive the process that started it.

Standard input is a pipe whose other end only the parent holds. When it closes, for whatever reason (`kill -9` included), the
child ends at once: a worker's graceful stop needs a broker, and with the parent an embedded broker is gone as well.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import signal
import sys
import threading
from pathlib import Path
from typing import Final

SCRIPT: Final = __file__
PARENT_GONE: Final = 74
"""Exit code of a child whose parent went away (EX_IOERR); nobody is left to read it but a log."""
_PR_SET_PDEATHSIG: Final = 1


def die_with_parent() -> None:
    """End this process when standard input reaches its end. Afterwards standard input is empty."""
    pipe = os.dup(0)  # a private number, not inherited by processes that the child starts
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123 - a descriptor is wanted, not a path
        os.dup2(nothing.fileno(), 0)
    threading.Thread(target=_wait_for_end, args=(pipe,), name="parent", daemon=True).start()
    if sys.platform == "linux":
        # the thread cannot run while C code holds the interpreter's lock (a regex that does not end); the kernel can
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _wait_for_end(pipe: int) -> None:
    while os.read(pipe, 1):
        pass
    os._exit(PARENT_GONE)


def main() -> None:
    """Run the module as `python -m` would, but never one that merely lies in the current folder."""
    if (root := str(Path(__file__).resolve().parents[1])) not in sys.path:
        sys.path.insert(0, root)
    module, *arguments = sys.argv[1:]
    sys.argv = [module, *arguments]
    die_with_parent()
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
