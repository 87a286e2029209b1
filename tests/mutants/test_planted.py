"""Each planted fault fits the code, says which rule it breaks, and names tests that exist."""

import re

import pytest

from tests.house.files import ROOT
from tests.mutants.catalogue import Mutant, mutants, plant

PLANTED = mutants()
MUTANTS_AT_LEAST = 60
# What knows only that something changed, and not what would be right.
BLIND = re.compile(r"tests/end_to_end|test_equality")


def test_there_are_many_mutants_and_each_breaks_another_place() -> None:
    changes = {
        re.sub(r"(?m)^(?:Rule|Killed-by): .*\n", "", one.path.read_text(encoding="utf-8"))
        for one in PLANTED
    }

    assert len(PLANTED) >= MUTANTS_AT_LEAST
    assert len(changes) == len(PLANTED)


@pytest.mark.parametrize("mutant", PLANTED, ids=lambda mutant: mutant.name)
def test_a_mutant_fits_the_code(mutant: Mutant) -> None:
    assert plant(mutant, only_check=True) == ""


@pytest.mark.parametrize("mutant", PLANTED, ids=lambda mutant: mutant.name)
def test_a_mutant_names_its_rule_and_tests_that_know_the_right_value(mutant: Mutant) -> None:
    assert re.fullmatch(r"[A-Z].{15,}\.", mutant.rule)
    assert mutant.tests
    for test in mutant.tests:
        assert (ROOT / test).is_file()
        assert not BLIND.search(test)
    assert mutant.changed
    for name in mutant.changed:
        assert name.startswith("sim/")
