"""The files of the project, found without Git, so that a copy of it can be tested too."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (
    *("service", "sim", "wanghuiyi", "scenarios", "tests", "benchmarks", "docs", ".ci"),
    "results/reference",
)
TEXTS = frozenset({"", ".csv", ".json", ".md", ".py", ".toml", ".txt", ".typed"})


def python_files(*folders: str) -> Iterator[Path]:
    """Yield every module of these folders."""
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def text_files() -> Iterator[Path]:
    """Yield every file that a person may read, but not what tools left behind."""
    yield from sorted(path for path in ROOT.iterdir() if path.is_file() and readable(path))
    for folder in FOLDERS:
        yield from sorted(path for path in (ROOT / folder).rglob("*") if readable(path))


def readable(path: Path) -> bool:
    """Return whether this is a file of text; `.git` is one in a linked worktree."""
    is_left_behind = path.name == ".git" or path.name.startswith(".coverage")
    return path.suffix in TEXTS and path.is_file() and not is_left_behind


def shown(path: Path, line: int) -> str:
    """Name a line as an editor opens it."""
    return f"{path.relative_to(ROOT)}:{line}"
