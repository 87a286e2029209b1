"""How the business of agents is posted, by the functions of `service.domain.agent_postings`.

- *Opening*: the float comes from the agent's bank, the drawer is the agent's own.
- *Cash-in* and *cash-out*: between the agent's float and the customer's wallet, with fee and
  commission; the drawer takes or gives the cash. The cash-in of a purchase is posted with the
  purchase (`sim.books.postings`), all else of it here.
- *Swap*: float for cash at an outlet, or cash for float.
- *Counter cash*: what a wallet takes in or pays out at an outlet for want of an agent.
Wallets of other customers have from their owner's bank what is paid out of them, so that none is
ever below nothing: the model knows no more of where their money comes from.

`agent_entries` makes an entry an event, or one of all events of an agent that differ in their
amounts alone; the tests hold the two to the same balances.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from service.domain import agent_postings
from service.domain.ledger import Transfer
from sim.diary import NONE, AgentEnding, AgentPurpose, Diary
from sim.units import Ints

ALL_OUTLETS = "all outlets"


class AgentEvent(IntEnum):
    """What happened at an agent, or to a wallet at an outlet; each is posted in its own way."""

    PURCHASE_CASH_IN = 0
    CASH_IN = 1
    CASH_OUT = 2
    TOP_UP = 3
    WITHDRAWAL = 4
    COUNTER_CASH_IN = 5
    COUNTER_CASH_OUT = 6


AT_AN_OUTLET = {
    AgentEvent.TOP_UP: agent_postings.float_top_up_transfers,
    AgentEvent.WITHDRAWAL: agent_postings.float_withdrawal_transfers,
    AgentEvent.COUNTER_CASH_IN: agent_postings.counter_cash_in_transfers,
    AgentEvent.COUNTER_CASH_OUT: agent_postings.counter_cash_out_transfers,
}
PAID_OUT = {AgentEvent.CASH_OUT, AgentEvent.COUNTER_CASH_OUT}
DRAWER_GAINS = {AgentEvent.PURCHASE_CASH_IN, AgentEvent.CASH_IN, AgentEvent.WITHDRAWAL}
DRAWER_LOSES = {AgentEvent.CASH_OUT, AgentEvent.TOP_UP}


@dataclass(frozen=True)
class AgentEntry:
    """What the books need to know of an event, or of many that are alike: then amounts are sums.

    `agent`, `outlet` and `wallet` name its accounts, as far as it has them.
    """

    name: str
    event: AgentEvent
    agent: str
    outlet: str
    wallet: str
    amount_fen: int
    fee_fen: int
    commission_fen: int
    at_ms: int


def agent_name(number: int) -> str:
    """Return the name of an agent in the books."""
    return f"agent {number}"


def cash_ins_of(diary: Diary) -> dict[int, tuple[str, int]]:
    """Return at which agent each person paid in for a purchase, and how much."""
    visits = diary.agent_visits
    of_purchase = _of_purchases(diary)
    whole = (visits[name][of_purchase].tolist() for name in ("person", "agent", "amount_fen"))
    return {
        person: (agent_name(agent), amount) for person, agent, amount in zip(*whole, strict=True)
    }


def opening_transfers(diary: Diary) -> Iterator[Transfer]:
    """Post what agents have at the beginning."""
    whole = (diary.agents[name].tolist() for name in ("agent", "float_fen", "cash_fen"))
    for number, float_fen, cash_fen in zip(*whole, strict=True):
        name, event = agent_name(number), f"{diary.county}.opening.{number}"
        if float_fen:
            yield from agent_postings.float_funding_transfers(event, name, float_fen, 0)
        yield from agent_postings.drawer_transfers(event, name, cash_fen, 0)


def agent_transfers(entry: AgentEntry) -> Iterator[Transfer]:
    """Post an event, or many in their sums."""
    name, amount, at_ms = entry.name, entry.amount_fen, entry.at_ms
    if entry.event in PAID_OUT:
        whole = amount + entry.fee_fen
        yield from agent_postings.wallet_funding_transfers(name, entry.wallet, whole, at_ms)
    if entry.event == AgentEvent.CASH_IN:
        yield from agent_postings.cash_in_transfers(name, entry.agent, entry.wallet, amount, at_ms)
    elif entry.event == AgentEvent.CASH_OUT:
        out = (name, entry.agent, entry.wallet, amount, at_ms)
        yield from agent_postings.agent_cash_out_transfers(*out)
    elif entry.event in AT_AN_OUTLET:
        whose = entry.agent or entry.wallet
        yield from AT_AN_OUTLET[entry.event](name, entry.outlet, whose, amount, at_ms)
    yield from agent_postings.cash_out_fee_transfers(name, entry.wallet, entry.fee_fen, at_ms)
    yield from agent_postings.commission_transfers(name, entry.agent, entry.commission_fen, at_ms)
    if entry.event in DRAWER_GAINS:
        yield from agent_postings.drawer_transfers(name, entry.agent, amount, at_ms)
    elif entry.event in DRAWER_LOSES:
        yield from agent_postings.drawer_transfers(name, entry.agent, -amount, at_ms)


def agent_entries(diary: Diary, *, in_sums: bool) -> list[AgentEntry]:
    """Return an entry an event; in sums, one for each agent and kind of event."""
    events = _events(diary)
    if in_sums:
        events = _summed(events)
    rows = zip(*(column.tolist() for column in events.values()), strict=True)
    return [_entry(diary, dict(zip(events, row, strict=True)), in_sums=in_sums) for row in rows]


def _entry(diary: Diary, row: Mapping[str, int], *, in_sums: bool) -> AgentEntry:
    event = AgentEvent(row["event"])
    agent = "" if row["agent"] == NONE else agent_name(row["agent"])
    one = f"{event.name.lower()}.{row['number']}"
    customer = f"customer {row['person']}"
    return AgentEntry(
        name=f"{diary.county}.{one} and others" if in_sums else f"{diary.county}.{one}",
        event=event,
        agent=agent,
        outlet=ALL_OUTLETS if in_sums else f"outlet {row['outlet']}",
        wallet=f"customers of {agent or ALL_OUTLETS}" if in_sums else customer,
        amount_fen=row["amount_fen"],
        fee_fen=row["fee_fen"],
        commission_fen=row["commission_fen"],
        at_ms=row["at_ms"],
    )


EVENT_COLUMNS = (
    *("event", "agent", "number", "outlet", "person", "at_ms"),
    *("amount_fen", "fee_fen", "commission_fen"),
)


def _events(diary: Diary) -> dict[str, Ints]:
    """Return all that happened, a row an event; `number` is its row in its table."""
    parts = [_of_visits(diary), _of_swaps(diary), _of_counter_cash(diary)]
    sizes = [part["event"].size for part in parts]
    return {
        name: np.concatenate(
            [
                part.get(name, np.zeros(size, dtype=np.int64))
                for part, size in zip(parts, sizes, strict=True)
            ]
        )
        for name in EVENT_COLUMNS
    }


def _of_purchases(diary: Diary) -> Ints:
    """Return the rows of the visits to agents in which purchases were paid in."""
    visits = diary.agent_visits
    served = visits["ending"] == AgentEnding.SERVED
    is_in = visits["purpose"] == AgentPurpose.CASH_IN
    return np.flatnonzero(served & is_in & (visits["person"] < diary.journeys["person"].size))


def _of_visits(diary: Diary) -> dict[str, Ints]:
    visits = diary.agent_visits
    event = np.where(
        visits["purpose"] == AgentPurpose.CASH_OUT, AgentEvent.CASH_OUT, AgentEvent.CASH_IN
    )
    event[_of_purchases(diary)] = AgentEvent.PURCHASE_CASH_IN
    number = np.flatnonzero(visits["ending"] == AgentEnding.SERVED)
    table = {**visits, "event": event, "at_ms": visits["left_ms"]}
    return {"number": number, **{n: table[n][number] for n in EVENT_COLUMNS if n in table}}


def _of_swaps(diary: Diary) -> dict[str, Ints]:
    trips = diary.rebalances
    number = np.flatnonzero((trips["swapped_ms"] != NONE) & (trips["float_fen"] != 0))
    gain_fen = trips["float_fen"][number]
    return {
        "event": np.where(gain_fen > 0, AgentEvent.TOP_UP, AgentEvent.WITHDRAWAL),
        "agent": trips["agent"][number],
        "number": number,
        "outlet": diary.visits["outlet"][trips["visit"][number]],
        "at_ms": trips["swapped_ms"][number],
        "amount_fen": np.abs(gain_fen),
    }


def _of_counter_cash(diary: Diary) -> dict[str, Ints]:
    table = diary.counter_cash
    visit = table["visit"]
    return {
        "event": np.where(
            table["is_cash_out"] == 1, AgentEvent.COUNTER_CASH_OUT, AgentEvent.COUNTER_CASH_IN
        ),
        "agent": np.full(visit.size, NONE),
        "number": np.arange(visit.size),
        "outlet": diary.visits["outlet"][visit],
        "person": diary.visits["person"][visit],
        "at_ms": diary.visits["left_ms"][visit],
        "amount_fen": table["amount_fen"],
    }


def _summed(events: Mapping[str, Ints]) -> dict[str, Ints]:
    """Return one row for each kind of event and agent: of its first event, with the sums of all."""
    keys = np.column_stack([events["event"], events["agent"]])
    _, firsts, groups = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    summed = {name: column[firsts] for name, column in events.items()}
    for name in ("amount_fen", "fee_fen", "commission_fen"):
        summed[name] = np.zeros(firsts.size, dtype=np.int64)
        np.add.at(summed[name], groups.ravel(), events[name])
    return summed
