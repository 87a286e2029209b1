"""Tables of what is told: events, written with what they tell of, for a worker to send out."""

from sqlalchemy import BigInteger, Integer, Text
from sqlmodel import Field, SQLModel


class EventRow(SQLModel, table=True):
    """Something that happened; nobody is told of what was not done, nor left untold of what was.

    Events of one `subject` are told in the order of `seq`. `data` is JSON without secrets and
    personal data: `wallet_id` and `seller_id` say whose affair it is.
    """

    __tablename__ = "event"

    seq: int | None = Field(
        default=None, primary_key=True, sa_type=BigInteger().with_variant(Integer, "sqlite")
    )
    event_id: str = Field(sa_type=Text, unique=True)
    kind: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text, index=True)
    wallet_id: str = Field(sa_type=Text)
    seller_id: str = Field(sa_type=Text)
    data: str = Field(sa_type=Text)
    at_ms: int = Field(sa_type=BigInteger)
