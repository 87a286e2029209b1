"""Stories of a draft's end: redeemed, cashed, cancelled, refunded, or its password reset."""

from collections.abc import Mapping

from tests.service.api.stories.numbers import (
    DRAFT_DAYS,
    ByNumber,
    ByPassword,
    expired,
    refuses_wrong_numbers,
    refuses_wrong_passwords,
)
from tests.service.api.stories.story import GOOD, Request, deposited, freeze, good, stories, story
from tests.service.servers import IDENTITY, OTHER_OUTLET, OUTLET, PASSWORD, Service, money

DEPOSITOR = {"identity": IDENTITY}
STRANGER = {"identity": "999999999999999999"}


def redemption(
    service: Service, number: str, password: str = PASSWORD, wallet_id: str = ""
) -> Request:
    """Redeem into a new wallet if none is named."""
    body = {"number": number, "password": password, "wallet_id": wallet_id or service.wallet()}
    return Request(service.provider, "POST", "/v1/redemptions", body)


def cash_out(service: Service, number: str, password: str = PASSWORD) -> Request:
    """Pay a draft out in cash."""
    body = {"number": number, "password": password}
    return Request(service.outlet, "POST", "/v1/cash-outs", body)


def cancellation(service: Service, number: str) -> Request:
    """Take a deposit back."""
    return Request(service.outlet, "POST", "/v1/cancellations", {"number": number})


def refund(service: Service, number: str, depositor: Mapping[str, str] = DEPOSITOR) -> Request:
    """Pay back what nobody redeemed."""
    body = {"number": number, "depositor": depositor}
    return Request(service.outlet, "POST", "/v1/refunds", body)


def password_reset(
    service: Service, number: str, depositor: Mapping[str, str] = DEPOSITOR
) -> Request:
    """Give a draft a new password."""
    body = {"number": number, "depositor": depositor, "password": "240806"}
    return Request(service.outlet, "POST", "/v1/password-resets", body)


def cash_movement(service: Service, outlet: str, direction: str) -> Request:
    """Bring cash to an outlet, or take it away."""
    body = {"outlet": outlet, "direction": direction, "money": money(17_500)}
    return Request(service.operator, "POST", "/v1/cash-movements", body)


def collected(service: Service, number: str) -> str:
    """Empty the outlet's till; return the number."""
    assert cash_movement(service, OUTLET, "collection").send(service).status_code == 201
    return number


# What is taken.

GOOD.update(
    {
        "POST /v1/redemptions": lambda service: redemption(service, deposited(service)),
        "POST /v1/cash-outs": lambda service: cash_out(service, deposited(service)),
        "POST /v1/cancellations": lambda service: cancellation(service, deposited(service)),
        "POST /v1/refunds": lambda service: refund(service, expired(service)),
        "POST /v1/password-resets": lambda service: password_reset(service, deposited(service)),
    }
)


@good("POST /v1/cash-movements")
def supply(service: Service) -> Request:
    assert service.outlet  # opened by making its key
    return cash_movement(service, OUTLET, "supply")


# What is refused.

BY_NUMBER: dict[str, ByNumber] = {
    "POST /v1/cancellations": cancellation,
    "POST /v1/refunds": refund,
    "POST /v1/password-resets": password_reset,
}
BY_PASSWORD: dict[str, ByPassword] = {
    "POST /v1/redemptions": redemption,
    "POST /v1/cash-outs": cash_out,
}
for _route, _ask in BY_NUMBER.items():
    refuses_wrong_numbers(_route, _ask)
for _route, _ask_with_password in BY_PASSWORD.items():
    refuses_wrong_passwords(_route, _ask_with_password)

story(
    "POST /v1/password-resets",
    "draft_expired",
    lambda service: password_reset(service, expired(service)),
)
stories(
    "not_the_depositor",
    {
        "POST /v1/refunds": lambda service: refund(service, expired(service), STRANGER),
        "POST /v1/password-resets": lambda service: password_reset(
            service, deposited(service), STRANGER
        ),
    },
)


def refund_in_force(service: Service) -> Request:
    number = deposited(service)
    service.clock.advance(days=DRAFT_DAYS, ms=-1)
    return refund(service, number)


def cancellation_the_day_after(service: Service) -> Request:
    number = deposited(service)
    service.clock.advance(days=1)
    return cancellation(service, number)


def cancellation_elsewhere(service: Service) -> Request:
    number, elsewhere = deposited(service), service.key("outlet", OTHER_OUTLET)
    return Request(elsewhere, "POST", "/v1/cancellations", {"number": number})


story("POST /v1/refunds", "draft_not_expired", refund_in_force)
story("POST /v1/cancellations", "cancelled_too_late", cancellation_the_day_after)
story("POST /v1/cancellations", "not_the_issuing_outlet", cancellation_elsewhere)


def cash_out_elsewhere(service: Service) -> Request:
    number, elsewhere = deposited(service), service.key("outlet", OTHER_OUTLET)
    body = {"number": number, "password": PASSWORD}
    return Request(elsewhere, "POST", "/v1/cash-outs", body)


def collection_of_nothing(service: Service) -> Request:
    assert service.outlet
    return cash_movement(service, OUTLET, "collection")


stories(
    "outlet_out_of_cash",
    {
        "POST /v1/cash-outs": cash_out_elsewhere,
        "POST /v1/cancellations": lambda service: cancellation(
            service, collected(service, deposited(service))
        ),
        "POST /v1/refunds": lambda service: refund(service, collected(service, expired(service))),
        "POST /v1/cash-movements": collection_of_nothing,
    },
)
story(
    "POST /v1/cash-movements",
    "outlet_unknown",
    lambda service: cash_movement(service, "Nowhere", "supply"),
)


def redemption_into_a_frozen_wallet(service: Service) -> Request:
    wallet_id = service.wallet()
    freeze(service, wallet_id)
    return redemption(service, deposited(service), wallet_id=wallet_id)


def second_redemption_of_the_day(service: Service) -> Request:
    wallet_id = service.wallet("plain")
    assert service.redeem(deposited(service), wallet_id).status_code == 201
    return redemption(service, deposited(service), wallet_id=wallet_id)


story(
    "POST /v1/redemptions",
    "wallet_unknown",
    lambda service: redemption(service, deposited(service), wallet_id="nobody"),
)
story("POST /v1/redemptions", "wallet_frozen", redemption_into_a_frozen_wallet)
story("POST /v1/redemptions", "daily_limit_reached", second_redemption_of_the_day)
