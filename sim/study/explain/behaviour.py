"""How people behave at a counter, as the equation reads it: how long they take, when they leave.

The service has a mean and a coefficient of variation, met by two exponential phases: the first
always, the second with some probability. Source: Marie (1980), Calculating equilibrium
probabilities for lambda(n)/C_k/1/N queues; the law is exactly exponential at a variation of 1.
Who waits leaves at the hazard of patience: a line of k holds people who came k, k - 1, ..., 1
intervals between arrivals ago. Source: Whitt (2005), Engineering solution of a basic call-center
model, M/M/s/r + M(n). Summed over the line that is the arrival rate times the hazard that has
accumulated over the age of the line, and for exponential patience it is exact.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.scenario import AnyDistribution
from sim.units import Floats

Share = Callable[[Floats], Floats]
# Two phases vary no less than this; below it waits are scaled, as in heavy traffic.
CV_SQUARED_LEAST = 0.5
MIDPOINTS = (np.arange(20_000) + 0.5) / 20_000
# So short a patience would make the steps of the equation endless; nobody waits in any case.
NOBODY_LEFT = 1e-12


@dataclass(frozen=True)
class Behaviour:
    """Minutes of service and their variation; the shares still patient, and deterred by a line.

    `patient` maps minutes waited to the share not yet out of patience, and `deterred` the people
    waiting to the share that does not join; None is nobody. `turned_away` at closing, or served.
    """

    service_min: float
    service_cv: float = 1.0
    patient: Share | None = None
    deterred: Share | None = None
    turned_away: bool = False

    @property
    def phases(self) -> tuple[float, float, float]:
        """Return the rates of both phases, and the share that has a second one."""
        square = max(self.service_cv**2, CV_SQUARED_LEAST)
        return 2 / self.service_min, 1 / (self.service_min * square), 1 / (2 * square)

    @property
    def scale(self) -> float:
        """Return by what a wait is multiplied where service varies less than two phases may."""
        return (1 + self.service_cv**2) / (1 + max(self.service_cv**2, CV_SQUARED_LEAST))

    def balking(self, waiting: Floats) -> Floats:
        """Return the share that so many people waiting deter."""
        return np.zeros_like(waiting) if self.deterred is None else self.deterred(waiting)

    def patience_left(self, minutes: Floats) -> Floats:
        """Return the share still in line after so many minutes."""
        return np.ones_like(minutes) if self.patient is None else self.patient(minutes)

    def leaving(self, waiting: Floats, per_min: Floats) -> Floats:
        """Return how many leave a line of so many in a minute, of people who came at such rates.

        With exponential patience of 10 minutes one of ten leaves each minute, whatever the rate:

        >>> rate = Behaviour(3, patient=lambda x: np.exp(-x / 10)).leaving(np.array([5.0]), 0.2)
        >>> rate.round(6).tolist()
        [0.5]
        """
        if self.patient is None:
            return np.zeros(np.broadcast(waiting, per_min).shape)
        rate = np.maximum(per_min, NOBODY_LEFT)
        left = np.maximum(self.patient(waiting / rate), NOBODY_LEFT)
        return np.asarray(-rate * np.log(left))


def moments_of(laws: list[tuple[float, AnyDistribution]]) -> tuple[float, float]:
    """Return mean and coefficient of variation of a mixture of laws, by their weights.

    >>> from sim.scenario.distributions import Deterministic
    >>> moments_of([(1, Deterministic(value=2)), (1, Deterministic(value=4))])
    (3.0, 0.3333333333333333)
    """
    total = sum(weight for weight, _ in laws)
    values = [(weight / total, law.quantile(MIDPOINTS)) for weight, law in laws if weight]
    mean = sum(share * float(one.mean()) for share, one in values)
    square = sum(share * float((one**2).mean()) for share, one in values)
    return mean, float(np.sqrt(max(square - mean**2, 0.0))) / mean if mean else 0.0
