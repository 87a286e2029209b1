"""How often people try in vain, estimated before a run: so that nobody waits for it unwarned.

Who is not notified when the number will work tries until it does, and who forgot the password and
is not served at the counter goes again; only time ends either, and `sim.model.pause` between.
Who mistypes in a text sends another.
"""

import math

import numpy as np

from sim.model.pause import LEAST_MS, SHARE_OF_ELAPSED
from sim.people.training import mistypes_most
from sim.scenario import AnyDistribution, RandomOutages, Redeem, Scenario
from sim.units import DAY_MS, DAYS_PER_MONTH, HOUR_MS, Floats

HOURS_A_MONTH = 24 * DAYS_PER_MONTH
SAMPLE = (np.arange(1_000) + 0.5) / 1_000
# Beyond e^50 hours a link that fails so often is never up in any run.
BUSY_MOST = 50.0


def rounds(elapsed_ms: float, pauses_ms: Floats) -> Floats:
    """Return how many rounds of `after_pause` fit into a time, for each pause.

    First each pause is the same, then it grows with the time elapsed, and then it is a day.

    >>> rounds(600_000, np.array([0, 60_000, 300_000])).tolist()
    [10.0, 10.0, 2.0]
    """
    pauses = np.maximum(pauses_ms, LEAST_MS)
    grows = SHARE_OF_ELAPSED * pauses
    longest = np.maximum(grows, SHARE_OF_ELAPSED * float(DAY_MS))
    same = np.minimum(elapsed_ms, grows) / pauses
    growing = SHARE_OF_ELAPSED * np.log(np.clip(elapsed_ms, grows, longest) / grows)
    daily = np.maximum(elapsed_ms - longest, 0) / np.maximum(pauses, DAY_MS)
    return np.asarray(same + growing + daily)


def tries_a_wish(scenario: Scenario) -> float:
    """Return about how many tries in vain a wish may have, if all fails that can."""
    if scenario.payment.method not in {"draft", "agent"}:
        return 0.0
    sms, redeem = scenario.sms, scenario.redeem
    notified = sms.reach_share * (1 - sms.loss_share) if sms.enabled else 0.0
    unaware = (1 - scenario.clearing.told_share) * (1 - notified)
    valid_ms = min(scenario.payment.valid_days, scenario.run.days) * float(DAY_MS)
    unknown_ms = min(valid_ms, _hours_unknown(scenario) * HOUR_MS)
    again = _mean_rounds(valid_ms, scenario.line.return_days, DAY_MS)
    return (
        unaware * _mean_rounds(unknown_ms, redeem.retry_h, HOUR_MS)
        + redeem.forget_share * again
        + redeem.by_text_share * sms.enabled * sms.reach_share * _slips(redeem)
    )


def _slips(redeem: Redeem) -> float:
    """Return how many slips come in a row on the mean: by text each of them is a try by itself."""
    share, most = redeem.mistype_share, mistypes_most(redeem)
    return float(most) if share == 1 else share * (1 - share**most) / (1 - share)


def _mean_rounds(elapsed_ms: float, distribution: AnyDistribution, unit_ms: int) -> float:
    return float(rounds(elapsed_ms, distribution.quantile(SAMPLE) * unit_ms).mean())


def _hours_unknown(scenario: Scenario) -> float:
    """Return for how long a number may be unknown: until the link is up, and the next batch."""
    known = sum(outage.hours for outage in scenario.outage if outage.kind == "link")
    batch = 0 if scenario.clearing.mode == "immediate" else 24
    return known + batch + _hours_down(scenario.link.random)


def _hours_down(random: RandomOutages) -> float:
    """Return how long a link is down on the mean, once it is: a busy period of M/G/infinity."""
    a_month = random.outlet_link_failures_per_month + random.county_link_failures_per_month
    an_hour = a_month / HOURS_A_MONTH
    if not an_hour:  # never, or so seldom that no number can say it
        return 0.0
    return math.expm1(min(an_hour * random.repair_h.mean(), BUSY_MOST)) / an_hour
