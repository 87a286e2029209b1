"""What the service refuses about goods and their prices."""

from dataclasses import dataclass

from service.domain.refusals.base import Refusal


@dataclass(eq=False)
class GoodUnknown(Refusal):
    """There is no such good."""

    code = "good_unknown"
    says = "there is no good of this id: list them, or name it first with PUT /v1/goods/{{good}}"


@dataclass(eq=False)
class GoodNameTaken(Refusal):
    """A name can only mean one good, or nobody could ask for it by text."""

    name: str
    good: str
    code = "good_name_taken"
    says = "{name} is a name of the good {good} already: choose another, or take it from that one"
