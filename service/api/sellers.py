"""Routes of sellers and their offers, and of who certifies them."""

from service.api.route import Route
from service.domain.refusals import payment as trade
from service.domain.refusals import trade as sales
from service.operations import offers, seller_statements, sellers
from service.refusals.annotations import ExternalIdTaken
from service.refusals.trade import (
    CertificationUnknown,
    OfferUnknown,
    SellerKnown,
    SellerUnknown,
)
from service.schemas import seller_statements as statements
from service.schemas import sellers as bodies
from service.schemas.wallets import PageQuery
from service.store.books import TRANSFER
from service.store.offers import OFFER
from service.store.orders import ORDER

LOOKERS = ("provider", "shop", "arbiter", "auditor", "operator")

ROUTES = (
    Route(
        "POST",
        "/v1/sellers",
        "Register a shop as a seller with a trade name; its wallet's id is the seller's",
        roles=("shop",),
        operation=sellers.register_seller,
        body=bodies.SellerBody,
        answer=bodies.SellerAnswer,
        refusals=(SellerKnown,),
    ),
    Route(
        "GET",
        "/v1/sellers/{seller_id}",
        "Look at a seller, and at the history of its certifications",
        roles=LOOKERS,
        read=sellers.show_seller,
        answer=bodies.SellerAnswer,
        status=200,
        refusals=(SellerUnknown,),
    ),
    Route(
        "POST",
        "/v1/sellers/{seller_id}/certifications",
        "Certify a seller (Trustpass)",
        roles=("operator",),
        operation=sellers.certify_seller,
        body=bodies.CertificationBody,
        answer=bodies.CertificationAnswer,
        refusals=(SellerUnknown, sales.CertificationOver),
    ),
    Route(
        "POST",
        "/v1/certifications/{certification_id}/revocations",
        "Withdraw a certification, and notify the seller's buyers",
        roles=("operator",),
        operation=sellers.revoke_certification,
        body=bodies.RevocationBody,
        answer=bodies.CertificationAnswer,
        refusals=(CertificationUnknown, sales.CertificationEnded),
    ),
    Route(
        "GET",
        "/v1/sellers/{seller_id}/statement",
        "Read a seller's statement: what was sold, what is in escrow and until when, what was paid",
        roles=("shop", "auditor"),
        read=seller_statements.show_statement,
        query=statements.StatementQuery,
        answer=statements.SellerStatementAnswer,
        status=200,
        refusals=(SellerUnknown,),
        numbered_by=ORDER,
    ),
    Route(
        "GET",
        "/v1/sellers/{seller_id}/entries",
        "Read what changed the account of what a seller is owed, the oldest entries first",
        roles=("shop", "auditor"),
        read=seller_statements.show_entries,
        query=PageQuery,
        answer=statements.SellerEntriesAnswer,
        status=200,
        refusals=(SellerUnknown,),
        numbered_by=TRANSFER,
    ),
    Route(
        "POST",
        "/v1/payouts",
        "Pay out what was released to a seller, into its wallet or to its bank",
        roles=("shop",),
        operation=sellers.pay_seller_out,
        moves_money=True,
        body=bodies.PayoutBody,
        answer=bodies.PayoutAnswer,
        refusals=(ExternalIdTaken, SellerUnknown, trade.WalletFrozen, trade.BalanceTooLow),
    ),
    Route(
        "POST",
        "/v1/offers",
        "Make an offer",
        roles=("shop",),
        operation=offers.make_offer,
        body=bodies.OfferBody,
        answer=bodies.OfferAnswer,
        refusals=(ExternalIdTaken, SellerUnknown),
    ),
    Route(
        "GET",
        "/v1/sellers/{seller_id}/offers",
        "List a seller's offers, the oldest first",
        roles=LOOKERS,
        read=offers.list_offers,
        query=bodies.IdPageQuery,
        answer=bodies.OffersAnswer,
        status=200,
        refusals=(SellerUnknown,),
        numbered_by=OFFER,
    ),
    Route(
        "GET",
        "/v1/offers/{offer_id}",
        "Look at an offer, and at its seller's certification",
        roles=LOOKERS,
        read=offers.show_offer,
        answer=bodies.OfferAnswer,
        status=200,
        refusals=(OfferUnknown,),
    ),
    Route(
        "PATCH",
        "/v1/offers/{offer_id}",
        "Change an offer's title or price, close it or open it; orders keep their price",
        roles=("shop",),
        operation=offers.change_offer,
        body=bodies.OfferChangeBody,
        answer=bodies.OfferAnswer,
        status=200,
        refusals=(OfferUnknown,),
    ),
    Route(
        "POST",
        "/v1/offers/{offer_id}/restocks",
        "Add pieces to an offer's stock, or remove some",
        roles=("shop",),
        operation=offers.restock_offer,
        body=bodies.RestockBody,
        answer=bodies.OfferAnswer,
        refusals=(OfferUnknown, sales.OutOfStock),
    ),
    Route(
        "GET",
        "/v1/offers/{offer_id}/quote",
        "Get a quote: the price of some pieces with postage to a place",
        roles=LOOKERS,
        read=offers.quote_offer,
        query=bodies.QuoteQuery,
        answer=bodies.QuoteAnswer,
        status=200,
        refusals=(OfferUnknown, sales.ParcelTooHeavy),
    ),
)
