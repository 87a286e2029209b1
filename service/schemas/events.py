"""What events say: the kinds that there are, and the data of each as a webhook gets it.

A provider gets `wallet_id`, a shop does not (`service.domain.audience.data_for`).
"""

from typing import get_args

from pydantic import BaseModel

from service.schemas import money_events as money
from service.schemas import trade_events as trade
from service.schemas.parcels import StandingName

_UNTOLD = ("announced", "sorted")
EVENTS: dict[str, type[BaseModel]] = {
    "wallet.credited": money.WalletCreditedData,
    "hold.placed": money.HoldChangedData,
    "hold.captured": money.HoldCapturedData,
    "hold.released": money.HoldChangedData,
    "hold.expired": money.HoldChangedData,
    "payment.reversed": money.PaymentReversedData,
    "wallet.paid": money.WalletDebitedData,
    "wallet.withdrawn": money.WalletDebitedData,
    "wallet.cashed_out": money.WalletCashedOutData,
    **{
        f"draft.{verb}": money.DraftData
        for verb in ("issued", "over_limit", "cashed_out", "cancelled", "expired", "refunded")
    },
    "order.placed": trade.OrderPlacedData,
    "order.paid": trade.OrderPaidData,
    "order.cancelled": trade.OrderCancelledData,
    "order.shipped": trade.OrderShippedData,
    "order.delivered": trade.OrderDeliveredData,
    "order.confirmed": trade.OrderReleasedData,
    "order.released": trade.OrderReleasedData,
    "order.refunded": trade.OrderRefundedData,
    "order.disputed": trade.OrderDisputedData,
    "order.decided": trade.OrderDecidedData,
    "order.certificate_revoked": trade.CertificateRevokedData,
    "reference.issued": trade.ReferenceIssuedData,
    "reference.paid": trade.ReferencePaidData,
    "reference.expired": trade.OrderChangedData,
    **{
        f"parcel.{state}": trade.ParcelScannedData
        for state in get_args(StandingName)
        if state not in _UNTOLD
    },
    "parcel.compensated": trade.ParcelCompensatedData,
    "seller.certified": trade.SellerVouchedData,
    "seller.revoked": trade.SellerVouchedData,
    "seller.paid_out": trade.SellerPaidOutData,
    "float.low": money.FloatLowData,
    "float.topped_up": money.FloatSwappedData,
    "float.withdrawn": money.FloatSwappedData,
    "float.commission_paid": money.FloatCommissionPaidData,
    "till.low": money.TillLowData,
    "till.supplied": money.TillMovedData,
    "till.collected": money.TillMovedData,
    "settlement.closed": money.SettlementClosedData,
}
"""The data of each kind of event that a webhook may get."""

EVENTS_FOR_PHONES: dict[str, type[BaseModel]] = {"price.changed": trade.PriceChangedData}
"""The data of kinds that only phones hear of."""
