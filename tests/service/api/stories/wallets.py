"""Stories of wallets, payments between them, withdrawals, and the contact of each."""

from tests.service.api.stories.story import (
    GOOD,
    Prepare,
    Request,
    freeze,
    good,
    stories,
    story,
)
from tests.service.servers import OTHER_PROVIDER, Service, money, taken

PHONE = "+8613800138000"
DAY = "from=2026-11-24T00:00:00Z&until=2026-11-25T00:00:00Z"
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


def paid(service: Service) -> str:
    """Return the id of a payment that was made."""
    answer = payment(service, service.full_wallet(), service.wallet()).send(service)
    return str(taken(answer)["payment_id"])


def withdrawn(service: Service) -> str:
    """Return the id of a withdrawal that was made."""
    answer = withdrawal(service, service.full_wallet()).send(service)
    return str(taken(answer)["withdrawal_id"])


@good("GET /v1/payments")
def payments(service: Service) -> Request:
    paid(service)
    return Request(service.provider, "GET", f"/v1/payments?limit=5&direction=in&{DAY}")


@good("GET /v1/payments/{payment_id}")
def one_payment(service: Service) -> Request:
    return Request(service.provider, "GET", f"/v1/payments/{paid(service)}")


@good("GET /v1/withdrawals")
def withdrawals(service: Service) -> Request:
    withdrawn(service)
    return Request(service.provider, "GET", f"/v1/withdrawals?limit=5&{DAY}")


@good("GET /v1/withdrawals/{withdrawal_id}")
def one_withdrawal(service: Service) -> Request:
    return Request(service.provider, "GET", f"/v1/withdrawals/{withdrawn(service)}")


@good("GET /v1/wallets")
def wallets(service: Service) -> Request:
    service.full_wallet()
    return Request(service.provider, "GET", f"/v1/wallets?limit=5&is_frozen=false&{DAY}")


@good("GET /v1/wallets/{wallet_id}/balance")
def balance(service: Service) -> Request:
    path = f"/v1/wallets/{service.full_wallet()}/balance?at=2026-11-24T09:00:00Z"
    return Request(service.provider, "GET", path)


# What is refused.


def of_nobody(path: str) -> Prepare:
    """Return a look of a provider at what does not belong to a wallet of its own."""
    return lambda service: Request(service.provider, "GET", path)


story("GET /v1/payments/{payment_id}", "payment_unknown", of_nobody("/v1/payments/none"))
story(
    "GET /v1/withdrawals/{withdrawal_id}", "withdrawal_unknown", of_nobody("/v1/withdrawals/none")
)

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
        "GET /v1/wallets/{wallet_id}/balance": of_nobody(f"{NOBODYS}/balance"),
        "GET /v1/payments": of_nobody("/v1/payments?wallet_id=nobody"),
        "GET /v1/withdrawals": of_nobody("/v1/withdrawals?wallet_id=nobody"),
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
