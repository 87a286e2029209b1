"""Programs that serve pages, as a user starts them: each a process, until its test ends."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MAIN = (sys.executable, "-c", "from sim.cli import main; main()")
ENDS_WITHIN_S = 60


@contextmanager
def served(*words: str, folder: Path) -> Iterator[str]:
    """Run a command that prints its address first, in this folder; yield the address."""
    with (folder / "stderr").open("wb") as errors:
        process = subprocess.Popen(
            [*MAIN, *words], cwd=folder, stdout=subprocess.PIPE, stderr=errors
        )
    try:
        assert process.stdout, "it is a pipe"
        url = process.stdout.readline().decode().strip()
        assert url.startswith("http://127.0.0.1:"), (folder / "stderr").read_text(encoding="utf-8")
        yield url
    finally:
        process.terminate()
        process.wait(ENDS_WITHIN_S)
