"""Faults of the view: it can be killed or deleted at any time, and shows the same again."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

from tests.faults.matrix import fault
from tests.faults.scene import WORKER_SECONDS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.matrix import Ground
    from tests.faults.scene import Scene

Plan = dict[str, Any]


class View:
    """`dateline web`, with a database of its own."""

    def __init__(self, s: Scene) -> None:
        self._s = s
        self.database = s.on.directory / "view.sqlite"
        self.log = s.on.directory / "view.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        own = {"DATELINE_WEB_PORT": "0", "DATELINE_DATABASE": str(self.database), "DATELINE_DATA_DIR": str(self._s.on.directory / "view")}
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "streams.cli", "web"]
            self.process = subprocess.Popen(command, env=self._s.on.environment | own, stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()

    def files(self) -> list[Path]:
        """The database, and what SQLite keeps beside it."""
        return sorted(self.database.parent.glob(f"{self.database.name}*"))

    def table(self) -> dict[str, tuple[int, int]]:
        """Actor → (articles, named); empty while there is none."""
        try:
            with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as db:
                return {actor: (articles, named) for actor, articles, named in db.execute("SELECT actor_id, articles, named FROM actors")}
        except sqlite3.OperationalError:
            return {}

    async def shows_the_table(self) -> float:
        """Seconds until it does."""
        want = await self._s.on.table()
        assert want
        return await self._s.until(lambda: self.table() == want, f"the table in the view\n{self.log.read_text()[-2000:]}", WORKER_SECONDS)


@fault(
    18,
    "The view's database is built again from the topics. A file that is no database is refused with the cure: delete it.",
    lambda rng: {"bytes": rng.randrange(2**32)},
)
async def view_database_damaged(ground: Ground, plan: Plan) -> None:
    """`dateline web` is killed while it reads; its database is deleted; its database is overwritten with other bytes."""
    async with ground.scene() as s:
        s.start()
        await s.works()
        await s.more(200)
        await s.holds()
        view = View(s)
        try:
            view.start()
            await s.until(view.database.exists, "a database")
            view.kill()
            view.start()
            s.recoveries.append(await view.shows_the_table())
            view.kill()
            for path in view.files():
                path.unlink()
            view.start()
            s.recoveries.append(await view.shows_the_table())
            view.kill()
            for path in view.files():
                path.unlink()
            view.database.write_bytes(random.Random(plan["bytes"]).randbytes(20_000))
            view.start()
            assert view.process
            assert view.process.wait(WORKER_SECONDS) != 0
            assert "Delete it" in view.log.read_text()
        finally:
            view.kill()
