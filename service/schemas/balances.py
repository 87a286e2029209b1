"""The balance of an account at a moment."""

from service.schemas.basics import AnyMoney, Id, Moment, Strict


class BalanceQuery(Strict):
    """At which moment; now if it is left out."""

    at: Moment | None = None


class WalletBalanceAnswer(Strict):
    """What a wallet held by all that had happened until a moment, that moment included."""

    wallet_id: Id
    balance: AnyMoney
    at: Moment


class AccountBalanceAnswer(Strict):
    """What an account held by all that had happened until a moment, that moment included.

    It is positive on the side on which such an account grows.
    """

    account: str
    balance: AnyMoney
    at: Moment
