"""What cannot be at an agent: a visit without an end, money that nobody has, a wrong balance."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from service.domain.chart import Account, agent_drawer, agent_float, agent_own_cash
from service.domain.ledger import Books, balances
from sim.books.agents import agent_name
from sim.diary import NONE, AgentEnding, AgentPurpose, Diary
from sim.floats import at_the_end, holdings
from sim.units import Ints

Checks = Mapping[str, NDArray[np.bool_]]
NEVER_CALLED = (AgentEnding.BALKED, AgentEnding.RENEGED, AgentEnding.CLOSED)


def faults_of_agents(diary: Diary) -> Iterator[str]:
    """Yield what cannot be of agents, of who came to them, of their trips, and of purchases."""
    numbers = diary.agents["agent"]
    if not np.array_equal(numbers, np.arange(numbers.size)):
        yield "the agents are not each there once"
        return
    known = [table["agent"] for table in (diary.agent_visits, diary.rebalances)]
    if any(((one < 0) | (one >= numbers.size)).any() for one in known):
        yield "somebody came to an agent who does not exist"
        return
    if not numbers.size and not diary.counter_cash["visit"].size:
        return
    yield from _named("visit to an agent", _checks_of_visits(diary.agent_visits))
    yield from _named("trip of an agent", _checks_of_trips(diary))
    yield from _named("cash at an outlet", _checks_of_counter_cash(diary))
    held = holdings(diary)
    yield from _named(
        "stretch of an agent",
        {f"has {name} below nothing": held[f"{name}_fen"] < 0 for name in ("float", "cash")},
    )
    yield from _named("purchase", _checks_of_purchases(diary))


def faults_of_agents_books(books: Books, diary: Diary) -> Iterator[str]:
    """Yield which float or drawer differs in the books from what the diary says."""
    if not diary.agents["agent"].size:
        return
    own = balances(books.gateway)
    expected = zip(*(column.tolist() for column in at_the_end(diary)), strict=True)
    opening_fen = (diary.agents["float_fen"] + diary.agents["cash_fen"]).tolist()
    for number, (float_fen, cash_fen) in enumerate(expected):
        name = agent_name(number)
        by_books = {
            agent_float(name): float_fen,
            agent_drawer(name): cash_fen,
            agent_own_cash(name): cash_fen,
        }
        for account, amount in by_books.items():
            if own.get(account, 0) != amount:
                held = f"{own.get(account, 0)} fen in the books, and {amount} by the diary"
                yield f"{account.name} is {held}"
        if _together(own, name) != opening_fen[number]:
            yield f"{name} has {_together(own, name)} fen in all, and began with another sum"


def _together(own: Mapping[Account, int], name: str) -> int:
    return own.get(agent_float(name), 0) + own.get(agent_drawer(name), 0)


def _named(whose: str, checks: Checks) -> Iterator[str]:
    for what, is_wrong in checks.items():
        for row in np.flatnonzero(is_wrong)[:1].tolist():
            yield f"{whose} {row} {what} ({int(is_wrong.sum())} like this)"


def _checks_of_visits(visits: Mapping[str, Ints]) -> Checks:
    called, gone = visits["called_ms"] != NONE, visits["left_ms"] != NONE
    served = visits["ending"] == AgentEnding.SERVED
    return {
        "left and is still there": (visits["ending"] == AgentEnding.PRESENT) == gone,
        "was called before arriving": called & (visits["called_ms"] < visits["arrived_ms"]),
        "left before arriving": gone & (visits["left_ms"] < visits["arrived_ms"]),
        "left before being called": called & gone & (visits["left_ms"] < visits["called_ms"]),
        "was served without being called": served & ~called,
        "was called and turned away": called & np.isin(visits["ending"], NEVER_CALLED),
        "is for nothing": visits["amount_fen"] <= 0,
        "was paid for, and not served": ~served
        & ((visits["fee_fen"] != 0) | (visits["commission_fen"] != 0)),
        "was paid for with less than nothing": (visits["fee_fen"] < 0)
        | (visits["commission_fen"] < 0),
    }


def _checks_of_trips(diary: Diary) -> Checks:
    trips = diary.rebalances
    swapped, back = trips["swapped_ms"] != NONE, trips["back_ms"] != NONE
    until_ms = np.where(back, trips["back_ms"], diary.end_ms)
    order = np.lexsort((trips["left_ms"], trips["agent"]))
    same = trips["agent"][order][1:] == trips["agent"][order][:-1]
    overlaps = np.zeros(order.size, dtype=bool)
    overlaps[order[1:]] = same & (trips["left_ms"][order][1:] < until_ms[order][:-1])
    return {
        "swapped before it began": swapped & (trips["swapped_ms"] < trips["left_ms"]),
        "was back before it began": back & (trips["back_ms"] < trips["left_ms"]),
        "was back before it swapped": swapped & back & (trips["back_ms"] < trips["swapped_ms"]),
        "swapped without coming to a counter": swapped & (trips["visit"] == NONE),
        "changed a float without swapping": ~swapped & (trips["float_fen"] != 0),
        "began during another of the same agent": overlaps,
    }


def _checks_of_counter_cash(diary: Diary) -> Checks:
    table = diary.counter_cash
    return {
        "is nothing": table["amount_fen"] <= 0,
        "changed hands before the visit ended": diary.visits["left_ms"][table["visit"]] == NONE,
    }


def _checks_of_purchases(diary: Diary) -> Checks:
    """Return whether who paid in at an agent is who was served there, once, for the whole sum."""
    visits, journeys = diary.agent_visits, diary.journeys
    count = journeys["person"].size
    served = (visits["ending"] == AgentEnding.SERVED) & (visits["person"] < count)
    paid_in = served & (visits["purpose"] == AgentPurpose.CASH_IN)
    persons = visits["person"][paid_in]
    times = np.bincount(persons, minlength=count)
    paid_fen = np.zeros(count, dtype=np.int64)
    np.add.at(paid_fen, persons, visits["amount_fen"][paid_in])
    at_agent = (journeys["deposited_ms"] != NONE) & (journeys["drafts"] == 0) & (times > 0)
    amount_fen = journeys["price_fen"] + journeys["postage_fen"]
    return {
        "was paid in at more agents than one": times > 1,
        "was paid in at an agent and by a draft too": (times > 0) & ~at_agent,
        "was paid in at an agent by another sum": at_agent & (paid_fen != amount_fen),
        "is of a person who paid cash out": np.bincount(
            visits["person"][served & ~paid_in], minlength=count
        )
        > 0,
    }
