"""Routes under `/test/simulations/`: each makes the outside world do something, now."""

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from service.api.route import Route
from service.call import Call
from service.refusals.trade import OrderUnknown
from service.schemas import simulations as bodies
from service.testing import simulations
from service.testing.outside import Outside
from service.testing.state import State, current_state

Simulation = Callable[[Outside, Any], None]


def simulation_routes() -> tuple[Route, ...]:
    """Return the routes."""
    return (
        _route(
            "reference-payments",
            "Pay a reference: in time, late, twice, short or over",
            (bodies.ReferencePaymentSimulation, simulations.pay_reference),
        ),
        _route(
            "parcels",
            "Let a parcel be accepted, arrive, be delivered, lost or damaged",
            (bodies.ParcelSimulation, simulations.move_parcel),
            OrderUnknown,
        ),
        _route(
            "outages",
            "Take an outlet offline, where it takes deposits",
            (bodies.OutageSimulation, _begin_outage),
        ),
        _route(
            "reconnections",
            "Let an outlet come online again, and enter late what it took",
            (bodies.ReconnectionSimulation, _end_outage),
        ),
        _route(
            "strangers",
            "Let somebody at another provider try to redeem a draft",
            (bodies.StrangerSimulation, simulations.redeem_by_stranger),
        ),
        _route(
            "settlements",
            "Close a day, after it is over",
            (bodies.SettlementSimulation, simulations.settle_day),
        ),
    )


def simulate(state: State, run: Simulation, body: BaseModel) -> dict[str, Any]:
    """Return what a simulation did; a reset waits for it."""
    outside = Outside(state)
    state.turns.enter()
    try:
        run(outside, body)
    finally:
        state.turns.leave()
    return outside.shown()


def _route(
    noun: str, summary: str, does: tuple[type[BaseModel], Simulation], *refusals: type[OrderUnknown]
) -> Route:
    body, run = does

    def action(call: Call[Any]) -> dict[str, Any]:
        return simulate(current_state(), run, call.body)

    return Route(
        *("POST", f"/test/simulations/{noun}", summary, ()),
        action=action,
        body=body,
        answer=bodies.SimulationAnswer,
        status=200,
        refusals=refusals,
    )


def _begin_outage(outside: Outside, body: bodies.OutageSimulation) -> None:
    simulations.begin_outage(outside, body, outside.state.outages)


def _end_outage(outside: Outside, body: bodies.ReconnectionSimulation) -> None:
    simulations.end_outage(outside, body, outside.state.outages)
