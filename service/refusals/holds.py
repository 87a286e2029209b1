"""What the service itself refuses about holds and payments, beside the trade's rules."""

from dataclasses import dataclass

from service.domain.refusals.base import Refusal


@dataclass(eq=False)
class HoldUnknown(Refusal):
    """No hold has this id, or the caller takes no part in it."""

    code = "hold_unknown"
    says = "there is no hold of this id for you: take the id from the answer to placing it"
