"""What somebody typed: an id of anything, a remittance number, a reference, an item number."""

from service.call import Call
from service.console.following.steps import AUDITOR
from service.database.connection import Connection
from service.domain.reference import REFERENCE_DIGITS
from service.domain.remittance import NUMBER_DIGITS
from service.domain.typed import compact, letters
from service.operations.trails import show_trail
from service.refusals.books import TrailUnknown
from service.schemas.trails import TrailQuery
from service.store import last_things
from service.testing.state import State

_TRIED = ("draft", "order", "wallet", "payment", "hold", "withdrawal", "reversal", "reference")
"""Which kinds of id are tried, the most probable first; ids of two kinds are never equal."""
_BOOKS = ("post:", "gateway:")


def found(state: State, typed: str) -> tuple[str, str] | None:
    """Return the kind and the id of what somebody typed; None if this world has no such thing."""
    text = typed.strip()
    with state.context.database.reading() as connection:
        digits = compact(text)
        if digits.isdecimal() and len(digits) == NUMBER_DIGITS:
            number_hash = state.context.vault.number_hash(digits)
            draft_id = last_things.draft_of_number(connection, number_hash)
            return None if draft_id is None else ("draft", draft_id)
        if digits.isdecimal() and len(digits) == REFERENCE_DIGITS:
            order_id = last_things.order_of_reference(connection, digits)
            return None if order_id is None else ("order", order_id)
        for kind, named in _candidates(text):
            if _is_known(connection, state, kind, named):
                return kind, named
    return None


def _candidates(text: str) -> list[tuple[str, str]]:
    if text.startswith(_BOOKS):
        return [("account", text)]
    if ":" in text:
        return [("entry", text)]
    return [("parcel", letters(text)), *((kind, text) for kind in _TRIED)]


def _is_known(connection: Connection, state: State, kind: str, named: str) -> bool:
    path = {"trail_kind": kind, "trail_id": named}
    query = TrailQuery(depth=1, nodes=1)
    try:
        show_trail(connection, Call(state.context, AUDITOR, query, state.clock.now_ms(), path=path))
    except TrailUnknown:
        return False
    return True
