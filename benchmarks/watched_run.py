"""A run whose page stands open in a browser, beside the same command that nobody watches.

Both end when the results are in their folder. The page asks every two seconds, and draws anew when
a replication has finished; server and browser work on the cores that the run uses.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

MAIN = (sys.executable, "-P", "-c", "from sim.cli import main; main()")
REPLICATIONS = 40
LOOKS_APART_S = 0.05
_numbers = count(1)


def ratios(rounds: int) -> list[float]:
    """Return how much longer the watched run takes, round by round: 1.03 is 3% more."""
    with TemporaryDirectory() as folder, _explorer(Path(folder)) as url, _page(url) as page:
        _alone_s(Path(folder))  # which compiles what is not on the disk yet
        return [_watched_s(Path(folder), page) / _alone_s(Path(folder)) for _ in range(rounds)]


def _alone_s(folder: Path) -> float:
    begun_s = time.perf_counter()
    words = (*MAIN, "run", "county", "--set", f"name=alone-{next(_numbers)}", "--no-plots")
    command = (*words, "--replications", str(REPLICATIONS))
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - begun_s


def _watched_s(folder: Path, page: Page) -> float:
    """Ask for a run, watch its page until it has results, and let its plots be drawn."""
    name = f"watched-{next(_numbers)}"
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    # A seed of its own, since the same inputs are never run twice.
    form: dict[str, str | float | bool] = {
        "scenario": "county",
        "name": name,
        "lever:run.seed": str(next(_numbers)),
        "replications": str(REPLICATIONS),
    }
    begun_s = time.perf_counter()
    answer = page.request.post(f"{origin}/runs", form=form, max_redirects=0)
    page.goto(f"{origin}{answer.headers['location']}")
    files = folder / "results" / ".explorer"
    while _state(files / f"{name}.progress") != "finished":
        page.wait_for_timeout(1_000 * LOOKS_APART_S)
    seconds = time.perf_counter() - begun_s
    page.goto(origin)
    _wait_for_plots(folder / "results" / name)
    return seconds


def _state(path: Path) -> str:
    if not path.is_file():
        return ""
    return str(json.loads(path.read_text(encoding="utf-8"))["state"])


def _wait_for_plots(folder: Path) -> None:
    """Wait until the process of the run has drawn, so that it disturbs nobody."""
    while not [*(folder / "plots").glob("waterfall.svg")]:
        time.sleep(LOOKS_APART_S)


@contextmanager
def _explorer(folder: Path) -> Iterator[str]:
    """Serve the explorer, and yield its address."""
    words = (*MAIN, "explore", "--no-browser")
    process = subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, text=True)
    assert process.stdout, "it is a pipe"
    with process.stdout as printed:
        try:
            yield printed.readline().strip()
        finally:
            process.terminate()
            process.wait()


@contextmanager
def _page(url: str) -> Iterator[Page]:
    """Open the explorer in the Chromium of the system."""
    with sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(url)
        yield page
        browser.close()
