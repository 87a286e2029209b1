"""A finding: a mistake, what shows it, and what would be right."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.schemas.verdict import MistakeName
from service.testing.evidence import ClientEvidence, SeenRequest, SentMessage

DOCS = "docs/testing.md#"

MISTAKES: Mapping[MistakeName, str] = {
    "new_key_on_retry": (
        "repeat it with the same Idempotency-Key until it is answered: then it is done once, "
        "and you get the answer of then"
    ),
    "body_changed_under_key": (
        "make a new Idempotency-Key for each intention, and store it with the body before the "
        "first try, so that every try sends both as they were"
    ),
    "retry_after_ignored": "wait for the seconds in Retry-After before the next try",
    "acted_on_duplicate_event": (
        "remember each webhook-id that you acted on, and answer a repeated one without acting; "
        "or derive the Idempotency-Key of what you do from the event_id"
    ),
    "acted_on_overtaken_event": (
        "take a message for a hint, and look at what it is about before acting; or keep how far "
        "that has come, and let an older message change nothing"
    ),
    "signature_not_verified": (
        "verify webhook-signature over the bytes as they came, and answer 401 if none fits"
    ),
    "timestamp_not_checked": (
        "refuse a message whose webhook-timestamp is more than five minutes from now: it may be a "
        "replay"
    ),
    "answered_too_late": (
        "store the message, answer 2xx at once, and work on it afterwards: after 15 seconds it "
        "counts as not delivered, and comes again"
    ),
    "slept_past_expiry": (
        "keep the moment at which it ends, as the answer said it, and finish before; "
        "afterwards ask for nothing that needs it"
    ),
    "password_used_twice": (
        "note a draft as spent with the answer that spent it, and never send its number and "
        "password again"
    ),
    "wrong_passwords_tried": (
        "ask whoever has the receipt after the first refusal: five wrong passwords lock a number "
        "for a day"
    ),
    "polled_without_pause": (
        "wait between two looks, longer each time, or have a webhook tell you of the change"
    ),
}


@dataclass(frozen=True)
class FoundMistake:
    """A mistake, in a sentence, and the requests and messages that show it."""

    mistake: MistakeName
    what: str
    requests: Sequence[SeenRequest] = ()
    messages: Sequence[SentMessage] = ()


Rule = Callable[[ClientEvidence], Iterator[FoundMistake]]
