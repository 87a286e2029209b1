"""How a purchase is posted, by the functions of `service.domain.postings`.

- *draft*: deposit of each draft; redemption of each; then escrow, which pays the seller or refunds
  the buyer's wallet. Drafts cashed or refunded at the counter take cash out again. A draft that
  was redeemed while others of its purchase were not is posted at the end of the run.
- *reference*: cash for a known order goes straight into escrow.
- *money order*: taken in, and paid out to the seller at an outlet of the seller's; what the seller
  sends back comes as another order.
- *agent*: cash in at an agent, from the agent's float into the wallet, then escrow; what went to
  the post office after all is posted as a draft. The drawer is posted in `sim.books.agents`.
- *cash on delivery*: taken at the door into escrow, and released when the Post remits.
Loss and damage are made good to the seller by the Post while escrow refunds the buyer; where
there is no escrow, in cash to the buyer.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from service.domain import agent_postings, postings
from service.domain.ledger import Transfer
from sim.diary import NONE, JourneyOutcome

SELLERS_OUTLET = "seller's outlet"
MADE_GOOD = {JourneyOutcome.LOST_COMPENSATED, JourneyOutcome.DAMAGED_COMPENSATED}


@dataclass(frozen=True)
class LedgerEntry:
    """What the books need to know of a purchase, or of many of one course: then amounts are sums.

    `page` is its page in the diary, or that of one of them; `parts_fen` are the drafts, and
    `fees_fen` what was paid for each; `cash_ins` are the agents at whom it was paid in, with the
    amounts, if it was. `order`, `outlet`, `buyer` and `seller` name its accounts.
    """

    page: dict[str, int]
    order: str
    outlet: str
    parts_fen: tuple[int, ...]
    fees_fen: tuple[int, ...]
    cash_ins: tuple[tuple[str, int], ...] = ()

    @property
    def amount_fen(self) -> int:
        """What the buyer pays in all."""
        return sum(self.parts_fen)

    @property
    def buyer(self) -> str:
        """Whose wallet it is."""
        return f"buyer {self.page['person']}"

    @property
    def seller(self) -> str:
        """Who is paid in the end."""
        return f"seller of {self.page['person']}"

    @property
    def is_made_good(self) -> bool:
        """Whether the Post makes a parcel good."""
        return self.page["outcome"] in MADE_GOOD

    def has(self, step: str) -> bool:
        """Return whether a moment has come."""
        return self.page[step] != NONE


Posting = Callable[[LedgerEntry, int], Iterator[Transfer]]


def draft(entry: LedgerEntry, end_ms: int) -> Iterator[Transfer]:
    """Post a purchase by draft; what was redeemed of one that was not credited, at the end."""
    page, outlet = entry.page, entry.outlet
    if not entry.has("deposited_ms"):
        return
    redeemed_ms = page["credited_ms"] if entry.has("credited_ms") else end_ms
    for number, (part, fee) in enumerate(zip(entry.parts_fen, entry.fees_fen, strict=True)):
        name = f"{entry.order}.{number}"
        yield from postings.deposit_transfers(name, outlet, part, fee, page["deposited_ms"])
        if number < page["drafts_redeemed"]:
            yield from postings.redemption_transfers(name, entry.buyer, part, redeemed_ms)
        elif page["outcome"] == JourneyOutcome.CASHED_OUT:
            yield from postings.cash_out_transfers(name, outlet, part, page["refunded_ms"])
        elif page["outcome"] == JourneyOutcome.EXPIRED_REFUNDED:
            yield from postings.draft_refund_transfers(name, outlet, part, page["refunded_ms"])
    yield from _order(entry)


def agent(entry: LedgerEntry, end_ms: int) -> Iterator[Transfer]:
    """Post a purchase paid in at an agent, or by draft at the post office after all."""
    if not entry.cash_ins:
        yield from draft(entry, end_ms)
        return
    for name, amount_fen in entry.cash_ins:
        event, at_ms = f"{entry.order}.{name}", entry.page["deposited_ms"]
        yield from agent_postings.cash_in_transfers(event, name, entry.buyer, amount_fen, at_ms)
    yield from _order(entry)


def reference(entry: LedgerEntry, _: int) -> Iterator[Transfer]:
    """Post a purchase whose order is paid at the counter."""
    if not entry.has("deposited_ms"):
        return
    yield from postings.reference_paid_transfers(
        entry.order,
        entry.outlet,
        entry.amount_fen,
        sum(entry.fees_fen),
        entry.page["deposited_ms"],
    )
    yield from _end_of_escrow(entry)


def money_order(entry: LedgerEntry, _: int) -> Iterator[Transfer]:
    """Post a purchase whose seller is paid before anything is shipped."""
    page, amount = entry.page, entry.amount_fen
    if not entry.has("deposited_ms"):
        return
    yield from postings.money_order_transfers(
        entry.order, entry.outlet, amount, sum(entry.fees_fen), page["deposited_ms"]
    )
    if entry.has("credited_ms"):
        yield from postings.money_order_paid_transfers(
            entry.order, SELLERS_OUTLET, amount, page["credited_ms"]
        )
    if not entry.has("refunded_ms"):
        return
    if entry.is_made_good:
        yield from postings.cash_compensation_transfers(
            entry.order, entry.outlet, amount, page["refunded_ms"]
        )
        return
    back = f"{entry.order}.back"
    yield from postings.money_order_transfers(back, SELLERS_OUTLET, amount, 0, page["refunded_ms"])
    yield from postings.money_order_paid_transfers(back, entry.outlet, amount, page["refunded_ms"])


def cash_on_delivery(entry: LedgerEntry, _: int) -> Iterator[Transfer]:
    """Post a purchase that is paid at the door."""
    page, amount = entry.page, entry.amount_fen
    if entry.has("delivered_ms") and page["outcome"] != JourneyOutcome.REFUSED:
        yield from postings.cash_on_delivery_transfers(
            entry.order, entry.outlet, amount, page["delivered_ms"]
        )
        yield from _end_of_escrow(entry)
    elif entry.is_made_good:
        yield from postings.compensation_transfers(
            entry.order, entry.seller, amount, page["ended_ms"]
        )


POSTINGS: dict[str, Posting] = {
    "draft": draft,
    "agent": agent,
    "reference": reference,
    "money_order": money_order,
    "cash_on_delivery": cash_on_delivery,
}


def _order(entry: LedgerEntry) -> Iterator[Transfer]:
    """Post an order out of the buyer's wallet, if it was placed."""
    if entry.has("ordered_ms"):
        yield from postings.order_paid_transfers(
            entry.order, entry.buyer, entry.amount_fen, entry.page["ordered_ms"]
        )
        yield from _end_of_escrow(entry)


def _end_of_escrow(entry: LedgerEntry) -> Iterator[Transfer]:
    page, amount = entry.page, entry.amount_fen
    if entry.has("refunded_ms"):
        yield from postings.order_refund_transfers(
            entry.order, entry.buyer, amount, page["refunded_ms"]
        )
        if entry.is_made_good:
            yield from postings.compensation_transfers(
                entry.order, entry.seller, amount, page["refunded_ms"]
            )
    elif entry.has("seller_paid_ms"):
        yield from postings.release_transfers(
            entry.order, entry.seller, amount, 0, page["seller_paid_ms"]
        )
