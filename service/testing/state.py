"""What a world of a test server has beside its context: a clock, rules, records and texts."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import request

from service.call import Context
from service.outbox import Observer, Sender, SentPost
from service.testing.clock import FakeClock
from service.testing.evidence import sent_message
from service.testing.faults import FaultRules
from service.testing.originals import OriginalPost, Originals
from service.testing.outages import Outages
from service.testing.recorder import Records
from service.testing.relay import Relay
from service.testing.replaying.kept import KeptRequests
from service.testing.texts import Texts
from service.testing.traffic import Traffic
from service.testing.turns import Turns
from service.transport import Pin, Post, PostAnswered, PostUnanswered, post
from service.transport.sms import real_s
from service.web.exchange import AppState
from service.web.rates import Rates

STATE = "wanghuiyi.world"
"""The key in WSGI's environment under which a request has the state of its world."""
MOMENT = "wanghuiyi.moment"
"""The key under which it has the moment at which it is carried out, in milliseconds."""
RATED = "wanghuiyi.rated"
"""The key under which a request that is replayed says whether it comes after too many."""


@dataclass(frozen=True)
class State:
    """The state of a world, shared by all requests to it.

    `remembered` is what pages beside the API remember of it.
    """

    app: AppState
    clock: FakeClock
    rules: FaultRules
    relay: Relay
    records: Records = field(default_factory=Records)
    originals: Originals = field(default_factory=Originals)
    turns: Turns = field(default_factory=Turns)
    texts: Texts = field(default_factory=Texts)
    outages: Outages = field(default_factory=Outages)
    kept: KeptRequests = field(default_factory=KeptRequests)
    observer: Observer | None = None
    remembered: dict[str, object] = field(default_factory=dict)

    def app_for(self, environ: Mapping[str, Any]) -> AppState:
        """Return what one request works with: it has one moment, whatever the clock does."""
        at_ms, is_over_rate = environ.get(MOMENT), environ.get(RATED)
        app = self.app if at_ms is None else replace(self.app, clock=lambda: int(at_ms))
        if is_over_rate is None:
            return app
        limit = 0 if is_over_rate else sys.maxsize
        return replace(app, rates=Rates(limit, limit), lookup_rates=Rates(limit, limit))

    @property
    def traffic(self) -> Traffic:
        """Return what there is to disturb."""
        return self.relay.traffic

    @property
    def context(self) -> Context:
        """Return what its operations work with."""
        return self.app.context

    @property
    def sender(self) -> Sender:
        """Return what delivers messages when a test asks for it; it keeps the texts."""
        return Sender(
            self.context,
            self.clock.now_ms,
            self.texts,
            relay=self.relay,
            on_sent=self.note_sent,
            observer=self.observer,
            posts=self._posted,
        )

    def _posted(self, sent: Post, pin: Pin, timeout_s: float) -> PostAnswered | PostUnanswered:
        """Send a webhook; in a replay, return what its receiver said."""
        return self.kept.next_expected() if self.kept.is_replayed else post(sent, pin, timeout_s)

    def note_sent(self, sent: SentPost) -> None:
        """Record a webhook as it was sent, with whatever was wrong with it, and its answer."""
        self.kept.note_received(sent.answered)
        at_ms = self.clock.now_ms()
        turn = self.traffic.turn_of(sent.post.headers.get("webhook-id", ""))
        sent_s = real_s()
        seq = self.records.note_sent(lambda seq: sent_message(seq, sent, turn, (at_ms, sent_s)))
        self.originals.posts.keep(seq, OriginalPost(at_ms, sent_s, sent), len(sent.post.content))


def current_state() -> State:
    """Return the state of the world to which the request under way was sent."""
    state: State = request.environ[STATE]
    return state
