"""The rules of the project that no linter knows: why each exception stands, what commands say."""

import os
import re
import subprocess

from tests.conventions.files import ROOT, python_files, shown

FOLDERS = ("service", "sim", "wanghuiyi", "tests", "benchmarks")
# An exception: its rules by name, and then a reason of at least two words.
EXCEPTION = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma)\b")
REASONED = re.compile(
    r"#\s*(?:noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*|type: ignore\[[a-z, -]+\]|pragma: no \w+)"
    r"\W+\w+\W+\w"
)
IGNORED_RULE = re.compile(r'^\s*(?:"[^"]+" = \[)?"[A-Z]{1,4}\d*"[\],]')


def test_every_exception_in_the_code_names_its_rule_and_its_reason() -> None:
    bare = [
        f"{shown(path, number)}: {line.strip()}"
        for path in python_files(*FOLDERS)
        if path.parent.name != "conventions"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if EXCEPTION.search(line) and not REASONED.search(line)
    ]

    assert "\n".join(bare) == ""


def test_every_rule_that_is_switched_off_for_all_has_its_reason_beside_it() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    switched_off = [line for line in lines if IGNORED_RULE.search(line)]

    assert switched_off != []
    assert "\n".join(line for line in switched_off if "# " not in line) == ""


def test_make_alone_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE)

    shown_targets = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert re.findall(r"make (\w+)", shown_targets.stdout) == targets


def test_the_continuous_integration_can_be_executed_and_runs_the_tests_as_the_readme_does() -> None:
    script = ROOT / ".ci" / "run"

    assert os.access(script, os.X_OK)
    assert "make test" in script.read_text(encoding="utf-8").splitlines()
