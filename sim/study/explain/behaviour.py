"""How people behave at a counter, as the equation reads it: how long they take, when they leave.

The service has a mean and a coefficient of variation, met by two exponential phases: the first
always, the second with some probability. Source: Marie (1980), Calculating equilibrium
probabilities for lambda(n)/C_k/1/N queues; the law is exactly exponential at a variation of 1.
Who waits leaves at the hazard of patience: a line of k holds people who came k, k - 1, ..., 1
intervals between arrivals ago. Source: Whitt (2005), Engineering solution of a basic call-center
model, M/M/s/r + M(n). Summed over the line that is the arrival rate times the hazard that has
accumulated over the age of the line, and for exponential patience it is exact. The first in line
is as old as it takes for so many to come, those who left since included: Whitt (2006), Fluid models
for multiserver queues with abandonments.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from sim.scenario import AnyDistribution
from sim.study.explain.failing import Failing
from sim.units import Floats

Share = Callable[[Floats], Floats]
# Two phases vary no less than this; below it waits are scaled, as in heavy traffic.
CV_SQUARED_LEAST = 0.5
MIDPOINTS = (np.arange(20_000) + 0.5) / 20_000
AGES_MIN = np.append(np.arange(0.0, 600.0, 0.5), np.geomspace(600, 1e6, 400))
LENGTHS = np.arange(500, dtype=np.float64)
NOBODY_COMES = 1e-12
# Lines that more than so many times who comes would leave hardly ever are, and cost steps.
LEAVING_MOST = 20.0
AGE_LEAST_MIN = 1e-3


@dataclass(frozen=True, eq=False)
class Flows:
    """People a minute: those who came while the line grew, and whom all counters can serve.

    `again` is the share of the former who have left before. The first in a line of k has waited for
    as long as k services take if the line comes and goes, for a wait in M/M/c is exponential, given
    that one waits; and until k have joined if it only grows.
    """

    coming: Floats
    served: Floats
    again: Floats

    def along(self, *axes: int) -> "Flows":
        """Return the same with further axes, so that they spread over lengths of line."""
        each = (np.expand_dims(one, axes) for one in (self.coming, self.served, self.again))
        return Flows(*each)


@dataclass(frozen=True, eq=False)
class Leaving:
    """When people leave: the shares still patient, and deterred by a line; None is nobody.

    `patient` maps minutes waited to the share not yet out of patience, and `deterred` the people
    waiting to the share that does not join.
    """

    patient: Share | None = None
    deterred: Share | None = None

    def balking(self, waiting: Floats) -> Floats:
        """Return the share that so many people waiting deter."""
        if self.deterred is None:
            return np.zeros_like(waiting)
        return np.interp(waiting, LENGTHS, self.deterred_by_length)

    @cached_property
    def deterred_by_length(self) -> Floats:
        """Return the share that each number of people waiting deters."""
        assert self.deterred is not None, "nobody is deterred"
        return self.deterred(LENGTHS)

    def patience_left(self, minutes: Floats) -> Floats:
        """Return the share still in line after so many minutes."""
        if self.patient is None:
            return np.ones_like(minutes)
        return np.interp(minutes, AGES_MIN, self.by_age[0])

    def until_out(self, minutes: Floats) -> Floats:
        """Return how long people wait who would be called after so many minutes, or leave."""
        return minutes if self.patient is None else np.interp(minutes, AGES_MIN, self.by_age[1])

    @cached_property
    def by_age(self) -> tuple[Floats, Floats]:
        """Return the share left at each age, and the minutes that all spend in line up to it."""
        assert self.patient is not None, "who never leaves has no age at which to leave"
        left = self.patient(AGES_MIN)
        minutes = np.cumsum((left[1:] + left[:-1]) / 2 * np.diff(AGES_MIN))
        return left, np.append(0.0, minutes)

    @cached_property
    def by_length(self) -> Floats:
        """Return the share that joined of those who came while a line grew to 1, 2, 3 ..."""
        joined: Floats = np.cumsum(1 - self.balking(LENGTHS)) / (LENGTHS + 1)
        return joined

    def joined(self, waiting: Floats) -> Floats:
        """Return which share of those who came joined, on the mean while a line grew so long."""
        if self.deterred is None:
            return np.ones_like(waiting)
        return np.interp(waiting - 1, LENGTHS, self.by_length)

    def leaving(self, waiting: Floats, flows: Flows) -> Floats:
        """Return how many leave a line of so many in a minute.

        With exponential patience of 10 minutes one of ten leaves each minute, whatever the rate:

        >>> ten = Leaving(patient=lambda minutes: np.exp(-minutes / 10))
        >>> flows = Flows(np.array([0.2]), np.array([0.3]), np.array([0.0]))
        >>> ten.leaving(np.array([5.0]), flows).round(3).tolist()
        [0.5]
        """
        if self.patient is None:
            return np.zeros(np.broadcast(waiting, flows.coming).shape)
        left, minutes = self.by_age
        rate = np.maximum(flows.coming * self.joined(waiting), flows.served)
        rate = np.maximum(rate, NOBODY_COMES)
        # A line that is older than any patience loses people at the mean rate of it.
        aged = (1 - np.interp(waiting / rate, minutes, left)) * rate
        old = waiting / max(float(minutes[-1]), AGE_LEAST_MIN)
        leaving = np.where(waiting / rate < minutes[-1], aged, old)
        return np.asarray(np.minimum(leaving, LEAVING_MOST * rate))


@dataclass(frozen=True, eq=False)
class Behaviour:
    """Minutes of service and their variation; when people leave, the first time and later ones.

    Who has left before and comes back is not like all: short of patience, or shy of lines. Of who
    is still in line at closing all are `turned_away`, or served. `groups` are the shares of groups
    of 1, 2, 3 ... people among those that come for the first time.
    """

    service_min: float
    service_cv: float = 1.0
    first_time: Leaving = Leaving()
    again: Leaving = Leaving()
    turned_away: bool = False
    groups: tuple[float, ...] = (1.0,)
    failing: Failing | None = None

    @property
    def people_a_group(self) -> float:
        """Return how many people a group has on the mean."""
        return float(np.dot(self.groups, np.arange(len(self.groups)) + 1.0))

    @property
    def phases(self) -> tuple[float, float, float]:
        """Return the rates of both phases, and the share that has a second one."""
        square = max(self.service_cv**2, CV_SQUARED_LEAST)
        return 2 / self.service_min, 1 / (self.service_min * square), 1 / (2 * square)

    @property
    def scale(self) -> float:
        """Return by what a wait is multiplied where service varies less than two phases may."""
        return (1 + self.service_cv**2) / (1 + max(self.service_cv**2, CV_SQUARED_LEAST))

    def balking(self, waiting: Floats, again: Floats) -> Floats:
        """Return the share that so many waiting deter, of people of whom some come again."""
        return _mixed(self.first_time.balking(waiting), self.again.balking, waiting, again)

    def patience_left(self, minutes: Floats, again: Floats) -> Floats:
        """Return the share still in line after so many minutes."""
        left = self.first_time.patience_left(minutes)
        return _mixed(left, self.again.patience_left, minutes, again)

    def until_out(self, minutes: Floats, again: Floats) -> Floats:
        """Return how long people wait who would be called after so many minutes, or leave."""
        return _mixed(self.first_time.until_out(minutes), self.again.until_out, minutes, again)

    def leaving(self, waiting: Floats, flows: Flows) -> Floats:
        """Return how many leave a line of so many in a minute."""
        first = self.first_time.leaving(waiting, flows)
        return _mixed(first, lambda line: self.again.leaving(line, flows), waiting, flows.again)


def _mixed(first: Floats, of_again: Share, values: Floats, again: Floats) -> Floats:
    """Return the mean over those who come for the first time and those who come again."""
    return first + again * (of_again(values) - first) if again.any() else first


def moments_of(laws: list[tuple[float, AnyDistribution]]) -> tuple[float, float]:
    """Return mean and coefficient of variation of a mixture of laws, by their weights.

    >>> from sim.scenario.distributions import Deterministic
    >>> moments_of([(1, Deterministic(value=2)), (1, Deterministic(value=4))])
    (3.0, 0.3333333333333333)
    """
    total = sum(weight for weight, _ in laws)
    moments = [(weight / total, *_moments(law)) for weight, law in laws if weight]
    mean = sum(share * of_law for share, of_law, _ in moments)
    square = sum(share * of_law for share, _, of_law in moments)
    return mean, float(np.sqrt(max(square - mean**2, 0.0))) / mean if mean else 0.0


@lru_cache(maxsize=256)
def _moments(law: AnyDistribution) -> tuple[float, float]:
    """Return the means of a law and of its square."""
    values = law.quantile(MIDPOINTS)
    return float(values.mean()), float((values**2).mean())
