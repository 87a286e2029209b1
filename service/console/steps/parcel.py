"""On the parcel's way: outlets and the hub scan it, where it is."""

from service.console.play import SENDING_OUTLET, Play
from service.console.sending import ToSend
from service.console.steps.step import Form, Scene, TownStep, always
from service.console.town.facts import Facts

WAY = ("accepted", "departed", "arrived", "awaiting_pick_up", "delivered")
"""The usual way of a parcel to the country, where its addressee collects it."""
NOBODY = ""
"""Whoever controls a test server needs no key."""
WAIT_HOURS = 24
WAIT_HOURS_MAX = 24 * 366
SCANNED_BY = {
    "accepted": SENDING_OUTLET,
    "sorted": "hub",
    "departed": "hub",
    "arrived": "hub",
    "lost": "hub",
    "damaged": "hub",
    "out_for_delivery": "outlet",
    "awaiting_pick_up": "outlet",
    "refused": "outlet",
    "delivered": "outlet",
    "returned": "outlet",
}
"""Which API key says so: that of the outlet in the seller's town, a hub's, or the buyer's."""


def next_state(facts: Facts) -> str:
    """Return what comes next on the usual way; the last one if nothing does."""
    state = facts.parcel_state
    place = WAY.index(state) + 1 if state in WAY else 0
    return WAY[min(place, len(WAY) - 1)]


def scan(scene: Scene, form: Form) -> ToSend:
    """Scan the parcel."""
    state = form.get("state") or next_state(scene.facts)
    body = {"item_number": scene.play.item_number, "state": state}
    role = SCANNED_BY.get(state, "hub")
    return ToSend(f"Scanned: {state.replace('_', ' ')}", "POST", "/v1/scans", role, body)


def wait(_scene: Scene, form: Form) -> ToSend:
    """Let hours go by on the clock of the world."""
    typed = form.get("hours") or str(WAIT_HOURS)
    if not typed.isdecimal() or int(typed) > WAIT_HOURS_MAX:
        message = f"{typed[:20]!r} is no number of hours from 0 to {WAIT_HOURS_MAX}: write another"
        raise ValueError(message)
    body = {"advance_s": int(typed) * 3_600}
    return ToSend(f"{typed} hours go by", "PUT", "/test/clock", NOBODY, body)


def _no_parcel(play: Play, _facts: Facts) -> str:
    return "" if play.item_number else "there is no parcel yet: the shop makes its label"


STEPS = (
    TownStep("scan", "Scan it", _no_parcel, scan),
    TownStep("wait", "Let time go by", always, wait),
)
