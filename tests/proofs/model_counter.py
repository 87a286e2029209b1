"""The plain model at the counter: what an outlet may ask for, and what it must get."""

from typing import Any

from tests.proofs.model import (
    DAY_MS,
    LIMIT_FEN,
    RESET_DAYS,
    Draft,
    Refused,
    World,
    fee_fen,
    refuse_if,
)

Answer = dict[str, Any]
ANOTHER_OUTLET, ANOTHER_PERSON = "not_the_issuing_outlet", "not_the_depositor"


def deposit_fits(amount_fen: int) -> None:
    """Refuse what one draft cannot hold."""
    refuse_if(amount_fen > LIMIT_FEN, "amount_over_limit")


def issued(world: World, said: Answer, draft: Draft) -> Answer:
    """Take cash: the service chose the id and the number, and the rest must be so."""
    world.drafts[said["draft_id"]] = draft
    world.tills[draft.outlet] += draft.amount_fen + draft.fee_fen
    return receipt(draft)


def receipt(draft: Draft) -> Answer:
    """Return what a receipt must say."""
    return {
        "money": fen(draft.amount_fen),
        "fee": fen(fee_fen(draft.amount_fen)),
        "outlet": draft.outlet,
    }


def cash_out(world: World, outlet: str, number: str, password: str) -> Answer:
    """Pay whoever has number and password."""
    world.require_heard(outlet, number)
    draft_id, draft = world.opened(outlet, number, password)
    world.require_cash(outlet, draft.amount_fen)
    draft.end = "cashed"
    world.tills[outlet] -= draft.amount_fen
    return {"draft_id": draft_id, "money": fen(draft.amount_fen), "outlet": outlet}


def cancel(world: World, outlet: str, number: str) -> Answer:
    """Undo a deposit where and on the day it was made, fee included."""
    world.require_heard(outlet, number)
    found = world.draft_of(number)
    if found is None or found[1].outlet != outlet:
        world.count_wrong(outlet)
        raise Refused(ANOTHER_OUTLET)
    draft_id, draft = found
    refuse_if(draft.end is not None, "draft_ended")
    refuse_if(draft.issued_ms // DAY_MS != world.today, "cancelled_too_late")
    back_fen = draft.amount_fen + draft.fee_fen
    world.require_cash(outlet, back_fen)
    draft.end = "cancelled"
    world.tills[outlet] -= back_fen
    return {"draft_id": draft_id, "money": fen(back_fen), "outlet": outlet}


def refund(world: World, outlet: str, number: str, identity: str) -> Answer:
    """Pay an expired draft back to its depositor; the fee is kept."""
    draft_id, draft = _depositors(world, outlet, number, identity)
    refuse_if(draft.end is not None, "draft_ended")
    refuse_if(world.now_ms < draft.expires_ms, "draft_not_expired")
    world.require_cash(outlet, draft.amount_fen)
    draft.end = "refunded"
    world.tills[outlet] -= draft.amount_fen
    return {"draft_id": draft_id, "money": fen(draft.amount_fen), "outlet": outlet}


def reset(world: World, outlet: str, number: str, asked: tuple[str, str]) -> Answer:
    """Give the depositor a new password after seven full days; until then the old one counts."""
    identity, password = asked
    draft_id, draft = _depositors(world, outlet, number, identity)
    draft.require_alive(world.now_ms)
    draft.password = draft.opens_with(world.now_ms)
    draft.new_password = (password, world.now_ms + RESET_DAYS * DAY_MS)
    return {"draft_id": draft_id}


def lost_draft(world: World, identity: str, amount_fen: int, day: int) -> tuple[str, Draft]:
    """Return the one unused draft that fits what a depositor remembers."""
    fitting = [
        (draft_id, draft)
        for draft_id, draft in world.drafts.items()
        if (draft.identity, draft.amount_fen) == (identity, amount_fen)
        and draft.issued_ms // DAY_MS == day
        and draft.state(world.now_ms) == "issued"
    ]
    refuse_if(len(fitting) != 1, "draft_not_found")
    return fitting[0]


def move_cash(world: World, outlet: str, amount_fen: int) -> Answer:
    """Bring cash to an outlet, or from it if the amount is negative."""
    if amount_fen < 0:
        world.require_cash(outlet, -amount_fen)
    world.tills[outlet] += amount_fen
    return {"outlet": outlet, "money": fen(abs(amount_fen))}


def fen(amount_fen: int) -> Answer:
    """Return an amount as an answer has it."""
    return {"amount": amount_fen, "currency": "CNY"}


def _depositors(world: World, outlet: str, number: str, identity: str) -> tuple[str, Draft]:
    world.require_heard(outlet, number)
    found = world.draft_of(number)
    if found is None or found[1].identity != identity:
        world.count_wrong(outlet)
        raise Refused(ANOTHER_PERSON)
    return found
