"""How precise metrics became is said in words: what was reached, what is doubted, what is left."""

import numpy as np
import pytest
from rich.console import Console

from sim.precision_tables import precision_so_far, precision_table, replications_said
from sim.study.precision import Stopped, Wanted, of_difference, of_mean

MINUTE = Wanted("wait_mean_min", absolute=1.0)


def printed(stopped: Stopped) -> list[str]:
    console = Console(width=160)
    with console.capture() as shown:
        console.print(precision_table(stopped))
    return [" ".join(line.split()) for line in shown.get().splitlines()]


def test_each_metric_has_its_mean_its_interval_and_what_was_wanted() -> None:
    of_share = of_mean(Wanted("line_mean", relative=0.5), np.array([1.0, 2.0, 3.0] * 4))
    one = of_difference(MINUTE, np.array([5.0] * 3), np.array([4.0, 4.1, 3.9]), "two")

    title, _, *rows = printed(Stopped((of_share, one), 20, 15, 20))

    # t of 11 degrees 2.201, deviation 0.853, root of 12; then t of 2 degrees 4.303, 0.1, root of 3.
    assert title == "As precise as wanted"
    assert rows == [
        "line_mean 2.00 ±0.542 (27.1%) ±1.00 (50.0%) people reached",
        "wait_mean_min (two) -1.00 ±0.248 ±1.00 min reached",
    ]


@pytest.mark.parametrize(
    ("values", "so"),
    [
        ([9.0, 1.0] * 6, "too wide"),
        ([1.0], "too wide"),
        ([0.0] * 11 + [0.1], "only 1 of 12 replications are not 0"),
        ([1.0] * 11 + [1.1], "skewed: such intervals held in 80% of trials"),
        ([0.0] * 12, "0 in all, so in at most 22% of further ones not"),
    ],
)
def test_what_is_too_wide_or_doubted_is_said_with_why(values: list[float], so: str) -> None:
    *_, row = printed(Stopped((of_mean(MINUTE, np.array(values)),), 15, 0, 12))

    assert row.endswith(f"min {so}")


def test_a_difference_in_which_pairing_leaves_a_few_people_is_said_to_hold_less_often() -> None:
    base = np.arange(12.0) * 100
    other = base + np.array([0.1, 0.2, 0.3] * 4)
    one = of_difference(MINUTE, base, other, "two")

    *_, row = printed(Stopped((one,), 15, 10, 15))

    # Deviations of 361 twice, and of 0.085: their squares have a ratio of 36 million.
    assert one.is_reached
    assert row.endswith("reached, but few people differ: such intervals held in 40% of trials")


def test_how_many_it_took_is_said_with_how_many_were_planned() -> None:
    one = of_mean(MINUTE, np.array([1.0, 1.1, 1.2]))

    assert replications_said(Stopped((one,), 20, 15, 20)) == (
        "Planned 20 replications, used 20: enough from 15 on, and in 5 more."
    )


def test_what_was_not_reached_is_said_with_how_many_would_do() -> None:
    wide = of_mean(MINUTE, np.array([9.0, 1.0] * 10))

    said = replications_said(Stopped((wide,), 60, 0, 20))

    # The deviation is 4.10, so some (1.99 times 4.10) squared, and the look-ahead.
    assert said == (
        "Planned 60 replications, used 20, the most that were allowed; some 73 would do."
    )


def test_so_far_the_metric_is_named_that_is_farthest_from_what_is_wanted() -> None:
    wide = of_mean(Wanted("line_mean", absolute=0.1), np.array([1.0, 2.0, 3.0]))
    narrow = of_mean(MINUTE, np.array([1.0, 1.1, 1.2]))

    assert precision_so_far([narrow, wide]) == "line_mean ±2.48 of ±0.100 wanted"
    assert precision_so_far([of_mean(MINUTE, np.array([1.0]))]) == ""
