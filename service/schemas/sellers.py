"""Bodies and answers about sellers, their certifications and their offers."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue, model_validator

from service.schemas.annotations import AnnotatedAnswer, AnnotatedBody
from service.schemas.basics import (
    EXAMPLE_MOMENT,
    EXAMPLE_MONEY,
    EXAMPLE_WALLET_ID,
    AnyMoney,
    Id,
    Moment,
    Money,
    Seen,
    ShownName,
    Strict,
    name_of_at_most,
)

PRICE_MAX_FEN = 10**10
WEIGHT_MAX_G = 30_000
STOCK_MAX = 10**9
QUANTITY_MAX = 1_000
PAGE_MAX = 1_000

Words = Annotated[str, name_of_at_most(1_000), Seen]
Name = Annotated[str, name_of_at_most(100), Seen]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Price = Annotated[int, Field(ge=1, le=PRICE_MAX_FEN, description="Fen; 12.50 yuan is 1250.")]
Quantity = Annotated[int, Field(ge=1, le=QUANTITY_MAX)]

EXAMPLE_OFFER_ID = "01937a3c5e2f1a2b3c4d5e6f70819203"
_GUSHI: dict[str, JsonValue] = {"latitude": 32.18, "longitude": 115.67}
_EVIDENCE: dict[str, JsonValue] = {
    "text": "Business licence seen at the shop, and its owner's identity compared",
    "uri": "https://trust.example/visits/4711",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}


class PlaceBody(Strict):
    """A place on the Earth, in degrees."""

    latitude: Latitude
    longitude: Longitude


class EvidenceBody(Strict):
    """Evidence: words, and perhaps a document by its address and hash."""

    text: Words
    uri: Annotated[str | None, Field(pattern=r"^https://[\x21-\x7e]{1,500}$")] = None
    sha256: Annotated[str | None, Field(pattern=r"^[0-9a-f]{64}$")] = None


class PriceMoney(Strict):
    """The price of one piece."""

    amount: Price
    currency: Literal["CNY"]


class SellerBody(Strict):
    """A shop that wants to sell: its trade name, and where its parcels come from."""

    name: Name
    place: PlaceBody

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Maojian tea of Gushi", "place": _GUSHI}]}
    )


class CertificationBody(Strict):
    """Who inspected a seller, with which result, and until when it is valid."""

    certified_by: Name
    evidence: EvidenceBody
    expires_at: Moment

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "certified_by": "Trustpass, office of Xinyang",
                    "evidence": _EVIDENCE,
                    "expires_at": "2027-11-24T00:00:00.000Z",
                }
            ]
        }
    )


class RevocationBody(Strict):
    """Why a certification is withdrawn."""

    because: Words

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"because": "The licence was forged"}]}
    )


class OfferBody(AnnotatedBody):
    """What is sold; price and weight are those of one piece."""

    title: Name
    price: PriceMoney
    weight_g: Annotated[int, Field(ge=1, le=WEIGHT_MAX_G)]
    stock: Annotated[int, Field(ge=0, le=STOCK_MAX)]

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "Maojian tea, 250 g",
                    "price": EXAMPLE_MONEY,
                    "weight_g": 300,
                    "stock": 40,
                }
            ]
        }
    )


class OfferChangeBody(Strict):
    """What to change; orders that were placed keep their price."""

    title: Name | None = None
    price: PriceMoney | None = None
    is_open: bool | None = None

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"is_open": False}], "minProperties": 1}
    )

    @model_validator(mode="after")
    def _says_something(self) -> "OfferChangeBody":
        if not self.model_fields_set:
            message = "nothing is to change: send title, price, is_open, or several"
            raise ValueError(message)
        return self


class RestockBody(Strict):
    """How many pieces are added, or removed if it is negative."""

    change: Annotated[int, Field(ge=-STOCK_MAX, le=STOCK_MAX)]

    model_config = ConfigDict(json_schema_extra={"examples": [{"change": 12}]})


class PayoutBody(AnnotatedBody):
    """What was released to a seller, into its wallet or to its bank."""

    money: Money
    to: Literal["wallet", "bank"]

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"money": EXAMPLE_MONEY, "to": "wallet"}]}
    )


class IdPageQuery(Strict):
    """Which page; `cursor` is the `next_cursor` or the `end_cursor` of the page before."""

    cursor: Annotated[str | None, Field(pattern=r"^[0-9a-zA-Z_-]{1,64}$")] = None
    limit: Annotated[int, Field(ge=1, le=PAGE_MAX, strict=False)] = 100


class QuoteQuery(Strict):
    """The destination, and how many pieces."""

    latitude: Annotated[Latitude, Field(strict=False)]
    longitude: Annotated[Longitude, Field(strict=False)]
    quantity: Annotated[int, Field(ge=1, le=QUANTITY_MAX, strict=False)] = 1


class TrustAnswer(Strict):
    """The certification that is in force: by whom, since when and until when."""

    certification_id: Id
    certified_by: ShownName
    since: Moment
    expires_at: Moment
    evidence: EvidenceBody


class SellerCard(Strict):
    """A seller as a buyer sees it; `trust` is null if no certification is in force."""

    seller_id: Id
    name: ShownName
    trust: TrustAnswer | None


class CertificationAnswer(Strict):
    """A certification with its history."""

    certification_id: Id
    seller_id: Id
    certified_by: ShownName
    evidence: EvidenceBody
    certified_at: Moment
    expires_at: Moment
    standing: Literal["in_force", "expired", "revoked"]
    revoked_at: Moment | None
    revoked_because: ShownName | None


class SellerAnswer(SellerCard):
    """A seller with its whole history; `balance` is shown to itself and to auditors."""

    place: PlaceBody
    registered_at: Moment
    certifications: list[CertificationAnswer]
    balance: AnyMoney | None

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "seller_id": EXAMPLE_WALLET_ID,
                    "name": "Maojian tea of Gushi",
                    "trust": None,
                    "place": _GUSHI,
                    "registered_at": EXAMPLE_MOMENT,
                    "certifications": [],
                    "balance": None,
                }
            ]
        }
    )


class OfferAnswer(AnnotatedAnswer):
    """An offer, and who makes it."""

    offer_id: Id
    seller: SellerCard
    title: ShownName
    price: Money
    weight_g: int
    stock: int
    is_open: bool


class OffersAnswer(Strict):
    """A page of a seller's offers, the oldest first.

    `end_cursor` is there on the last page too, to go on from later; it is null as long as there is
    no offer.
    """

    offers: list[OfferAnswer]
    next_cursor: str | None
    end_cursor: str | None


class QuoteAnswer(Strict):
    """The price of some pieces with postage."""

    offer_id: Id
    quantity: int
    distance_km: int
    goods: Money
    postage: AnyMoney
    money: Money


class PayoutAnswer(AnnotatedAnswer):
    """The seller is paid; `balance` is what it is still owed."""

    payout_id: Id
    seller_id: Id
    money: Money
    to: Literal["wallet", "bank"]
    balance: AnyMoney
    paid_at: Moment
