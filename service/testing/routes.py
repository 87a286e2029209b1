"""Routes that control a test server, under `/test/`: without API key, in its contract alone."""

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from service.api.route import Method, Route
from service.call import Call
from service.clock import rfc3339
from service.database.emptying import empty
from service.outbox import deliver_all_due
from service.refusals.worlds import TooManyWorlds, WorldNotForkable, WorldUnknown
from service.schemas import faults as fault_schemas
from service.schemas import testing as schemas
from service.schemas.verdict import VerdictAnswer
from service.schemas.worlds import WorldAnswer, WorldBody, WorldsAnswer
from service.store.waiting import next_due_ms
from service.testing import boundaries, fixtures
from service.testing.simulation_routes import simulation_routes
from service.testing.state import State, current_state
from service.testing.verdict import shown_verdict
from service.testing.worlds import Worlds

_ONE_WORLD = "/test/worlds/{world_id}"

Action = Callable[[State, Call[Any]], dict[str, Any]]


def control_routes(worlds: Worlds) -> tuple[Route, ...]:
    """Return the routes that show and change what a test server has."""
    clock, faults, requests = (
        schemas.ClockAnswer,
        fault_schemas.FaultsAnswer,
        schemas.RequestsAnswer,
    )
    held, release = fault_schemas.HeldAnswer, fault_schemas.ReleaseBody
    seed = (schemas.SeedBody, schemas.SeedAnswer)
    clock_set = (schemas.ClockBody, schemas.ClockSetAnswer)
    deliveries, texts = schemas.DeliveriesAnswer, schemas.TextsAnswer
    return (
        _route("GET", "clock", "Look at the clock", _clock, (None, clock)),
        _route("PUT", "clock", "Set, advance or freeze the clock", _set, clock_set),
        Route(
            *("GET", "/test/boundaries", "Look at what will change, and when", ()),
            action=lambda call: _boundaries(current_state(), call),
            query=schemas.BoundariesQuery,
            answer=schemas.BoundariesAnswer,
            status=200,
        ),
        _route("POST", "reset", "Reset database and clock", _reset, (None, clock)),
        _route("POST", "seed", "Open outlets and wallets, make a key of each role", _seed, seed),
        _route("GET", "faults", "Look at the faults", _faults, (None, faults)),
        _route("PUT", "faults", "Set the faults", _fail, (fault_schemas.FaultsBody, faults)),
        _route("DELETE", "faults", "Remove the faults", _heal, (None, faults)),
        _route("GET", "requests", "Look at the last requests", _requests, (None, requests)),
        _route("DELETE", "requests", "Forget the last requests", _forget, (None, requests)),
        _route(
            "GET", "verdict", "Look at what the client did wrong", _verdict, (None, VerdictAnswer)
        ),
        _route("POST", "deliveries", "Send all messages due", _deliver, (None, deliveries)),
        _route("GET", "held", "Look at the messages held back", _held, (None, held)),
        _route("POST", "releases", "Release messages held back", _release, (release, held)),
        _route("GET", "texts", "Look at the text messages sent", _texts, (None, texts)),
        _route("DELETE", "texts", "Forget the text messages", _forget_texts, (None, texts)),
        _traffic_route(),
        *simulation_routes(),
        *_world_routes(worlds),
    )


def _traffic_route() -> Route:
    answer = fault_schemas.TrafficAnswer
    return _route("GET", "traffic", "Look at what there is to disturb", _traffic, (None, answer))


def _route(
    method: Method,
    noun: str,
    summary: str,
    action: Action,
    forms: tuple[type[BaseModel] | None, type[BaseModel]],
) -> Route:
    body, answer = forms
    return Route(
        method,
        f"/test/{noun}",
        summary,
        roles=(),
        action=lambda call: action(current_state(), call),
        body=body,
        answer=answer,
        status=200,
    )


def _world_routes(worlds: Worlds) -> tuple[Route, ...]:
    """Return the routes of the worlds, which are the same in each of them."""
    one, every = WorldAnswer, WorldsAnswer
    make, show, delete = "Make a world", "Look at a world", "Delete a world"
    refusals = (TooManyWorlds, WorldUnknown, WorldNotForkable)
    return (
        Route(
            *("POST", "/test/worlds", make, ()),
            action=lambda call: worlds.make(call.body),
            body=WorldBody,
            answer=one,
            refusals=refusals,
        ),
        Route(
            *("GET", "/test/worlds", "Look at all worlds", ()),
            action=lambda _call: worlds.shown(),
            answer=every,
            status=200,
        ),
        Route(
            *("GET", _ONE_WORLD, show, ()),
            action=lambda call: worlds.one(call.path["world_id"]),
            answer=one,
            status=200,
            refusals=(WorldUnknown,),
        ),
        Route(
            *("DELETE", _ONE_WORLD, delete, ()),
            action=lambda call: worlds.delete(call.path["world_id"]),
            answer=one,
            status=200,
            refusals=(WorldUnknown,),
        ),
    )


def _clock(state: State, _call: Call[Any]) -> dict[str, Any]:
    return state.clock.shown()


def _set(state: State, call: Call[schemas.ClockBody]) -> dict[str, Any]:
    stop_ms: int | None = None
    reached: list[boundaries.Boundary] = []
    if call.body.to:
        stop_ms, reached = boundaries.next_stop(state, call.body.offset_ms)
    state.clock.change(call.body, stop_ms)
    state.traffic.note_clock_setting()
    return state.clock.shown() | {"boundaries": [one.shown() for one in reached]}


def _boundaries(state: State, call: Call[schemas.BoundariesQuery]) -> dict[str, Any]:
    return boundaries.shown(state, call.body.limit)


def _reset(state: State, _call: Call[Any]) -> dict[str, Any]:
    with state.turns.alone():
        empty(state.context.database)
        state.clock.restart()
        state.rules.replace([])
        state.relay.clear()
        state.traffic.clear()
        state.records.restart()
        state.originals.clear()
        state.texts.clear()
        state.outages.clear()
        state.remembered.clear()
        state.kept.restart()
        state.app.lookup_rates.forget()
    return state.clock.shown()


def _seed(state: State, call: Call[schemas.SeedBody]) -> dict[str, Any]:
    with state.turns.alone():
        return fixtures.seed(state.context, call.body, call.now_ms)


def _faults(state: State, _call: Call[Any]) -> dict[str, Any]:
    return {"rules": state.rules.shown(), "webhook_rules": state.relay.rules.shown()}


def _fail(state: State, call: Call[fault_schemas.FaultsBody]) -> dict[str, Any]:
    state.rules.replace(call.body.rules)
    state.relay.rules.replace(call.body.webhook_rules)
    state.traffic.note_fault_setting()
    return _faults(state, call)


def _heal(state: State, call: Call[Any]) -> dict[str, Any]:
    state.rules.replace([])
    state.relay.rules.replace([])
    return _faults(state, call)


def _traffic(state: State, _call: Call[Any]) -> dict[str, Any]:
    return state.traffic.shown()


def _requests(state: State, _call: Call[Any]) -> dict[str, Any]:
    return state.records.shown()


def _forget(state: State, _call: Call[Any]) -> dict[str, Any]:
    state.records.clear()
    state.originals.clear()
    return state.records.shown()


def _verdict(state: State, _call: Call[Any]) -> dict[str, Any]:
    return shown_verdict(state.records.evidence())


def _deliver(state: State, _call: Call[Any]) -> dict[str, Any]:
    state.relay.pass_due(state.sender)
    counts = deliver_all_due(state.sender)
    with state.context.database.reading() as connection:
        due_ms = [next_due_ms(connection), *(at_ms for at_ms, _ in state.relay.due)]
    first_ms = min((one for one in due_ms if one is not None), default=None)
    return {
        **vars(counts),
        "held": len(state.relay.shown()["held"]),
        "next_due_at": None if first_ms is None else rfc3339(first_ms),
    }


def _held(state: State, _call: Call[Any]) -> dict[str, Any]:
    return state.relay.shown()


def _release(state: State, call: Call[fault_schemas.ReleaseBody]) -> dict[str, Any]:
    state.relay.release(state.sender, call.body.message_ids)
    return state.relay.shown()


def _texts(state: State, _call: Call[Any]) -> dict[str, Any]:
    return state.texts.shown()


def _forget_texts(state: State, _call: Call[Any]) -> dict[str, Any]:
    state.texts.clear()
    return state.texts.shown()
