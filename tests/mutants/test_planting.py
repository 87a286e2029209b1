"""What the runner says of a fault: killed, survived, hung, or that it does not fit."""

from pathlib import Path

import pytest

from tests.mutants.__main__ import summed_up
from tests.mutants.catalogue import Mutant
from tests.mutants.planting import Fate, Verdict, judge

RULE = "LIMIT = 5\nUNUSED = 1\n"
TEST = "from rule import LIMIT\n\n\ndef test_the_limit() -> None:\n    assert LIMIT == 5\n"


def mutant_of(folder: Path, old: str, new: str) -> Mutant:
    """Return a mutant that changes the one line into the other."""
    path = folder / f"{new.split(maxsplit=1)[0].lower()}.patch"
    lines = ["--- a/rule.py", "+++ b/rule.py", "@@ -1,2 +1,2 @@"]
    for line in RULE.splitlines():
        lines += [f"-{old}", f"+{new}"] if line == old else [f" {line}"]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return Mutant(path.stem, path, "A rule.", ("test_rule.py",), ("rule.py",))


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """Return a small tree with one rule and its test."""
    tree = tmp_path / "code"
    tree.mkdir()
    (tree / "rule.py").write_text(RULE, encoding="utf-8")
    (tree / "test_rule.py").write_text(TEST, encoding="utf-8")
    return tree


@pytest.mark.parametrize(
    ("old", "new", "timeout_s", "fate"),
    [
        ("LIMIT = 5", "LIMIT = 6", 60.0, "killed"),
        ("UNUSED = 1", "UNUSED = 2", 60.0, "survived"),
        ("LIMIT = 5", "MOST = 5", 60.0, "does not run"),
        ("LIMIT = 5", "LIMIT = 7", 0.001, "hung"),
    ],
)
def test_a_mutant_is_reported_by_what_its_tests_say(
    code: Path, old: str, new: str, timeout_s: float, fate: Fate
) -> None:
    mutant = mutant_of(code.parent, old, new)

    verdict = judge(mutant, code, timeout_s)

    assert verdict.fate == fate
    assert (code / "rule.py").read_text(encoding="utf-8") == RULE
    if fate == "killed":
        assert verdict.reason == "test_rule.py::test_the_limit"


def test_a_mutant_that_does_not_fit_is_reported_and_not_tried(code: Path) -> None:
    mutant = mutant_of(code.parent, "LIMIT = 5", "LIMIT = 6")
    (code / "rule.py").write_text("LIMIT = 4\n", encoding="utf-8")

    verdict = judge(mutant, code, 60.0)

    assert verdict.fate == "does not apply"
    assert "patch does not apply" in verdict.reason


def test_one_that_nobody_noticed_is_named_with_its_rule_and_makes_the_code_1(
    code: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mutant = mutant_of(code.parent, "LIMIT = 5", "LIMIT = 6")
    killed, hung, survived = (
        Verdict(mutant, fate, "it", 1.0) for fate in ("killed", "hung", "survived")
    )

    assert summed_up([killed, hung]) == 0
    assert summed_up([killed, hung, survived]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "2 planted, 2 killed (1 of them hung), 0 not",
        "3 planted, 2 killed (1 of them hung), 1 not",
        "survived: limit: A rule.",
    ]
