"""How long files and functions are, and how many modules lie loose, in any copy of the project."""

import ast
from collections.abc import Iterator
from pathlib import Path

FILE_LINES_MAX = 300
FUNCTION_LINES_MAX = 40
LOOSE_MODULES_MAX = 8
WITH_FOLDERS = ("service", "sim")
PACKAGES = (*WITH_FOLDERS, "wanghuiyi")
# A migration is written once, a step at a time, and never changed: its length is what it does.
MIGRATIONS = Path("service", "migrations", "versions")


def long_files(root: Path) -> dict[str, int]:
    """Return the lines of each file that has too many; tests are read too."""
    lines = {path: len(_text(path).splitlines()) for path in _modules(root, *PACKAGES, "tests")}
    return {_name(root, path): count for path, count in lines.items() if count > FILE_LINES_MAX}


def long_functions(root: Path) -> dict[str, int]:
    """Return the lines of each function that has too many."""
    lines = {
        f"{_name(root, path)}:{node.lineno}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in _modules(root, *PACKAGES)
        for node in ast.walk(ast.parse(_text(path)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    return {name: count for name, count in lines.items() if count > FUNCTION_LINES_MAX}


def crowded_packages(root: Path) -> dict[str, list[str]]:
    """Return the loose modules of each package at whose top too many lie."""
    loose = {
        package: sorted(path.name for path in (root / package).glob("*.py"))
        for package in WITH_FOLDERS
    }
    beside = {package: [n for n in names if n != "__init__.py"] for package, names in loose.items()}
    return {package: names for package, names in beside.items() if len(names) > LOOSE_MODULES_MAX}


def _modules(root: Path, *folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            if path.parent != root / MIGRATIONS:
                yield path


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _name(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()
