"""The table of what callers note about their own objects: their number for it, and metadata."""

from sqlalchemy import BigInteger, CheckConstraint, LargeBinary, Text
from sqlmodel import Field, SQLModel

HASH_BYTES = 32


class AnnotationRow(SQLModel, table=True, defer_build=True):
    """What the holder of a role noted about an object that it made; all that was noted is sealed.

    It is a table of its own so that rows of drafts and wallets, which are written all the time, are
    no wider for it. The kinds are the contract's: a new one needs no migration.
    """

    __tablename__ = "annotation"
    __table_args__ = (
        CheckConstraint(
            f"external_hash IS NULL OR length(external_hash) = {HASH_BYTES}",
            name="external_hash_is_a_whole_hash",
        ),
        CheckConstraint("changed_ms >= made_ms", name="it_is_changed_after_it_is_made"),
    )

    object_id: str = Field(primary_key=True, sa_type=Text)
    kind: str = Field(primary_key=True, sa_type=Text)
    role: str = Field(primary_key=True, sa_type=Text)
    holder: str = Field(primary_key=True, sa_type=Text)
    # Of role, holder and number together: each holder has a name space of its own.
    external_hash: bytes | None = Field(sa_type=LargeBinary, default=None, unique=True)
    sealed: bytes = Field(sa_type=LargeBinary, repr=False)
    made_ms: int = Field(sa_type=BigInteger)
    changed_ms: int = Field(sa_type=BigInteger)
