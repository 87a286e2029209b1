"""The exact results that only these tests need agree with each other."""

import numpy as np
import pytest

from sim.theory.formulas import erlang_c_wait
from tests.theory.formulas import Spell, minutes_waited, transient_waiting


def test_a_day_without_shifts_is_m_t_m_c_by_both_ways_of_solving_it() -> None:
    moments = np.linspace(0, 60, 1_001)
    waiting = transient_waiting(lambda now: 1.0 if now < 30 else 0.0, 1.8, 2, moments)

    minutes = minutes_waited([Spell(30, 1.0, (True, True)), Spell(30, 0.0, (True, True))], 1.8)

    assert minutes == pytest.approx(float(np.trapezoid(waiting, moments)), rel=1e-4)


def test_a_long_spell_is_m_m_c_in_steady_state() -> None:
    day = Spell(1_440, 0.5, (True, True))

    second_day = minutes_waited([day, day], 2.4) - minutes_waited([day], 2.4)

    assert second_day == pytest.approx(1_440 * 0.5 * erlang_c_wait(0.5, 2.4, 2))


def test_who_comes_while_nobody_is_on_duty_waits_for_the_first_counter() -> None:
    closed = Spell(10, 0.2, (False,))

    assert minutes_waited([closed], 1.0) == pytest.approx(0.2 * 10**2 / 2)


def test_who_is_at_a_counter_that_closes_is_served_and_nobody_after() -> None:
    # One is at the counter for sure when it closes, and each who came before waits on.
    many, closed = Spell(30, 1.0, (True,)), Spell(60, 0.0, (False,))

    waited = minutes_waited([many, closed], 2.0, 80) - minutes_waited([many], 2.0, 80)

    moments = np.array([0.0, 30.0])
    in_line = transient_waiting(lambda _: 1.0, 2.0, 1, moments)[-1]
    assert waited == pytest.approx(60 * in_line)
