"""The verdict of a test server on its client."""

from typing import Literal

from service.schemas.basics import Moment, Strict
from service.schemas.testing import RecordedRequest

MistakeName = Literal[
    "new_key_on_retry",
    "body_changed_under_key",
    "retry_after_ignored",
    "acted_on_duplicate_event",
    "acted_on_overtaken_event",
    "signature_not_verified",
    "timestamp_not_checked",
    "answered_too_late",
    "slept_past_expiry",
    "password_used_twice",
    "wrong_passwords_tried",
    "polled_without_pause",
]


class SentMessageAnswer(Strict):
    """A webhook as it was sent; `seq` counts with the requests, and `status` is the receiver's.

    `status` is null if it did not answer; `flaw` says what was wrong with it, so that the receiver
    had to refuse it.
    """

    seq: int
    at: Moment
    message_id: str
    type: str
    subject: str
    status: int | None
    took_ms: int
    flaw: Literal["signature", "timestamp"] | None


class FindingAnswer(Strict):
    """A mistake of the client: what it did, what would be right, and what shows it.

    `docs` is where it is explained: a place in the documentation of the source.
    """

    mistake: MistakeName
    what: str
    instead: str
    docs: str
    requests: list[RecordedRequest]
    messages: list[SentMessageAnswer]


class VerdictAnswer(Strict):
    """What the client did wrong, as far as it is recorded: nothing, or one finding for each.

    `is_complete` is false if more was asked or sent than is kept; then the verdict is on the rest.
    """

    findings: list[FindingAnswer]
    requests_judged: int
    messages_judged: int
    is_complete: bool
