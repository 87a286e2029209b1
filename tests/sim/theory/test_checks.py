from dataclasses import replace

from sim import kernel
from sim.theory.checks import checks, run_check


def test_a_check_finds_a_queue_that_is_not_the_one_theory_means() -> None:
    check = next(checks())

    right = run_check(check, kernel.simulate, 6)
    wrong = run_check(replace(check, exact=1.05 * check.exact), kernel.simulate, 6)

    assert right.agrees
    assert not wrong.agrees
    assert wrong.z < 0
