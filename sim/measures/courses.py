"""Courses: how many seats were taken, what they cost, and how many wishes were of the trained."""

import numpy as np

from sim.diary import TRAINED_COLUMNS, Diary
from sim.people.training import seats_taken
from sim.plan import Plan
from sim.units import DAY_MS, FEN_PER_YUAN, Bools


def count_courses(diary: Diary, plan: Plan, wished: Bools) -> dict[str, int]:
    """Return the seats taken after the warm-up, and who of these wishes was trained; or nothing."""
    run, training = plan.scenario.run, plan.scenario.training
    if not training.seats_a_week:
        return {}
    last_ms = np.array([run.warm_up_days * DAY_MS, plan.end_ms]) - 1
    taken = sum(int(np.diff(seats)[0]) for seats in seats_taken(training, last_ms))
    trained = {name: int(diary.trained[name][wished].sum()) for name in TRAINED_COLUMNS}
    cost_fen = round(taken * training.seat_yuan * FEN_PER_YUAN)
    return trained | {"seats": taken, "seats_fen": cost_fen}
