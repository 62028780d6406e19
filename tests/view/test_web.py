"""`dateline web` as a process: its one line, its address, its ends."""

from __future__ import annotations

import json
import os
import queue
import resource
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

WAIT = 60.0
NOBODY = "127.0.0.1:9"
"""An address where no broker listens."""


def command(folder: Path, *options: str, bootstrap: str = NOBODY) -> tuple[list[str], dict[str, str]]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DATELINE_")}
    environment |= {"DATELINE_BOOTSTRAP": bootstrap, "DATELINE_DATA_DIR": str(folder)}
    return [sys.executable, "-m", "streams.cli", "web", *options], environment


@contextmanager
def running(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and its first line."""
    arguments, environment = command(folder, *options)
    process = subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    lines: queue.Queue[str] = queue.Queue()
    listener = threading.Thread(target=lambda out=process.stdout: lines.put(out.readline()))
    listener.start()
    try:
        yield process, lines.get(timeout=WAIT)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
        listener.join()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_serves_and_ends_in_order(tmp_path: Path, number: signal.Signals) -> None:
    """One line with the address, pages without a broker, and on Ctrl-C or SIGTERM exit code 0 without a traceback."""
    with running(tmp_path, "--port", "0") as (process, line):
        assert line.startswith("web view on http://127.0.0.1:")
        with urlopen(line.split()[-1] + "/healthz", timeout=WAIT) as response:
            assert json.load(response)["connected"] is False
        process.send_signal(number)
        out, err = process.communicate(timeout=WAIT)
        assert process.returncode == 0
        assert "Traceback" not in out + err
    assert (tmp_path / "view.sqlite").exists()


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    """Exit code 1 and the option to change, no traceback."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        arguments, environment = command(tmp_path, "--port", port)
        done = subprocess.run(arguments, env=environment, capture_output=True, text=True, timeout=WAIT, check=False)
    assert done.returncode == 1
    assert (
        done.stderr
        == f"Error: 127.0.0.1:{port} is taken by another program. Choose another one with --port or DATELINE_WEB_PORT (0 takes a free one).\n"
    )


def test_an_unusable_database_is_said(tmp_path: Path) -> None:
    """Exit code 1 and the setting to change."""
    (tmp_path / "view.sqlite").write_bytes(b"something else entirely, " * 100)
    arguments, environment = command(tmp_path, "--port", "0")
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, timeout=WAIT, check=False)
    assert done.returncode == 1
    assert "DATELINE_DATABASE" in done.stderr
    assert "Traceback" not in done.stderr


def test_articles_are_taken_where_a_token_says_so(tmp_path: Path) -> None:
    """The process itself, without a broker: the right token is let in and told to come again, a wrong one is not; nothing was lost."""
    token = "an-intake-token-of-length"
    arguments, environment = command(tmp_path, "--port", "0")
    process = subprocess.Popen(
        arguments, env=environment | {"DATELINE_INTAKE_TOKEN": token}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        address = process.stdout.readline().split()[-1] + "/articles"
        assert [posted(address, given) for given in ("wrong", token)] == [401, 503]
    finally:
        process.terminate()
        _, err = process.communicate(timeout=WAIT)
    assert (process.returncode, "Traceback" in err, token in err) == (0, False, False)


def posted(address: str, token: str) -> int:
    request = Request(address, b'{"text": "News."}', {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
    try:
        with urlopen(request, timeout=WAIT) as response:
            return int(response.status)
    except HTTPError as error:
        error.close()
        return error.code


@pytest.mark.skipif(sys.platform != "linux", reason="limits of other processes are read by prlimit(2)")
def test_it_gives_way_and_may_open_many_files(tmp_path: Path) -> None:
    """A worker on the same machine comes first, and a thousand followers are a thousand files, also where 1,024 are usual."""
    arguments, environment = command(tmp_path, "--port", "0")
    with subprocess.Popen(
        ["sh", "-c", 'ulimit -S -n 256; exec "$@"', "sh", *arguments], env=environment, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stdout.readline().startswith(b"web view on")
        soft, hard = resource.prlimit(process.pid, resource.RLIMIT_NOFILE)
        assert soft == min(8_192, hard)
        assert os.getpriority(os.PRIO_PROCESS, process.pid) == min(19, os.getpriority(os.PRIO_PROCESS, 0) + 10)
        process.kill()
