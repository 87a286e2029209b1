"""The tables, with what the database itself refuses.

SQLModel does not validate a table, so every rule here is a constraint, or a trigger in
`service/migrations`: no balance below zero, one end a draft, and transfers that are never
changed.
Moments are ms since 1970-01-01 00:00 in Beijing, amounts are fen. Secrets are hashes.
"""

from service.tables.agency import AgentRow, CashOutCodeRow, DepositorDayRow
from service.tables.columns import OldSecret
from service.tables.messages import (
    ContactRow,
    EventRow,
    MessageRow,
    QuietPhoneRow,
    TextCountRow,
    WebhookRow,
)
from service.tables.parcels import (
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
    RootSecretRow,
    SettlementRow,
    TransferRow,
    UnknownNumberRow,
    WalletRow,
    WrongTriesRow,
)
from service.tables.prices import (
    GoodNameRow,
    GoodRow,
    MarketPriceRow,
    PriceSubscriptionRow,
)
from service.tables.proofs import DayProofRow
from service.tables.trade import (
    ORDER_STATES,
    CertificationRow,
    DisputeRow,
    EvidenceRow,
    OfferRow,
    OrderRow,
    SellerRow,
)

__all__ = [
    "ORDER_STATES",
    "ROLES",
    "STATES",
    "TIERS",
    "AgentRow",
    "AnswerRow",
    "CashOutCodeRow",
    "CertificationRow",
    "ContactRow",
    "DayProofRow",
    "DepositorDayRow",
    "DisputeRow",
    "DraftRow",
    "EventRow",
    "EvidenceRow",
    "GoodNameRow",
    "GoodRow",
    "ItemBlockRow",
    "KeyRow",
    "LabelRow",
    "MarketPriceRow",
    "MessageRow",
    "OfferRow",
    "OldSecret",
    "OrderRow",
    "OutletRow",
    "ParcelRow",
    "PriceSubscriptionRow",
    "QuietPhoneRow",
    "ReservedNumberRow",
    "RootSecretRow",
    "ScanRow",
    "SellerRow",
    "SettlementRow",
    "TextCountRow",
    "TransferRow",
    "UnknownNumberRow",
    "WalletRow",
    "WebhookRow",
    "WrongTriesRow",
]
