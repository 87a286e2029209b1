"""Tables of agents: what each has at the gateway, codes for cash, and cash by person and day.

Beside them, what outlets have earned: their commission.
"""

from sqlalchemy import BigInteger, CheckConstraint, LargeBinary, Text
from sqlmodel import Field, SQLModel

from service.tables.rules import one_of

AGENT_TARIFF_NAMES = ("standard", "free")


class AgentRow(SQLModel, table=True, defer_build=True):
    """An agent, its float, what it has earned and was not paid yet, and its terms."""

    __tablename__ = "agent"
    __table_args__ = (
        CheckConstraint("float_fen >= 0", name="float_is_not_negative"),
        CheckConstraint("commission_fen >= 0", name="commission_is_not_negative"),
        CheckConstraint("threshold_fen >= 0", name="threshold_is_not_negative"),
        CheckConstraint(one_of("tariff", AGENT_TARIFF_NAMES), name="agent_tariff_is_known"),
    )

    agent: str = Field(primary_key=True, sa_type=Text)
    float_fen: int = Field(sa_type=BigInteger, default=0)
    commission_fen: int = Field(sa_type=BigInteger, default=0)
    tariff: str = Field(sa_type=Text)
    threshold_fen: int = Field(sa_type=BigInteger)
    opened_ms: int = Field(sa_type=BigInteger)


class CashOutCodeRow(SQLModel, table=True, defer_build=True):
    """A one-time code for cash out of a wallet; the code itself is a hash."""

    __tablename__ = "cash_out_code"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount_is_positive"),
        CheckConstraint("expires_ms > made_ms", name="it_is_valid_for_a_while"),
    )

    code_id: str = Field(primary_key=True, sa_type=Text)
    code_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    wallet_id: str = Field(sa_type=Text, foreign_key="wallet.wallet_id")
    amount_fen: int = Field(sa_type=BigInteger)
    made_ms: int = Field(sa_type=BigInteger)
    expires_ms: int = Field(sa_type=BigInteger, index=True)
    used_ms: int | None = Field(sa_type=BigInteger, default=None)


class FloatCodeRow(SQLModel, table=True, defer_build=True):
    """A one-time code for cash out of an agent's float; the code itself is a hash."""

    __tablename__ = "float_code"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount_is_positive"),
        CheckConstraint("expires_ms > made_ms", name="it_is_valid_for_a_while"),
    )

    code_id: str = Field(primary_key=True, sa_type=Text)
    code_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    agent: str = Field(sa_type=Text, foreign_key="agent.agent")
    amount_fen: int = Field(sa_type=BigInteger)
    made_ms: int = Field(sa_type=BigInteger)
    expires_ms: int = Field(sa_type=BigInteger, index=True)
    used_ms: int | None = Field(sa_type=BigInteger, default=None)


class OutletCommissionRow(SQLModel, table=True, defer_build=True):
    """What an outlet has earned and was not paid yet; no row: nothing ever.

    Not beside its cash, so that a closing does not hold up who pays in. It is below nothing where a
    deposit was cancelled after its commission was paid.
    """

    __tablename__ = "outlet_commission"

    outlet: str = Field(primary_key=True, sa_type=Text, foreign_key="outlet.outlet")
    earned_fen: int = Field(sa_type=BigInteger)


class DepositorDayRow(SQLModel, table=True, defer_build=True):
    """How much cash one person brought on one day, by the hash of the identity.

    `brought_fen` is what agents got, `paid_in_fen` what outlets did while that was limited.
    """

    __tablename__ = "depositor_day"
    __table_args__ = (
        CheckConstraint("brought_fen >= 0", name="brought_is_not_negative"),
        CheckConstraint("paid_in_fen >= 0", name="paid_in_is_not_negative"),
    )

    depositor_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    day: int = Field(primary_key=True, sa_type=BigInteger, index=True)
    brought_fen: int = Field(sa_type=BigInteger)
    paid_in_fen: int = Field(sa_type=BigInteger, default=0)
