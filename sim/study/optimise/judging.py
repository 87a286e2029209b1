"""Which staffing of one unit to choose, and which to try next, from what was observed so far.

The candidates are tried from where a prediction says that the promise begins to hold. What breaks
it rules out all that never have more counters staffed; what costs more on the schedule alone than
another one costs in all is out unseen. The rest is decided by the procedures of `selection`.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from sim.study.optimise.selection import LimitKept, Rule, keeps_limit, smallest_mean
from sim.units import Floats

Verdict = Literal["keeps", "breaks", "open", "ruled out", "not needed"]


@dataclass(frozen=True)
class Menu:
    """The candidates of a unit: what each costs at least, what is predicted, which have fewer.

    `fewer` are, for each, those that never have more counters staffed.
    """

    floors: Floats
    predicted: Floats
    fewer: tuple[frozenset[int], ...]

    @property
    def by_cost(self) -> list[int]:
        """Return the candidates, the cheapest first."""
        order: list[int] = np.argsort(self.floors, kind="stable").tolist()
        return order


@dataclass(frozen=True)
class StaffingRules:
    """The limit, how it is tested, how costs are compared, and how often one may be tried."""

    limit: float
    keeping: Rule
    comparing: Rule
    most: int


@dataclass(frozen=True)
class Observations:
    """What was observed of each candidate, replication by replication; nothing of most."""

    costs: tuple[Floats, ...]
    values: tuple[Floats, ...]

    @property
    def tried(self) -> list[int]:
        """Return the candidates of which anything is known."""
        return [number for number, values in enumerate(self.values) if len(values)]


@dataclass(frozen=True)
class Judgement:
    """The choice so far, if any; which candidates want more replications, and what is said of each.

    It is settled if nothing is wanted and the stated error was kept to. Settled without a choice,
    no candidate keeps the promise.
    """

    chosen: int | None
    wanted: tuple[int, ...]
    verdicts: tuple[Verdict, ...]
    is_settled: bool


def first_to_try(menu: Menu, limit: float) -> tuple[int, ...]:
    """Return the cheapest that is predicted to keep the limit, and the next cheaper one."""
    order = menu.by_cost
    keeping = [place for place, one in enumerate(order) if menu.predicted[one] <= limit]
    place = keeping[0] if keeping else len(order) - 1
    return tuple(order[max(0, place - 1) : place + 1])


def judged(menu: Menu, seen: Observations, rules: StaffingRules) -> Judgement:
    """Return what can be said of the candidates."""
    tested = {one: keeps_limit(seen.values[one], rules.limit, rules.keeping) for one in seen.tried}
    verdicts = _verdicts(menu, tested)
    keeping = [one for one in tested if verdicts[one] == "keeps"]
    if keeping:
        found = _among(keeping, menu, seen, rules, verdicts)
    else:
        wanted = [one for one in tested if verdicts[one] == "open"]
        untried = [one for one in menu.by_cost if verdicts[one] == "not needed"]
        found = Judgement(None, tuple(wanted or untried[:1]), verdicts, is_settled=False)
    if not found.wanted:
        return replace(found, is_settled=True)
    if any(len(seen.values[one]) >= rules.most for one in found.wanted):
        return replace(found, wanted=())
    return found


def _verdicts(menu: Menu, tested: dict[int, LimitKept]) -> tuple[Verdict, ...]:
    said: dict[str, Verdict] = {"yes": "keeps", "no": "breaks", "open": "open"}
    broken = [menu.fewer[one] for one, result in tested.items() if result.kept == "no"]
    out = frozenset[int]().union(*broken)
    return tuple(
        said[tested[one].kept] if one in tested else "ruled out" if one in out else "not needed"
        for one in range(len(menu.floors))
    )


def _among(
    keeping: list[int],
    menu: Menu,
    seen: Observations,
    rules: StaffingRules,
    verdicts: tuple[Verdict, ...],
) -> Judgement:
    """Return the cheapest of those that keep the limit; ask for whatever may be cheaper still."""
    best = min(keeping, key=lambda one: float(seen.costs[one].mean()))
    cost = float(seen.costs[best].mean())
    maybe = [one for one in menu.by_cost if verdicts[one] in ("open", "not needed")]
    cheaper = [one for one in maybe if menu.floors[one] < cost]
    begun = [one for one in cheaper if verdicts[one] == "open"]
    if wanted := begun or cheaper[-1:]:
        return Judgement(best, tuple(wanted), verdicts, is_settled=False)
    dearer = [one for one in maybe if one not in cheaper]
    left = _cheapest(keeping, dearer, menu, seen, rules)
    if len(left) == 1 and left[0] in keeping:
        return Judgement(left[0], (), verdicts, is_settled=False)
    seen_ones = [one for one in left if one in keeping]
    return Judgement(best, tuple(seen_ones or left), verdicts, is_settled=False)


def _cheapest(
    keeping: list[int], dearer: list[int], menu: Menu, seen: Observations, rules: StaffingRules
) -> list[int]:
    """Return which may be the cheapest. Those not tried cost at least what their schedule does."""
    longest = max(len(seen.costs[one]) for one in keeping)
    floors = [np.full(longest, menu.floors[one]) for one in dearer]
    rows = [*keeping, *dearer]
    # As many comparisons as there are candidates share the error, however few are made.
    share = max(len(rows) - 1, 1) / max(len(menu.floors) - 1, 1)
    rule = replace(rules.comparing, error=rules.comparing.error * share)
    standing = smallest_mean([*(seen.costs[one] for one in keeping), *floors], rule)
    return [rows[place] for place in standing.among_best]
