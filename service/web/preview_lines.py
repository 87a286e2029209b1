"""The lines of a preview: transfers as their caller may see them.

The books name every account; whoever asks may know less. An outlet that is paid cash by a code
does not learn whose wallet pays, and a buyer does not learn what commission the seller owes. So an
account of a person, order, outlet or agent is named to those alone who named it themselves, who are
it, or whom the verb's answer would tell; the rest of a book is `gateway:*` or `post:*`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from service.call import Call
from service.domain.chart import COMMISSION, Account
from service.domain.ledger import Transfer
from service.schemas.basics import money

_OVERSEERS = frozenset({"arbiter", "auditor", "operator"})
"""Who may look at any order, wallet or till, and so at any account."""
_SINGLE_PARTS = 2
"""How many parts the name of an account has that there is only one of, as in `post:bank`."""

_OPENING = frozenset({"hold"})
"""Entries into the account of what they make: in a preview, nothing has its id yet."""

Line = dict[str, Any]


def lines_for(
    call: Call[Any], answer: Mapping[str, Any], transfers: Iterable[Transfer]
) -> list[Line]:
    """Return transfers as lines for a caller, in their order.

    Lines that differ only in hidden accounts are one line: their amounts would tell them apart.
    """
    known = frozenset(
        text for part in (call.path, _said(call.body), answer) for text in _texts(part)
    )
    lines: list[Line] = []
    for transfer in transfers:
        sides = [_shown(call, known, one) for one in (transfer.debit, transfer.credit)]
        hidden = f"{transfer.book}:*"
        entry = transfer.key.partition(":")[0]
        if entry in _OPENING:
            sides[1] = hidden
        line = {
            "book": str(transfer.book),
            "entry": entry,
            "debit": sides[0],
            "credit": sides[1],
            "money": money(transfer.amount_fen),
        }
        alike = next((one for one in lines if hidden in sides and _are_alike(one, line)), None)
        if alike is None:
            lines.append(line)
        else:
            alike["money"] = money(alike["money"]["amount"] + transfer.amount_fen)
    return lines


def _are_alike(one: Line, other: Line) -> bool:
    return (one["debit"], one["credit"]) == (other["debit"], other["credit"])


def _shown(call: Call[Any], known: frozenset[str], account: Account) -> str:
    """Return an account's name, or which book it is in."""
    role, holder = call.caller.role, call.caller.holder
    whose = account.name.split(":", _SINGLE_PARTS)[_SINGLE_PARTS:]
    is_known = set(whose) <= known | {holder} and (account != COMMISSION or role == "shop")
    return account.name if is_known or role in _OVERSEERS else f"{account.book}:*"


def _said(body: Any) -> Any:  # noqa: ANN401 - any route's body, or none
    return body.model_dump() if body is not None else {}


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for inner in value.values():
                yield from _texts(inner)
        case list() | tuple():
            for inner in value:
                yield from _texts(inner)
