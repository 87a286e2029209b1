"""The explorer as a browser meets it: until it answers, until something is painted, what it weighs.

Chromium of the system opens the first page and a run's page of a county, each in a context of its
own, so that nothing is kept of another. Run as `python -m benchmarks.first_paint`.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

from benchmarks.starting import MAIN, stop

ROUNDS = 5
REFERENCE = Path("results/reference").resolve()
PAINTED_MS = """
() => new Promise((resolve) => new PerformanceObserver((list) => {
  for (const one of list.getEntries()) {
    if (one.name === "first-contentful-paint") resolve(one.startTime);
  }
}).observe({ type: "paint", buffered: true }))
"""
BYTES = """
() => performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation"))
  .reduce((sum, one) => sum + one.encodedBodySize, 0)
"""


@dataclass(frozen=True)
class FirstPaint:
    """Medians: seconds until the explorer answers, then by page what a browser takes and gets."""

    answers_s: float
    painted_ms: dict[str, float]
    bytes_sent: dict[str, float]


def first_paint(rounds: int = ROUNDS) -> FirstPaint:
    """Return the medians over some rounds, each with an explorer of its own."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    assert chromium, "make browser installs one"
    answers: list[float] = []
    painted: dict[str, list[float]] = {}
    sent: dict[str, list[float]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for _ in range(rounds):
            process, url, took_s = _explorer()
            answers.append(took_s)
            try:
                for path in ("/", "/runs/reference"):
                    paint_ms, weight = _opened(browser, url, path)
                    painted.setdefault(path, []).append(paint_ms)
                    sent.setdefault(path, []).append(weight)
            finally:
                stop(process)
        browser.close()
    return FirstPaint(
        statistics.median(answers),
        {path: statistics.median(each) for path, each in painted.items()},
        {path: statistics.median(each) for path, each in sent.items()},
    )


def _explorer() -> tuple["subprocess.Popen[bytes]", str, float]:
    """Start an explorer; return its address, and how long it took to print it."""
    words = [sys.executable, *MAIN, "explore", str(REFERENCE), "--no-browser"]
    with tempfile.TemporaryDirectory() as folder:
        began_s = perf_counter()
        process = subprocess.Popen(
            [*words, "--out", folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stdout, "it is a pipe"
        url = process.stdout.readline().decode().strip()
        return process, url, perf_counter() - began_s


def _opened(browser: Browser, url: str, path: str) -> tuple[float, float]:
    """Return milliseconds until the first paint of a page, and the bytes of all that it loads."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(url)  # lets in
    fresh = browser.new_context(storage_state=context.storage_state())
    page = fresh.new_page()
    asked = urlsplit(url)
    page.goto(f"{asked.scheme}://{asked.netloc}{path}", wait_until="load")
    found = float(page.evaluate(PAINTED_MS)), float(page.evaluate(BYTES))
    context.close()
    fresh.close()
    return found


def main() -> None:
    """Print the medians."""
    found = first_paint()
    sys.stdout.write(f"explorer answers after {found.answers_s:.2f} s\n")
    for path, painted_ms in found.painted_ms.items():
        weight_kb = found.bytes_sent[path] / 1_000
        sys.stdout.write(f"{path}: painted after {painted_ms:.0f} ms, {weight_kb:,.0f} kB sent\n")


if __name__ == "__main__":
    main()
