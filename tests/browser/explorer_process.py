"""The explorer as a user starts it: a process that ends with its test, and its runs with it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

COMMAND = (sys.executable, "-c", "from sim.cli import main; main()", "explore", "--no-browser")
ENDS_WITHIN_S = 60


@contextmanager
def explorer_process(*words: str, folder: Path) -> Iterator[str]:
    """Start the explorer in a folder, and yield the address that it prints."""
    with (folder / "stderr").open("wb") as errors:
        process = subprocess.Popen(
            [*COMMAND, *words], cwd=folder, stdout=subprocess.PIPE, stderr=errors
        )
    assert process.stdout, "it is a pipe"
    with process.stdout as printed:
        try:
            url = printed.readline().decode().strip()
            assert url.startswith("http://127.0.0.1:"), (folder / "stderr").read_text()
            yield url
        finally:
            process.terminate()
            process.wait(ENDS_WITHIN_S)
