"""The twin of `sim.model.purchase`: what a step writes on a person's page."""

from sim.diary import NONE
from sim.kernel.compiling import compiled
from sim.kernel.state import Page


@compiled
def end(page: Page, outcome: int, now_ms: int) -> bool:
    """Close the page; the return value says that there is no further stage."""
    page.outcome = outcome
    page.ended_ms = now_ms
    return False


@compiled
def refund(page: Page, outcome: int, now_ms: int) -> bool:
    """Close the page with the buyer's money back, if the buyer has paid."""
    has_paid = page.deposited_ms != NONE or (not page.deposits and page.delivered_ms != NONE)
    if has_paid:
        page.refunded_ms = now_ms
    return end(page, outcome, now_ms)


@compiled
def take_receipt(page: Page, now_ms: int) -> None:
    """Leave the counter with a receipt for each draft, the fee paid."""
    page.deposited_ms = now_ms
    page.drafts = page.deposits
    page.fee_fen = page.deposits_fee_fen


@compiled
def pay_agent(page: Page, now_ms: int, texts: int) -> None:
    """Leave an agent's shop with money in the wallet; no draft, no fee, no number to enter."""
    page.deposited_ms = now_ms
    page.known_ms = now_ms
    page.credited_ms = now_ms
    page.credited_offline = 1
    page.sms_sent += texts
