"""The tables, with what the database itself refuses.

SQLModel does not validate a table, so every rule here is a constraint, or a trigger in
`service/migrations`: no balance below zero, one end a draft, and transfers that are never
changed.
Moments are ms since 1970-01-01 00:00 in Beijing, amounts are fen. Secrets are hashes.
"""

from service.tables.agency import (
    AgentRow,
    CashOutCodeRow,
    DepositorDayRow,
    FloatCodeRow,
    OutletCommissionRow,
)
from service.tables.annotations import AnnotationRow
from service.tables.columns import OldSecret
from service.tables.holds import (
    HOLD_STATES,
    REVERSAL_REASONS,
    HoldCaptureRow,
    HoldRow,
    ReversalRow,
)
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
    DraftSweepRow,
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
    "HOLD_STATES",
    "ORDER_STATES",
    "REVERSAL_REASONS",
    "ROLES",
    "STATES",
    "TIERS",
    "AgentRow",
    "AnnotationRow",
    "AnswerRow",
    "CashOutCodeRow",
    "CertificationRow",
    "ContactRow",
    "DayProofRow",
    "DepositorDayRow",
    "DisputeRow",
    "DraftRow",
    "DraftSweepRow",
    "EventRow",
    "EvidenceRow",
    "FloatCodeRow",
    "GoodNameRow",
    "GoodRow",
    "HoldCaptureRow",
    "HoldRow",
    "ItemBlockRow",
    "KeyRow",
    "LabelRow",
    "MarketPriceRow",
    "MessageRow",
    "OfferRow",
    "OldSecret",
    "OrderRow",
    "OutletCommissionRow",
    "OutletRow",
    "ParcelRow",
    "PriceSubscriptionRow",
    "QuietPhoneRow",
    "ReservedNumberRow",
    "ReversalRow",
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
