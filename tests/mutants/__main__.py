"""Plant each fault, and say which test noticed it; exit with 1 if none did, or one does not fit.

The tests pass without a fault first, or a kill would mean nothing.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from difflib import get_close_matches
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutants.catalogue import Mutant, mutants
from tests.mutants.planting import Verdict, copy_code, judge, run_tests

TIMEOUT_S = 300.0
FINE, FOUND, INTERRUPTED = 0, 1, 130


def main() -> int:
    """Plant those that were named, or all, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="mutants to plant; all by default")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="at a time")
    parser.add_argument("--timeout", type=float, default=TIMEOUT_S, help="seconds for each")
    chosen = parser.parse_args()
    if chosen.workers < 1:
        parser.error(f"--workers is {chosen.workers}, and must be at least 1")
    if chosen.timeout <= 0:
        parser.error(f"--timeout is {chosen.timeout:g}, and must be more than 0")
    planted = {mutant.name: mutant for mutant in mutants()}
    unknown = [_unknown(name, list(planted)) for name in chosen.names if name not in planted]
    if unknown:
        parser.error("\n".join(unknown))
    try:
        wanted = [planted[name] for name in chosen.names or planted]
        return plant_all(wanted, chosen.workers, chosen.timeout)
    except KeyboardInterrupt:
        return INTERRUPTED


def _unknown(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]}?" if close else "see tests/mutants/planted"
    return f"{name} is not a mutant: {hint}"


def plant_all(wanted: Sequence[Mutant], workers: int, timeout_s: float) -> int:
    """Plant mutants side by side, report the fate of each, and return the exit code."""
    tests = sorted({test for mutant in wanted for test in mutant.tests})
    with TemporaryDirectory(prefix="mutants-") as folder:
        code = Path(folder) / "unpatched"
        copy_code(code)
        remark(f"{len(tests)} test files without a fault first")
        whole = run_tests(code, tests)
        if whole.returncode:
            remark(whole.stdout[-3_000:] + whole.stderr[-1_000:])
            remark("the tests fail without a fault: mend them first, for no kill means anything")
            return FOUND
        verdicts = []
        with ThreadPoolExecutor(workers) as pool:
            try:
                turns = [pool.submit(judge, mutant, code, timeout_s) for mutant in wanted]
                for turn in as_completed(turns):
                    verdicts.append(turn.result())
                    report(verdicts[-1])
            except KeyboardInterrupt:
                pool.shutdown(cancel_futures=True)
                raise
    return summed_up(verdicts)


def report(verdict: Verdict) -> None:
    """Say what became of one mutant."""
    said = f"{verdict.fate} {verdict.mutant.name}: {verdict.reason} ({verdict.seconds:.1f} s)"
    sys.stdout.write(f"{said}\n")
    sys.stdout.flush()


def summed_up(verdicts: Sequence[Verdict]) -> int:
    """Say how many were noticed, repeat who was not, and return the exit code."""
    lost = [verdict for verdict in verdicts if not verdict.is_fine]
    hung = sum(verdict.fate == "hung" for verdict in verdicts)
    sys.stdout.write(
        f"{len(verdicts)} planted, {len(verdicts) - len(lost)} killed ({hung} of them hung), "
        f"{len(lost)} not\n"
    )
    for verdict in sorted(lost, key=lambda verdict: verdict.mutant.name):
        sys.stdout.write(f"{verdict.fate}: {verdict.mutant.name}: {verdict.mutant.rule}\n")
    return FOUND if lost else FINE


def remark(text: str) -> None:
    """Say something to whoever watches."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
