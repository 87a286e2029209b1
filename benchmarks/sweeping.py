"""What a sweep costs beside its replications run alone: both commands, in processor seconds."""

import resource
import subprocess
import sys
import tempfile

POINTS, REPLICATIONS = 100, 2
ALIKE = ("--no-plots", "--workers=1", "--engine=compiled", "--no-resume")


def sweep_s() -> float:
    """Return what 100 points of `county` cost, 2 replications each, points kept as they finish."""
    lever = f"--vary=line.patience_min.median=10..{9 + POINTS}:1"
    return _processor_s("sweep", "county", lever, f"--replications={REPLICATIONS}", "--resume")


def alone_s() -> float:
    """Return what as many replications of `county` cost in one run that keeps figures alone."""
    count = POINTS * REPLICATIONS
    return _processor_s("run", "county", f"--replications={count}", "--keep=summary")


def _processor_s(*words: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", "from sim.cli import main; main()"]
        out = f"--out={folder}"
        subprocess.run([*command, *_with_options(words), out], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _with_options(words: tuple[str, ...]) -> list[str]:
    """Return a command with the options that both have, its own ones last."""
    return [*words[:2], *ALIKE, *words[2:]]
