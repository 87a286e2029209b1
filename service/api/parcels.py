"""Routes of parcels: numbers and labels, scans, and where a parcel is."""

from service.api.route import Route
from service.domain.refusals import parcels as trade
from service.domain.refusals.payment import ItemNumberMalformed, ItemNumberMistyped, OrderNotReady
from service.operations import parcels, scans, tracking
from service.refusals.parcels import LabelForgotten, ParcelUnknown
from service.refusals.request import BatchCut, KeyReused
from service.refusals.trade import OrderUnknown
from service.schemas import parcels as bodies

_SENDERS = ("shop", "outlet")
_IN_HAND = ("shop", "outlet", "hub")
_CARRIERS = ("outlet", "hub")
_NUMBER = (ItemNumberMalformed, ItemNumberMistyped)
_SCAN = (*_NUMBER, ParcelUnknown, trade.ScanInFuture, trade.ScanBeforeParcel)

ROUTES = (
    Route(
        "POST",
        "/v1/item-number-blocks",
        "Get item numbers for labels, each given out only once",
        roles=_SENDERS,
        operation=parcels.allot_block,
        body=bodies.ItemBlockBody,
        answer=bodies.NewItemBlockAnswer,
        refusals=(trade.ItemNumbersExhausted,),
    ),
    Route(
        "GET",
        "/v1/item-number-blocks",
        "List one's blocks of numbers that are not used up",
        roles=_SENDERS,
        read=parcels.list_blocks,
        answer=bodies.ItemBlocksAnswer,
        status=200,
    ),
    Route(
        "POST",
        "/v1/parcels",
        "Make a parcel's label; the Post has the parcel from its first scan on",
        roles=_SENDERS,
        operation=parcels.make_parcel,
        body=bodies.ParcelBody,
        answer=bodies.ParcelAnswer,
        refusals=(
            OrderUnknown,
            OrderNotReady,
            trade.OrderHasParcel,
            *_NUMBER,
            trade.ItemNumberNotYours,
            trade.ItemNumberUsed,
            trade.BlocksUsedUp,
        ),
    ),
    Route(
        "GET",
        "/v1/parcels/{item_number}",
        "Look at a parcel that one sent or handled",
        roles=_IN_HAND,
        read=parcels.show_parcel,
        answer=bodies.ParcelAnswer,
        status=200,
        refusals=(*_NUMBER, ParcelUnknown),
    ),
    Route(
        "GET",
        "/v1/parcels/{item_number}/label",
        "Print the label, as a page or as text",
        roles=_IN_HAND,
        texts={"text/html": parcels.label_page, "text/plain": parcels.label_text},
        status=200,
        refusals=(*_NUMBER, ParcelUnknown, LabelForgotten),
    ),
    Route(
        "POST",
        "/v1/scans",
        "Record a scan of a parcel; it may come late, repeatedly or out of order",
        roles=_CARRIERS,
        operation=scans.note_scan,
        body=bodies.ScanBody,
        answer=bodies.ScanAnswer,
        refusals=_SCAN,
    ),
    Route(
        "POST",
        "/v1/scan-batches",
        "Record scans that were made offline; each has its own answer",
        roles=_CARRIERS,
        operation=scans.note_scan,
        each_of="scans",
        body=bodies.ScanBatchBody,
        answer=bodies.ScanBatchAnswer,
        status=200,
        refusals=(BatchCut,),
        refusals_of_each=(*_SCAN, KeyReused),
    ),
    Route(
        "POST",
        "/v1/parcel-sweeps",
        "Send back parcels that nobody collected in time",
        roles=("operator",),
        operation=scans.sweep_parcels,
        moves_money=True,
        body=bodies.ParcelSweepBody,
        answer=bodies.ParcelSweepAnswer,
    ),
    Route(
        "GET",
        "/v1/tracking/{item_number}",
        "Track a parcel; no personal data is shown, and no key is needed",
        roles=(),
        read=tracking.show_tracking,
        answer=bodies.TrackingAnswer,
        status=200,
        refusals=(*_NUMBER, ParcelUnknown),
        is_lookup=True,
    ),
)
