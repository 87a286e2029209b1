"""What the outside world does when a test asks for it: buyers, parcels, outlets, strangers."""

from service.clock import date_of, day_from_date, from_rfc3339, rfc3339
from service.domain.day import day_end_ms, day_of
from service.operations import (
    deposits,
    parcels,
    redemptions,
    references,
    scans,
    settlements,
    wallets,
)
from service.refusals.trade import OrderUnknown
from service.schemas import simulations as bodies
from service.schemas.books import SettlementBody
from service.schemas.counter import NumberBlockBody, OfflineDepositBody
from service.schemas.orders import ReferenceEnquiryBody, ReferencePaymentBody
from service.schemas.parcels import ItemBlockBody, ParcelBody, ScanBody
from service.schemas.wallets import RedemptionBody, WalletBody
from service.store import orders
from service.store.parcels import number_of_order
from service.testing.outages import Outages
from service.testing.outside import Outside

_PASSWORD, _IDENTITY = "081208", "11010519491231002X"
_HIGHEST_PASSWORD = 999_999
_PARTY = {"name": "Wang Fang", "address": "12 Hongqi Road, Gushi, Henan", "postcode": "465200"}
_AT_HUB = ("hub", bodies.HUB)
_WAYS: dict[str, tuple[str, ...]] = {
    "accepted": ("accepted",),
    "arrived": ("accepted", "departed", "arrived"),
    "awaiting_pick_up": ("accepted", "departed", "arrived", "awaiting_pick_up"),
    "delivered": ("accepted", "departed", "arrived", "out_for_delivery", "delivered"),
    "refused": ("accepted", "departed", "arrived", "out_for_delivery", "refused"),
    "lost": ("accepted", "departed", "lost"),
    "damaged": ("accepted", "departed", "arrived", "damaged"),
}
_BY_OUTLETS = frozenset(
    {"accepted", "awaiting_pick_up", "out_for_delivery", "refused", "delivered"}
)


def pay_reference(outside: Outside, body: bodies.ReferencePaymentSimulation) -> None:
    """Pay a reference, as somebody does who comes in time, late, twice, or with another sum."""
    who, reference = ("outlet", body.outlet), body.reference
    name = f"{reference} {body.how} {body.is_offline} {body.by_fen} {body.again}"
    enquiry = ReferenceEnquiryBody(reference=reference)
    enquired = "POST /v1/reference-enquiries"
    due = outside.ask(who, enquired, (references.enquire, enquiry), name)
    if due is None:
        return
    ends_ms, due_fen = from_rfc3339(due["expires_at"]), due["due"]["amount"]
    paid_fen = due_fen + {"short": -body.by_fen, "over": body.by_fen}.get(body.how, 0)
    taken_ms = min(outside.now_ms, ends_ms - 1)
    if body.how == "late":
        outside.wait_until(ends_ms)
        taken_ms = outside.now_ms
    payment = ReferencePaymentBody.model_validate(
        {
            "reference": reference,
            "money": {"amount": max(paid_fen, 1), "currency": "CNY"},
            "taken_at": rfc3339(taken_ms) if body.is_offline else None,
        }
    )
    for time in range(2 if body.how == "twice" else 1):
        work = (references.pay, payment)
        outside.ask(who, "POST /v1/reference-payments", work, f"{name} {time}")


def move_parcel(outside: Outside, body: bodies.ParcelSimulation) -> None:
    """Let a parcel be scanned on its way until something becomes of it."""
    number = body.item_number or _parcel_of(outside, str(body.order_id))
    if number is None:
        return
    for state in _WAYS[body.becomes]:
        who = ("outlet", body.outlet) if state in _BY_OUTLETS else _AT_HUB
        scan = ScanBody.model_validate({"item_number": number, "state": state})
        label = f"{number} {state} {body.again}"
        if outside.ask(who, "POST /v1/scans", (scans.note_scan, scan), label) is None:
            return


def _parcel_of(outside: Outside, order_id: str) -> str | None:
    """Return the parcel of an order, which its shop makes if there is none; None if it may not."""
    with outside.state.context.database.reading() as connection:
        deal, number = orders.deal(connection, order_id), number_of_order(connection, order_id)
    if deal is None:
        raise OrderUnknown
    if number:
        return number
    shop = ("shop", deal.sale.order.seller_id)
    block = (parcels.allot_block, ItemBlockBody(count=1))
    numbers = outside.ask(shop, "POST /v1/item-number-blocks", block, order_id)
    given = numbers["numbers"][0] if numbers else None
    label = {"sender": _PARTY, "recipient": _PARTY, "order_id": order_id, "item_number": given}
    work = (parcels.make_parcel, ParcelBody.model_validate(label))
    made = outside.ask(shop, "POST /v1/parcels", work, f"{order_id} {outside.now_ms}")
    return made["item_number"] if made else None


def begin_outage(outside: Outside, body: bodies.OutageSimulation, outages: Outages) -> None:
    """Take an outlet offline, with numbers for what it takes meanwhile."""
    amounts_fen = body.deposits_fen
    if amounts_fen:
        label = f"{body.outlet} {amounts_fen} {body.again}"
        work = (deposits.reserve_numbers, NumberBlockBody(count=len(amounts_fen)))
        block = outside.ask(("outlet", body.outlet), "POST /v1/number-blocks", work, label)
        assert block, "whoever has an outlet's key may reserve numbers"
        outside.slips = tuple(
            {
                "number": number,
                "password": _PASSWORD,
                "identity": _IDENTITY,
                "amount_fen": amount_fen,
                "paid_in_at": block["reserved_at"],
            }
            for number, amount_fen in zip(block["numbers"], amounts_fen, strict=True)
        )
    outages.begin(body.outlet, outside.slips)


def end_outage(outside: Outside, body: bodies.ReconnectionSimulation, outages: Outages) -> None:
    """Let an outlet come online again, and enter what it took."""
    outside.slips = outages.end(body.outlet)
    for slip in outside.slips:
        deposit = OfflineDepositBody.model_validate(
            {
                "number": slip["number"],
                "money": {"amount": slip["amount_fen"], "currency": "CNY"},
                "password": slip["password"],
                "depositor": {"identity": slip["identity"]},
                "paid_in_at": slip["paid_in_at"],
            }
        )
        work = (deposits.offline_deposit, deposit)
        outside.ask(("outlet", body.outlet), "POST /v1/deposit-batches", work, slip["number"])


def redeem_by_stranger(outside: Outside, body: bodies.StrangerSimulation) -> None:
    """Try to redeem a draft into a wallet at another provider."""
    who = ("provider", body.provider)
    work = (wallets.open_wallet, WalletBody.model_validate({"tier": "certificate"}))
    opened = outside.ask(who, "POST /v1/wallets", work, f"of {body.provider}")
    assert opened, "whoever has a provider's key may open wallets"
    guesses = [f"{_HIGHEST_PASSWORD - place:06d}" for place in range(body.wrong_tries)]
    for place, password in enumerate([*guesses, *([body.password] if body.password else [])]):
        redemption = RedemptionBody.model_validate(
            {"number": body.number, "password": password, "wallet_id": opened["wallet_id"]}
        )
        label = f"{body.number} {place} {password} {body.again}"
        outside.ask(who, "POST /v1/redemptions", (redemptions.redeem_draft, redemption), label)


def settle_day(outside: Outside, body: bodies.SettlementSimulation) -> None:
    """Close a day as the operator does, after it is over."""
    day = day_of(outside.now_ms) if body.day is None else day_from_date(body.day)
    outside.wait_until(day_end_ms(day))
    work = (settlements.close_day, SettlementBody(day=date_of(day)))
    label = f"{date_of(day)} {body.again}"
    outside.ask(("operator", "test"), "POST /v1/settlements", work, label)
