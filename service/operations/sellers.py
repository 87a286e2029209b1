"""Sellers: registered by their shop, certified and revoked by the operator, paid out.

The operator writes down who vouches for a seller (Trustpass): the shop itself must not, and the
certifying office has no key. What a revocation means for orders that are under way: the buyer is
told, sees it on the order, and may take the money back until it is shipped.
"""

from typing import Any

from service.call import Call, Outcome
from service.clock import from_rfc3339, rfc3339
from service.database.connection import Connection
from service.domain.event import Event
from service.domain.postage import Coordinates
from service.domain.postings import bank_payout_transfers, payout_transfers
from service.domain.refusals.base import refuse
from service.domain.refusals.payment import BalanceTooLow, WalletFrozen
from service.domain.seller import (
    Certification,
    Evidence,
    Seller,
    certify,
    in_force,
    revoke,
    standing,
)
from service.operations.annotations import annotated
from service.operations.bookkeeping import entered
from service.refusals.trade import CertificationUnknown, SellerKnown, SellerUnknown
from service.schemas.basics import moment, money
from service.schemas.sellers import (
    CertificationBody,
    EvidenceBody,
    PayoutBody,
    RevocationBody,
    SellerBody,
)
from service.store import orders, sellers, wallets


def register_seller(connection: Connection, call: Call[SellerBody]) -> Outcome:
    """Let a shop sell under a trade name; the wallet's id is its id. Refused: `SellerKnown`."""
    place = Coordinates(call.body.place.latitude, call.body.place.longitude)
    seller = Seller(call.caller.holder, call.body.name, place)
    if sellers.locked_seller(connection, seller.seller_id) is not None:
        raise SellerKnown
    return Outcome(
        answer=_shown(seller, call, [], call.now_ms),
        changes=(sellers.inserted(seller, call.now_ms),),
    )


def show_seller(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return a seller with the history of its certifications. Refused: `SellerUnknown`."""
    found = sellers.seller_with_moment(connection, call.path["seller_id"])
    if found is None:
        raise SellerUnknown
    seller, registered_ms = found
    history = sellers.history_of(connection, seller.seller_id)
    return _shown(seller, call, history, registered_ms)


def certify_seller(connection: Connection, call: Call[CertificationBody]) -> Outcome:
    """Write down who vouches for a seller. Refused: `SellerUnknown`, `CertificationOver`."""
    seller_id, body = call.path["seller_id"], call.body
    if sellers.locked_seller(connection, seller_id) is None:
        raise SellerUnknown
    certification = certify(
        Certification(
            certification_id=call.entropy.new_id(call.now_ms),
            seller_id=seller_id,
            certified_by=body.certified_by,
            evidence=evidence_of(body.evidence),
            certified_ms=call.now_ms,
            expires_ms=from_rfc3339(body.expires_at),
        )
    )
    return Outcome(
        answer=_certification(certification, call.now_ms),
        changes=(sellers.certification_inserted(certification),),
        events=(_event("seller.certified", certification),),
    )


def revoke_certification(connection: Connection, call: Call[RevocationBody]) -> Outcome:
    """Take back that somebody vouches for a seller, and tell its buyers.

    Refused: `CertificationUnknown`, `CertificationEnded`.
    """
    found = sellers.locked_certification(connection, call.path["certification_id"])
    if found is None:
        raise CertificationUnknown
    revoked = revoke(found, call.body.because, call.now_ms)
    event_id = call.entropy.new_id(call.now_ms, "told")
    return Outcome(
        answer=_certification(revoked, call.now_ms),
        changes=(
            sellers.certification_revoked(revoked),
            orders.buyers_notified(revoked, event_id, call.now_ms),
        ),
        events=(_event("seller.revoked", revoked),),
    )


@annotated("payout")
def pay_seller_out(connection: Connection, call: Call[PayoutBody]) -> Outcome:
    """Pay what was released to the caller into its wallet or to its bank.

    Refused: `SellerUnknown`, `WalletFrozen` for the bank, `BalanceTooLow`.
    """
    seller_id, amount_fen = call.caller.holder, call.body.money.amount
    seller = sellers.locked_seller(connection, seller_id)
    if seller is None:
        raise SellerUnknown
    payout_id, to_bank = call.entropy.new_id(call.now_ms), call.body.to == "bank"
    if to_bank:
        owner = wallets.wallet_and_provider(connection, seller_id)
        if owner is None or owner[0].is_frozen:
            refuse(WalletFrozen())
    if amount_fen > seller.balance_fen:
        refuse(BalanceTooLow(amount_fen, seller.balance_fen))
    if to_bank:
        transfers = bank_payout_transfers(payout_id, seller_id, amount_fen, call.now_ms)
    else:
        transfers = payout_transfers(payout_id, seller_id, seller_id, amount_fen, call.now_ms)
    answer = {
        "payout_id": payout_id,
        "seller_id": seller_id,
        "money": money(amount_fen),
        "to": call.body.to,
        "balance": money(seller.balance_fen - amount_fen),
        "paid_at": rfc3339(call.now_ms),
    }
    paid_out = Event("seller.paid_out", payout_id, answer, seller_id=seller_id)
    return Outcome(answer, entered(transfers), events=(paid_out,))


def evidence_of(body: EvidenceBody) -> Evidence:
    """Return evidence as it was sent."""
    return Evidence(body.text, body.uri, body.sha256)


def card(seller: Seller, trusted: Certification | None) -> dict[str, Any]:
    """Return a seller as a buyer sees it, with the certification that is in force."""
    trust = None
    if trusted:
        trust = {
            "certification_id": trusted.certification_id,
            "certified_by": trusted.certified_by,
            "since": rfc3339(trusted.certified_ms),
            "expires_at": rfc3339(trusted.expires_ms),
            "evidence": vars(trusted.evidence),
        }
    return {"seller_id": seller.seller_id, "name": seller.name, "trust": trust}


def _shown(
    seller: Seller, call: Call[Any], history: list[Certification], registered_ms: int
) -> dict[str, Any]:
    is_own = call.caller.holder == seller.seller_id and call.caller.role == "shop"
    sees_balance = is_own or call.caller.role == "auditor"
    return card(seller, in_force(history, call.now_ms)) | {
        "place": vars(seller.place),
        "registered_at": rfc3339(registered_ms),
        "certifications": [_certification(one, call.now_ms) for one in history],
        "balance": money(seller.balance_fen) if sees_balance else None,
    }


def _certification(one: Certification, now_ms: int) -> dict[str, Any]:
    return {
        "certification_id": one.certification_id,
        "seller_id": one.seller_id,
        "certified_by": one.certified_by,
        "evidence": vars(one.evidence),
        "certified_at": rfc3339(one.certified_ms),
        "expires_at": rfc3339(one.expires_ms),
        "standing": str(standing(one, now_ms)),
        "revoked_at": moment(one.revoked_ms),
        "revoked_because": one.revoked_because,
    }


def _event(kind: str, one: Certification) -> Event:
    data = {"seller_id": one.seller_id, "certification_id": one.certification_id}
    return Event(kind, one.seller_id, data, seller_id=one.seller_id)
