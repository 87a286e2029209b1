"""Stories of wallets, payments between them, withdrawals, and the contact of each."""

from tests.service.api.stories.story import GOOD, Request, freeze, good, stories, story
from tests.service.servers import OTHER_PROVIDER, Service, money

PHONE = "+8613800138000"
NOBODYS = "/v1/wallets/nobody"


def payment(service: Service, payer_id: str, payee_id: str) -> Request:
    """Pay from one wallet into another."""
    body = {"payer_wallet_id": payer_id, "payee_wallet_id": payee_id, "money": money(100)}
    return Request(service.provider, "POST", "/v1/payments", body)


def withdrawal(service: Service, wallet_id: str) -> Request:
    """Move money out to a bank."""
    body = {"wallet_id": wallet_id, "money": money(100)}
    return Request(service.provider, "POST", "/v1/withdrawals", body)


def frozen_wallet(service: Service) -> str:
    """Return the id of a wallet that has money and is frozen."""
    wallet_id = service.full_wallet()
    freeze(service, wallet_id)
    return wallet_id


def no_contact(service: Service) -> str:
    """Return the path of a contact that was not set."""
    return f"/v1/wallets/{service.wallet()}/contact"


def contact_of(service: Service) -> str:
    """Return the path of a contact that was set."""
    path = no_contact(service)
    body = {"phone": PHONE, "language": "zh"}
    assert service.ask(service.provider, "PUT", path, body).status_code == 200
    return path


def other_provider(service: Service) -> str:
    """Return the key of a provider whose wallets these are not."""
    return service.key("provider", OTHER_PROVIDER)


# What is taken.

GOOD.update(
    {
        "POST /v1/wallets": lambda service: Request(
            service.provider, "POST", "/v1/wallets", {"tier": "certificate"}
        ),
        "GET /v1/wallets/{wallet_id}": lambda service: Request(
            service.provider, "GET", f"/v1/wallets/{service.full_wallet()}"
        ),
        "PATCH /v1/wallets/{wallet_id}": lambda service: Request(
            service.provider, "PATCH", f"/v1/wallets/{service.full_wallet()}", {"is_frozen": True}
        ),
        "POST /v1/payments": lambda service: payment(
            service, service.full_wallet(), service.wallet()
        ),
        "POST /v1/withdrawals": lambda service: withdrawal(service, service.full_wallet()),
        "GET /v1/wallets/{wallet_id}/contact": lambda service: Request(
            service.provider, "GET", contact_of(service)
        ),
        "DELETE /v1/wallets/{wallet_id}/contact": lambda service: Request(
            service.provider, "DELETE", contact_of(service)
        ),
    }
)


@good("GET /v1/wallets/{wallet_id}/entries")
def statement(service: Service) -> Request:
    path = f"/v1/wallets/{service.full_wallet()}/entries?limit=5&cursor=0"
    return Request(service.provider, "GET", path)


@good("PUT /v1/wallets/{wallet_id}/contact")
def new_contact(service: Service) -> Request:
    body = {"phone": PHONE, "language": "es", "is_opted_out": True}
    return Request(service.provider, "PUT", no_contact(service), body)


# What is refused.

stories(
    "wallet_unknown",
    {
        "GET /v1/wallets/{wallet_id}": lambda service: Request(service.provider, "GET", NOBODYS),
        "PATCH /v1/wallets/{wallet_id}": lambda service: Request(
            service.provider, "PATCH", NOBODYS, {"is_frozen": True}
        ),
        "GET /v1/wallets/{wallet_id}/entries": lambda service: Request(
            service.provider, "GET", f"{NOBODYS}/entries"
        ),
        "POST /v1/payments": lambda service: payment(service, service.full_wallet(), "nobody"),
        "POST /v1/withdrawals": lambda service: withdrawal(service, "nobody"),
        "PUT /v1/wallets/{wallet_id}/contact": lambda service: Request(
            other_provider(service),
            "PUT",
            no_contact(service),
            {"phone": PHONE, "language": "zh"},
        ),
        "GET /v1/wallets/{wallet_id}/contact": lambda service: Request(
            other_provider(service), "GET", contact_of(service)
        ),
        "DELETE /v1/wallets/{wallet_id}/contact": lambda service: Request(
            other_provider(service), "DELETE", contact_of(service)
        ),
    },
)
stories(
    "contact_unknown",
    {
        "GET /v1/wallets/{wallet_id}/contact": lambda service: Request(
            service.provider, "GET", no_contact(service)
        ),
        "DELETE /v1/wallets/{wallet_id}/contact": lambda service: Request(
            service.provider, "DELETE", no_contact(service)
        ),
    },
)
stories(
    "wallet_frozen",
    {
        "POST /v1/payments": lambda service: payment(
            service, frozen_wallet(service), service.wallet()
        ),
        "POST /v1/withdrawals": lambda service: withdrawal(service, frozen_wallet(service)),
    },
)
stories(
    "balance_too_low",
    {
        "POST /v1/payments": lambda service: payment(
            service, service.full_wallet(99), service.wallet()
        ),
        "POST /v1/withdrawals": lambda service: withdrawal(service, service.full_wallet(99)),
    },
)


def payment_to_oneself(service: Service) -> Request:
    wallet_id = service.full_wallet()
    return payment(service, wallet_id, wallet_id)


story("POST /v1/payments", "same_wallet", payment_to_oneself)
