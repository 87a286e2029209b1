"""Seats in courses, week by week: how many are taken in a span, and what they cost."""

from sim.plan import Plan
from sim.units import DAY_MS
from tests.sim.measures.by_hand import NAN, Span


def of_courses(plan: Plan, span: Span) -> dict[str, float]:
    """Return the seats taken in a span, course by course, and what they cost; NaN without any."""
    training, taken, at_ms = plan.scenario.training, 0, 0
    buyers, sellers = training.buyers, training.sellers
    for week in range(1, 1 + span.to_ms // (7 * DAY_MS) + 1):
        here = (week >= training.first_week) and at_ms < span.to_ms
        for_sellers = min(sellers, training.seller_seats_a_week) if here else 0
        for_buyers = min(buyers, training.seats_a_week - training.seller_seats_a_week) * here
        buyers, sellers = buyers - for_buyers, sellers - for_sellers
        taken += (for_buyers + for_sellers) * span.holds(at_ms)
        at_ms += 7 * DAY_MS
    if not training.seats_a_week:
        return {"training_seats": NAN, "training_cost_yuan": NAN}
    return {"training_seats": taken, "training_cost_yuan": taken * training.seat_yuan}
