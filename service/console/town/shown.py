"""The town as a page shows it: a value that stays as it was when the world goes on."""

from dataclasses import dataclass
from typing import Any

from flask import request

from service.console.play import Click, PhoneText
from service.console.sending import curl
from service.console.steps import STEPS
from service.console.steps.parcel import next_state
from service.console.town.acting import is_replayed, printed, scene_of, verdict
from service.console.town.facts import Facts
from service.console.town.ledgers import LedgersShown, ledgers_shown
from service.testing.state import State


@dataclass(frozen=True)
class ClickShown:
    """A request that was clicked: what came of it, and the command that sends the same."""

    step: str
    title: str
    method: str
    path: str
    verdict: str
    status: int | None
    is_replayed: bool
    problem: dict[str, Any]
    curl: str
    answer: str
    key: str
    faults: str


@dataclass(frozen=True)
class TownShown:
    """Everybody in the town with what they have in hand, both books, and the last click.

    `why` has the reason for each step that cannot be done now.
    """

    facts: Facts
    ledgers: LedgersShown
    clicks: tuple[ClickShown, ...]
    texts: tuple[PhoneText, ...]
    phone: str
    language: str
    number: str
    password: str
    identity: str
    draft_id: str
    receipt: dict[str, Any]
    offer: dict[str, Any]
    reference: str
    item_number: str
    next_scan: str
    notice: str
    fault: str
    why: dict[str, str]


def town_shown(state: State) -> TownShown:
    """Return the town as it is now."""
    scene = scene_of(state)
    play, facts = scene.play, scene.facts
    with play.lock:
        play.collect(state)
        return TownShown(
            facts=facts,
            ledgers=ledgers_shown(state, scene.desk, play),
            clicks=tuple(map(_click, play.clicks)),
            texts=tuple(play.texts),
            phone=play.phone,
            language=play.language,
            number=play.number,
            password=play.password,
            identity=play.identity,
            draft_id=play.draft_id,
            receipt=dict(play.receipt.get("receipt", {})),
            offer=dict(play.offer),
            reference=play.reference,
            item_number=play.item_number,
            next_scan=next_state(facts),
            notice=play.notice,
            fault=play.fault,
            why={name: step.missing(play, facts) for name, step in STEPS.items()},
        )


def _click(click: Click) -> ClickShown:
    sent = click.sent
    came = verdict(sent)
    return ClickShown(
        step=click.step,
        title=sent.title,
        method=sent.method,
        path=sent.path,
        verdict=came,
        status=sent.status,
        is_replayed=is_replayed(sent),
        problem=dict(sent.answer) if came == "refused" and isinstance(sent.answer, dict) else {},
        curl=curl(f"{request.host_url.rstrip('/')}{request.root_path}", sent),
        answer="" if sent.answer is None else printed(sent.answer),
        key=sent.idempotency_key or "",
        faults=sent.faults,
    )
