"""What the service refuses about messages: webhooks, contacts, and what is on its way."""

from dataclasses import dataclass

from service.domain.refusals.base import Refusal


@dataclass(eq=False)
class WebhookUnknown(Refusal):
    """There is no such webhook, or it is another's."""

    code = "webhook_unknown"
    says = "there is no webhook of this id among yours: list them"


@dataclass(eq=False)
class WebhookRefused(Refusal):
    """No message may be sent to this URL."""

    reason: str
    code = "webhook_refused"
    says = "nothing is sent to this URL, {reason}: name one that anyone on the internet can reach"


@dataclass(eq=False)
class TooManyWebhooks(Refusal):
    """A subscriber may have so many webhooks."""

    limit: int
    code = "too_many_webhooks"
    says = "you have {limit} webhooks, and no more are kept for one key's holder: remove one first"


@dataclass(eq=False)
class WebhookDisabled(Refusal):
    """A webhook that is disabled gets nothing."""

    code = "webhook_disabled"
    says = "this webhook is disabled, and gets nothing: enable it first"


@dataclass(eq=False)
class TooManyOldSecrets(Refusal):
    """Each old secret signs as long as was promised, and a message has only so many signatures."""

    limit: int
    until_ms: int
    code = "too_many_old_secrets"
    says = (
        "{limit} old secrets of this webhook still sign, as was promised: wait until {until_ms}, "
        "when the first ends, or send ends_earlier to end them all now"
    )


@dataclass(eq=False)
class TooManyReplays(Refusal):
    """So many events are replayed at once, and no more."""

    limit: int
    code = "too_many_replays"
    says = (
        "more than {limit} events have happened since then, which is the most of one request: "
        "name a later moment, and read the older ones from /v1/events"
    )


@dataclass(eq=False)
class MessageUnknown(Refusal):
    """There is no such message, or it is another's."""

    code = "message_unknown"
    says = "there is no message of this id among yours: list them"


@dataclass(eq=False)
class MessageWaiting(Refusal):
    """A message that still waits is delivered without a replay."""

    code = "message_waiting"
    says = "this message still waits for its next attempt: replay it once it has ended"


@dataclass(eq=False)
class ContactUnknown(Refusal):
    """The wallet has no contact."""

    code = "contact_unknown"
    says = "this wallet has no contact: set one first"
