"""One class name, one meaning: who meets a name a second time need not ask which is meant."""

import ast
from collections import defaultdict
from pathlib import Path

from tests.conventions.files import ROOT, python_files

PACKAGES = ("service", "sim")
# What the compiled engine has a twin of, by the same name: the model and what it is made of.
OF_THE_MODEL = ("model", "people", "plan.py")
NOUNS = ("outlets.py", "produce.py", "shops.py", "state.py", "steps.py")
TWINS = {ROOT / "sim" / "kernel" / name for name in NOUNS}


def classes() -> dict[str, list[Path]]:
    """Return where each public class is defined, by its name."""
    found: defaultdict[str, list[Path]] = defaultdict(list)
    for path in python_files(*PACKAGES):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(path)
    return dict(found)


def are_twins(paths: list[Path]) -> bool:
    """Tell whether these are a noun of the model and its record in the compiled engine."""
    others = [path.relative_to(ROOT).parts[:2] for path in paths if path not in TWINS]
    return len(paths) == 2 and others in [[("sim", name)] for name in OF_THE_MODEL]


def test_no_two_classes_have_one_name_but_the_twins_of_the_engines() -> None:
    twice = {
        name: [str(path.relative_to(ROOT)) for path in paths]
        for name, paths in classes().items()
        if len(paths) > 1 and not are_twins(paths)
    }

    assert twice == {}
