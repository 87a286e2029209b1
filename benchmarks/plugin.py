"""The plugin of pytest: how long a test takes that has a world, makes a deposit and redeems it.

Each figure is of the test's own process, fixtures included. Run as `python -m benchmarks.plugin`.
"""

import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from wanghuiyi.line import Line
from wanghuiyi.report import EndedTest, judge
from wanghuiyi.server import running
from wanghuiyi.world import Beginning, Template, forked, seeded

TESTS = 200


@dataclass(frozen=True)
class Measured:
    """Times in milliseconds, each of all tests."""

    world_ms: list[float]
    """Of a world alone: made, its books checked, deleted."""
    test_ms: list[float]
    """Of a whole test: that, a deposit, a wallet, a redemption, a look at the balance."""


_ENDED = EndedTest(file=__file__, line=1, repeated_by="", expected=(), has_failed=False)


def tests() -> Measured:
    """Return what fixtures take, on a server as the plugin starts it."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "server") as server:
        line = Line(server.url)
        template = seeded(line, Beginning("1", "2026-11-24T02:30:00Z"))
        _test(line, template, is_empty=False)  # what is made once
        world_ms = [_test(line, template, is_empty=True) for _ in range(TESTS)]
        test_ms = [_test(line, template, is_empty=False) for _ in range(TESTS)]
        line.close()
        return Measured(world_ms, test_ms)


def _test(line: Line, template: Template, *, is_empty: bool) -> float:
    began_s = perf_counter()
    with forked(line, template) as world:
        if not is_empty:
            wallet = world.wallet()
            wallet.redeem(world.deposit(17_500))
            assert wallet.balance == 17_500, "it was redeemed"  # noqa: PLR2004 - as above
        judge(world, _ENDED)
    return 1_000 * (perf_counter() - began_s)


def main() -> None:
    """Print all figures."""
    for name, times_ms in vars(tests()).items():
        p99_ms = statistics.quantiles(times_ms, n=100)[98]
        sys.stdout.write(f"{name}: median {statistics.median(times_ms):.1f}, p99 {p99_ms:.1f}\n")


if __name__ == "__main__":
    main()
