"""Boundaries in words: what changes by the clock alone, one of it and several."""

from collections.abc import Mapping

from service.schemas.testing import BoundaryName
from service.testing.boundaries import TimeAhead

WORDS: Mapping[BoundaryName, tuple[str, str]] = {
    "draft.expires": ("draft expires", "drafts expire"),
    "hold.expires": ("hold expires", "holds expire"),
    "order.payment_overdue": ("order is not paid in time", "orders are not paid in time"),
    "order.confirmation_due": ("order counts as confirmed", "orders count as confirmed"),
    "order.refund_due": ("order may be refunded", "orders may be refunded"),
    "reference.expires": ("payment reference expires", "payment references expire"),
    "parcel.return_due": ("parcel goes back", "parcels go back"),
    "certification.expires": ("certification expires", "certifications expire"),
    "day.begins": ("day can be closed", "days can be closed"),
    "key.ends": ("key ends", "keys end"),
    "key.unblocks": ("key works again", "keys work again"),
    "cash_out_code.expires": ("code for cash expires", "codes for cash expire"),
    "float_code.expires": ("code for a float expires", "codes for a float expire"),
    "draft.password_in_force": ("new password is in force", "new passwords are in force"),
    "draft.cancellation_ends": (
        "draft can be cancelled no more",
        "drafts can be cancelled no more",
    ),
    "draft.unlocks": ("draft is unlocked", "drafts are unlocked"),
    "number.unlocks": ("number is unlocked", "numbers are unlocked"),
    "outlet.draft_events_begin": (
        "outlet begins to hear of deposits",
        "outlets begin to hear of deposits",
    ),
    "wallet.limit_begins_anew": (
        "wallet's limit of the day begins anew",
        "wallets' limits of the day begin anew",
    ),
    "depositor.limit_begins_anew": (
        "limit of what one person brings begins anew",
        "limits of what one person brings begin anew",
    ),
    "hour.begins": ("hour of counted guesses ends", "hours of counted guesses end"),
    "message.due": ("message is tried", "messages are tried"),
    "message.last_try": ("message has its last try", "messages have their last try"),
    "message.too_late": ("message is too old to be tried", "messages are too old to be tried"),
    "webhook.old_secret_ends": ("old secret ends", "old secrets end"),
    "lookups.begin_anew": ("minute of counted look-ups ends", "minutes of counted look-ups end"),
}
"""In the order in which they are said: what ends something first, counters last."""


def counted(what: BoundaryName, count: int) -> str:
    """Return how often something changes, in words.

    >>> counted("draft.expires", 3), counted("key.ends", 1)
    ('3 drafts expire', '1 key ends')
    """
    one, several = WORDS[what]
    return f"{count} {one if count == 1 else several}"


def summary(ahead: TimeAhead) -> str:
    """Return what a stretch of time sets off, in one line."""
    said = [counted(what, ahead.counts[what]) for what in WORDS if ahead.counts.get(what)]
    return ", ".join(said) or "nothing changes by the clock alone"
