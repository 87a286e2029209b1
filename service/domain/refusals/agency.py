"""The refusals of agents: codes for cash, depositors' limits, floats and commission.

`AGENCY_REFUSALS` has them in order of precedence; they come after those of
`service.domain.refusals.payment`. None tells an agent what a wallet holds. Without enough float it
is refused before the limit of who brings the cash is: else it could learn, by cash that it cannot
take, what somebody brought to others.
"""

from dataclasses import dataclass

from service.domain.refusals.base import Refusal


@dataclass(eq=False)
class CodeWrong(Refusal):
    """Nobody has this code for cash; it is counted as guessing."""

    code = "code_wrong"
    says = "nobody has this code for cash: compare what the customer shows"


@dataclass(eq=False)
class CodeUsed(Refusal):
    """A code for cash is used once."""

    code = "code_used"
    says = "this code was used already, and a code is for one payment: ask the customer for another"


@dataclass(eq=False)
class CodeExpired(Refusal):
    """A code for cash is valid for some minutes."""

    minutes: int
    code = "code_expired"
    says = (
        "this code has expired, and one is valid for {minutes} minutes: "
        "ask the customer for another"
    )


@dataclass(eq=False)
class WalletTooPoor(Refusal):
    """A wallet does not hold the cash that its owner asked for, and the fee."""

    asked_fen: int
    code = "wallet_too_poor"
    says = (
        "cash and fee are {asked_fen} fen, and the wallet of this code holds less: "
        "ask the customer for a code of a smaller amount"
    )


@dataclass(eq=False)
class FloatTooLow(Refusal):
    """An agent gives away only the float it has."""

    amount_fen: int
    code = "float_too_low"
    says = (
        "the agent's float is less than {amount_fen} fen: "
        "bring cash to an outlet for float, or ask for less"
    )


@dataclass(eq=False)
class DepositorLimitReached(Refusal):
    """One person brings so much cash a day: to all agents, or to outlets and agents together."""

    limit_fen: int
    code = "depositor_limit_reached"
    says = (
        "with this, one person would bring more than {limit_fen} fen today: "
        "bring less, or come back tomorrow"
    )


@dataclass(eq=False)
class CommissionTooLow(Refusal):
    """An agent or an outlet is paid what it has earned."""

    amount_fen: int
    earned_fen: int
    code = "commission_too_low"
    says = (
        "amount_fen is {amount_fen}, and {earned_fen} is earned and not paid yet: ask for that much"
    )


# Python keeps subclasses in the order of their definition, which is the precedence here.
AGENCY_REFUSALS: tuple[type[Refusal], ...] = tuple(
    one for one in Refusal.__subclasses__() if one.__module__ == __name__
)
