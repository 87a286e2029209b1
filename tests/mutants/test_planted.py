"""Each planted fault fits the code, says which rule it breaks, and names tests that exist."""

import re

import pytest

from tests.conventions.files import ROOT
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


def test_every_mutant_fits_the_code() -> None:
    refused = {one.name: plant(one, only_check=True) for one in PLANTED}

    assert {name: why for name, why in refused.items() if why} == {}


@pytest.mark.parametrize("mutant", PLANTED, ids=lambda mutant: mutant.name)
def test_a_mutant_names_its_rule_and_tests_that_know_the_right_value(mutant: Mutant) -> None:
    assert re.fullmatch(r".{15,}\.", mutant.rule)
    assert [test for test in mutant.tests if not (ROOT / test).is_file()] == []
    assert [test for test in mutant.tests if BLIND.search(test)] == []
    assert mutant.tests
    assert mutant.changed
    assert [name for name in mutant.changed if not name.startswith("sim/")] == []
