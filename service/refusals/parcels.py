"""What the service itself refuses about parcels, beside the trade's rules."""

from dataclasses import dataclass

from service.domain.refusals.base import Refusal


@dataclass(eq=False)
class ParcelUnknown(Refusal):
    """No parcel has this number, or the caller may not see it; which of both is not revealed."""

    code = "parcel_unknown"
    says = (
        "there is no parcel with this item number for you: compare the label; "
        "a new one is known as soon as its label is made"
    )


@dataclass(eq=False)
class LabelForgotten(Refusal):
    """Names and addresses are stored no longer than they are needed."""

    code = "label_forgotten"
    says = "this parcel came to its end long ago and its label is forgotten: make a new parcel"
