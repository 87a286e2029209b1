"""Acting: a step is carried out, its answer kept, and what is due is delivered at once."""

import json
from collections.abc import Mapping
from dataclasses import replace

from service.console.desk import Desk, SentRequest, desk_of
from service.console.play import OUTLETS, SENDING_OUTLET, Click, Play, play_of
from service.console.sending import ToSend, opened, send
from service.console.steps import STEPS, TownStep
from service.console.steps.step import Scene
from service.console.town.facts import facts_of
from service.testing.state import State

FAULTS = {
    "": "nothing",
    "drop-answer": "its answer is lost on the way",
    "truncate-answer": "half of its answer is lost",
    "latency=1500": "it takes 1.5 s longer",
    "error=503": "the server is too busy (503)",
}
"""What may go wrong with the next click, as the header asks for it, in words."""
_FINE = range(200, 300)


def scene_of(state: State) -> Scene:
    """Return who there is, what they have in hand, and how things stand."""
    desk = desk_of(state)
    play = play_of(state, desk.wallets[0])
    return Scene(desk, play, facts_of(state, desk, play))


def do(state: State, name: str, form: Mapping[str, str]) -> None:
    """Carry a step out: what cannot be done now, or was typed wrongly, is noticed."""
    scene = scene_of(state)
    play = scene.play
    with play.lock:
        play.clicks = ()
        do_next(state, name, form)


def do_next(state: State, name: str, form: Mapping[str, str]) -> bool:
    """Carry a step out after others of the same click; return whether it went well."""
    scene, step = scene_of(state), STEPS[name]
    play = scene.play
    with play.lock:
        play.notice = step.missing(play, scene.facts)
        if play.notice:
            play.notice = f"{step.words} is not possible now: {play.notice}"
            return False
        try:
            wanted = step.request(scene, form)
        except ValueError as error:
            play.notice = str(error)
            return False
        key = play.next_key(name) if wanted.method == "POST" else None
        fault, play.fault = play.fault, ""
        _send(state, scene.desk, step, replace(wanted, idempotency_key=key, faults=fault))
        return _is_fine(play.clicks[-1].sent)


def is_missing(state: State, name: str) -> bool:
    """Return whether a step cannot be done now."""
    scene = scene_of(state)
    return bool(STEPS[name].missing(scene.play, scene.facts))


def do_again(state: State) -> None:
    """Send the last request again, under the same idempotency key and without a fault."""
    desk = desk_of(state)
    play = play_of(state, desk.wallets[0])
    with play.lock:
        if not play.clicks:
            play.notice = "nothing was sent yet, so there is nothing to send again"
            return
        last = play.clicks[-1]
        play.clicks, play.notice = (), ""
        sent = last.sent
        wanted = ToSend(
            sent.title, sent.method, sent.path, sent.role, sent.body, sent.idempotency_key
        )
        _send(state, desk, STEPS[last.step], wanted)


def set_fault(state: State, fault: str) -> None:
    """Let something go wrong with the next click; what is not in the list is nothing."""
    play = play_of(state, desk_of(state).wallets[0])
    with play.lock:
        play.fault = fault if fault in FAULTS else ""


def deliver(state: State, play: Play) -> None:
    """Let every text and webhook that is due be sent, and put the telephone's texts on it."""
    opened("POST", "/test/deliveries", {}, None)
    play.collect(state)


def verdict(sent: SentRequest) -> str:
    """Return what came of a request, in a word: done, repeated, refused, or lost."""
    if sent.status is None:
        return "lost"
    if not _is_fine(sent):
        return "refused"
    return "repeated" if is_replayed(sent) else "done"


def is_replayed(sent: SentRequest) -> bool:
    """Return whether an answer is the one that was kept of an earlier request."""
    return sent.headers.get("Idempotency-Replayed") == "true"


def printed(answer: object) -> str:
    """Return an answer as it is read best."""
    return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False, indent=2)


def _send(state: State, desk: Desk, step: TownStep, wanted: ToSend) -> None:
    play = play_of(state, desk.wallets[0])
    if wanted.role == SENDING_OUTLET and SENDING_OUTLET not in desk.keys:
        _open_sending_outlet(desk)
    sent = send(desk, wanted)
    play.clicks = (*play.clicks, Click(step.name, sent))
    if _is_fine(sent):
        step.learn(play, wanted, sent.answer)
    deliver(state, play)


def _open_sending_outlet(desk: Desk) -> None:
    """Open the outlet in the seller's town; all else is seeded already, and stays as it is."""
    body = json.dumps({"outlets": list(OUTLETS)}).encode()
    got = opened("POST", "/test/seed", {"Content-Type": "application/json"}, body)
    desk.keys[SENDING_OUTLET] = json.loads(got.content)["outlets"][OUTLETS[1]]


def _is_fine(sent: SentRequest) -> bool:
    return sent.status in _FINE
