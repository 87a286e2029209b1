"""The table of proofs: what was signed when a day was closed."""

from sqlalchemy import BigInteger, CheckConstraint, Text
from sqlmodel import Field, SQLModel


class DayProofRow(SQLModel, table=True, defer_build=True):
    """The proof of a closed day, as text, word for word as it was signed. It is never changed.

    `number` counts closings from 1, in the order in which they were done; `last_seq` is the last
    line that belongs to it, and those of the proof before are not among them.
    """

    __tablename__ = "day_proof"
    __table_args__ = (CheckConstraint("number > 0", name="closings_are_counted_from_1"),)

    number: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    day: int = Field(sa_type=BigInteger, unique=True)
    last_seq: int = Field(sa_type=BigInteger)
    proof: str = Field(sa_type=Text)
    key_id: str = Field(sa_type=Text)
    signature: str = Field(sa_type=Text)
