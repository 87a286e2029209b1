"""The tables, with what the database itself refuses.

SQLModel does not validate a table, so every rule here is a constraint, or a trigger in
`service/triggers.py`: no balance below zero, one end a draft, transfers that are never changed.
Moments are ms since 1970-01-01 00:00 in Beijing, amounts are fen. Secrets are hashes.
"""

from service.tables.messages import EventRow
from service.tables.parcels import (
    PARCEL_STATES,
    ItemBlockRow,
    LabelRow,
    ParcelRow,
    ScanRow,
)
from service.tables.payment import (
    ROLES,
    STATES,
    TIERS,
    AnswerRow,
    DraftRow,
    KeyRow,
    OutletRow,
    ReservedNumberRow,
    SettlementRow,
    TransferRow,
    UnknownNumberRow,
    WalletRow,
    WrongTriesRow,
)

__all__ = [
    "PARCEL_STATES",
    "ROLES",
    "STATES",
    "TIERS",
    "AnswerRow",
    "DraftRow",
    "EventRow",
    "ItemBlockRow",
    "KeyRow",
    "LabelRow",
    "OutletRow",
    "ParcelRow",
    "ReservedNumberRow",
    "ScanRow",
    "SettlementRow",
    "TransferRow",
    "UnknownNumberRow",
    "WalletRow",
    "WrongTriesRow",
]
