"""The jump itself, and what follows it: the real requests of an operator, and what happened.

Most of what ends by time needs nobody: whoever asks next is answered by the new moment. What moves
money or notifies somebody is done by a request, which operators send by the hour or day: sweeps,
the closing of days, deliveries. The console sends them as the operator, as anybody could.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.clock import date_of
from service.console.clock.asked import AskedJump
from service.console.desk import Desk, SentRequest, desk_of, noted_desk
from service.console.events.log import EventFilter, LoggedEvent, last_event_seq, logged_events
from service.console.forms.controls import deliver, new_key, set_clock
from service.console.sending import ToSend, send
from service.domain.day import day_of
from service.schemas.testing import BoundaryName
from service.testing.boundaries import TimeAhead, time_ahead
from service.testing.state import State

SWEEPS_MAX = 50
"""How often a sweep goes on at most, each time with a hundred more."""
CLOSED_MAX = 100
EVENTS_SHOWN_MAX = 200
KEPT_JUMPS_MAX = 20
_JUMPS = "console.jumps"
_OK = range(200, 300)

SWEEPS: Mapping[str, tuple[frozenset[BoundaryName], str]] = {
    "/v1/hold-sweeps": (frozenset({"hold.expires"}), "Give back what expired holds keep"),
    "/v1/draft-sweeps": (frozenset({"draft.expires"}), "Write down which drafts have expired"),
    "/v1/order-sweeps": (
        frozenset({"order.payment_overdue", "order.confirmation_due", "reference.expires"}),
        "Confirm orders, and cancel unpaid ones",
    ),
    "/v1/parcel-sweeps": (frozenset({"parcel.return_due"}), "Send back parcels nobody collected"),
}
"""What each sweep does, and the boundaries after which there is something for it."""


@dataclass(frozen=True)
class WantedAfter:
    """What is to be done after a jump, as the operator does it."""

    sweeps: bool = True
    closings: bool = True
    deliveries: bool = True


@dataclass(frozen=True)
class Jumped:
    """A jump of the clock: what lay ahead, what was sent after it, and the events since."""

    number: int
    words: str
    ahead: TimeAhead
    sent: Sequence[SentRequest]
    events: Sequence[LoggedEvent]
    days_left: int

    @property
    def is_done(self) -> bool:
        """Return whether all that was sent was answered well."""
        return all(one.status in _OK for one in self.sent)


def jump(state: State, asked: AskedJump, wanted: WantedAfter) -> Jumped:
    """Set the clock, do what is due by then, and return what happened."""
    before_seq, ahead = last_event_seq(state), time_ahead(state, asked.to_ms)
    body = {**asked.body}
    sent = [set_clock(noted_desk(state), f"Move the clock {asked.words}", body)]
    days = range(day_of(ahead.from_ms), day_of(ahead.until_ms))
    if sent[0].status in _OK and asked.to_ms >= ahead.from_ms:
        sent += _followed(state, ahead, wanted)
    events = logged_events(state, EventFilter(after_seq=before_seq), EVENTS_SHOWN_MAX)
    jumps = jumps_of(state)
    jumped = Jumped(
        number=jumps[-1].number + 1 if jumps else 1,
        words=asked.words,
        ahead=ahead,
        sent=tuple(sent),
        events=tuple(reversed(events)),
        days_left=max(0, len(days) - CLOSED_MAX) if wanted.closings else 0,
    )
    jumps.append(jumped)
    del jumps[:-KEPT_JUMPS_MAX]
    return jumped


def jumps_of(state: State) -> list[Jumped]:
    """Return the last jumps of a world, the oldest first."""
    kept: Any = state.remembered.setdefault(_JUMPS, [])
    jumps: list[Jumped] = kept
    return jumps


def _followed(state: State, ahead: TimeAhead, wanted: WantedAfter) -> Iterator[SentRequest]:
    if wanted.sweeps:
        for path, (names, title) in SWEEPS.items():
            if names & ahead.counts.keys():
                yield from _swept(desk_of(state), title, path)
    if wanted.closings:
        days = range(day_of(ahead.from_ms), day_of(ahead.until_ms))
        for day in days[:CLOSED_MAX]:
            date = date_of(day)
            yield _as_operator(desk_of(state), f"Close {date}", "/v1/settlements", {"day": date})
    if wanted.deliveries:
        yield deliver(noted_desk(state))


def _swept(desk: Desk, title: str, path: str) -> Iterator[SentRequest]:
    for _ in range(SWEEPS_MAX):
        done = _as_operator(desk, title, path, {"limit": 100})
        yield done
        if done.status not in _OK or done.answer["is_done"]:
            return


def _as_operator(desk: Desk, title: str, path: str, body: Mapping[str, Any]) -> SentRequest:
    return send(desk, ToSend(title, "POST", path, "operator", dict(body), new_key()))
