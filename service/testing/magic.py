"""Magic amounts: for a client that can choose inputs alone, an amount chooses what others do.

Each is one of the simulations, triggered by an answer of 201 that is given the first time; a draft
that expires early is issued under other terms. None of this exists on any other server.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask import Response

from service.api.route import Route
from service.call import Call, OptimisticOperation, Outcome
from service.database.optimistic import Reader
from service.operations import deposits
from service.schemas import simulations as bodies
from service.schemas.counter import DepositBody
from service.store import orders
from service.testing import simulations
from service.testing.outside import Outside
from service.testing.state import State

EXPIRES_EARLY_FEN, EARLY_DAYS = 444_401, 1
LOCKED_FEN = 444_402
PAID_BY_PRICE_FEN: dict[int, bodies.PaymentName] = {
    444_411: "on_time",
    444_412: "short",
    444_413: "over",
    444_414: "twice",
}
BECOMES_BY_PRICE_FEN: dict[int, bodies.BecomesName] = {
    444_421: "lost",
    444_422: "damaged",
    444_423: "delivered",
    444_424: "refused",
}
_DEPOSITS, _PARCELS = "/v1/deposits", "/v1/parcels"
_REFERENCES = "/v1/orders/{order_id}/references"
_SHIPMENTS = "/v1/orders/{order_id}/shipments"
_CREATED = 201


def with_early_expiry(routes: Iterable[Route]) -> tuple[Route, ...]:
    """Return the routes, where a deposit of one amount has a draft that expires early."""
    return tuple(
        replace(route, operation=_deposit)
        if (route.method, route.path) == ("POST", _DEPOSITS)
        else route
        for route in routes
    )


@OptimisticOperation
def _deposit(reader: Reader, call: Call[DepositBody]) -> Outcome:
    if call.body.money.amount == EXPIRES_EARLY_FEN:
        terms = replace(call.context.terms, valid_days=EARLY_DAYS)
        call = replace(call, context=replace(call.context, terms=terms))
    return deposits.deposit.decide(reader, call)


def follow(state: State, path: str, response: Response) -> None:
    """Let the outside world do what the amount of a request says; `path` is its route's."""
    if response.status_code != _CREATED or "Idempotency-Replayed" in response.headers:
        return
    if path == _DEPOSITS:
        _after_deposit(state, response.get_json())
    elif path in {_REFERENCES, _SHIPMENTS, _PARCELS}:
        _after_step(state, path, response.get_json())


def _after_deposit(state: State, answer: dict[str, Any]) -> None:
    if answer["money"]["amount"] == LOCKED_FEN:
        stranger = bodies.StrangerSimulation(number=answer["number"])
        simulations.redeem_by_stranger(Outside(state), stranger)


def _after_step(state: State, path: str, answer: dict[str, Any]) -> None:
    with state.context.database.reading() as connection:
        deal = orders.deal(connection, answer["order_id"]) if answer["order_id"] else None
    if deal is None:
        return
    price_fen = deal.sale.price_fen
    if path == _REFERENCES and price_fen in PAID_BY_PRICE_FEN:
        how = PAID_BY_PRICE_FEN[price_fen]
        payment = bodies.ReferencePaymentSimulation(
            reference=answer["reference"], how=how, is_offline=True
        )
        simulations.pay_reference(Outside(state), payment)
    elif path != _REFERENCES and price_fen in BECOMES_BY_PRICE_FEN:
        becomes = BECOMES_BY_PRICE_FEN[price_fen]
        parcel = bodies.ParcelSimulation(order_id=answer["order_id"], becomes=becomes)
        simulations.move_parcel(Outside(state), parcel)
