"""The rules of the house that no linter knows: what fits the eye, and why each exception stands."""

import ast
import os
import re
import subprocess
from pathlib import Path

from tests.house.files import ROOT, python_files, shown

FILE_LINES_MAX = 300
FUNCTION_LINES_MAX = 40
ROOMS = ("service", "sim", "tests", "benchmarks")
# An exception: its rules by name, and then a reason of at least two words.
EXCEPTION = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma)\b")
GENERATED = ROOT / "service" / "migrations" / "versions"
REASONED = re.compile(
    r"#\s*(?:noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*|type: ignore\[[a-z, -]+\]|pragma: no \w+)"
    r"\W+\w+\W+\w"
)
IGNORED_RULE = re.compile(r'^\s*(?:"[^"]+" = \[)?"[A-Z]{1,4}\d*"[\],]')


def written_files() -> list[Path]:
    """Return the modules that people write; Alembic writes migrations, a step at a time."""
    return [path for path in python_files("service", "sim") if path.parent != GENERATED]


def test_no_file_is_longer_than_the_eye_can_hold() -> None:
    lines = {
        shown(path, 1): len(path.read_text(encoding="utf-8").splitlines())
        for path in written_files()
    }

    assert {place: count for place, count in lines.items() if count > FILE_LINES_MAX} == {}


def test_no_function_is_longer_than_the_eye_can_hold() -> None:
    lines = {
        shown(path, node.lineno): (node.end_lineno or node.lineno) - node.lineno + 1
        for path in written_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert {place: count for place, count in lines.items() if count > FUNCTION_LINES_MAX} == {}


def test_every_exception_in_the_code_names_its_rule_and_its_reason() -> None:
    bare = [
        f"{shown(path, number)}: {line.strip()}"
        for path in python_files(*ROOMS)
        if path.parent.name != "house"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if EXCEPTION.search(line) and not REASONED.search(line)
    ]

    assert "\n".join(bare) == ""


def test_every_rule_that_is_switched_off_for_all_has_its_reason_beside_it() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    switched_off = [line for line in lines if IGNORED_RULE.search(line)]

    assert switched_off != []
    assert "\n".join(line for line in switched_off if "# " not in line) == ""


def test_make_alone_tells_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE)

    told = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert re.findall(r"make (\w+)", told.stdout) == targets


def test_the_continuous_integration_can_be_executed_and_runs_the_tests_as_the_readme_does() -> None:
    script = ROOT / ".ci" / "run"

    assert os.access(script, os.X_OK)
    assert "make test" in script.read_text(encoding="utf-8").splitlines()
