"""The faults that are planted: read from their files, and applied to a copy of the code."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.conventions.files import ROOT

PLANTED = Path(__file__).parent / "planted"
RULE = re.compile(r"^Rule: (.+)$", re.MULTILINE)
KILLED_BY = re.compile(r"^Killed-by: (.+)$", re.MULTILINE)
CHANGED = re.compile(r"^\+\+\+ b/(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Mutant:
    """One fault: the rule that it breaks, and the test files of which one must fail.

    `tests` and `changed` are paths from the root of the code.
    """

    name: str
    path: Path
    rule: str
    tests: tuple[str, ...]
    changed: tuple[str, ...]


def mutants() -> list[Mutant]:
    """Return all of them in the order of their names."""
    return [_read(path) for path in sorted(PLANTED.glob("*.patch"))]


def _read(path: Path) -> Mutant:
    text = path.read_text(encoding="utf-8")
    rules = RULE.findall(text)
    return Mutant(
        name=path.stem,
        path=path,
        rule=rules[0] if rules else "",
        tests=tuple(KILLED_BY.findall(text)),
        changed=tuple(CHANGED.findall(text)),
    )


def plant(mutant: Mutant, tree: Path = ROOT, *, only_check: bool = False) -> str:
    """Apply a fault to a tree; return why it does not apply, or nothing."""
    options = ["--check"] if only_check else []
    done = subprocess.run(
        ["git", "apply", *options, str(mutant.path)],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr.strip()
