"""Stories of holds on wallets, and of payments given back."""

from typing import Any

from service.clock import rfc3339
from service.domain.day import DAY_MS
from service.domain.hold import HOLD_DAYS, HOLDS_MAX
from tests.service.api.stories.story import Request, freeze, good, stories, story
from tests.service.api.stories.wallets import other_provider, payment
from tests.service.servers import Service, money, taken

HOLDS = "/v1/holds"


def hold(service: Service, wallet_id: str, amount_fen: int = 100, **more: Any) -> Request:  # noqa: ANN401 - parts of a body
    """Hold money of a wallet."""
    body = {"wallet_id": wallet_id, "money": money(amount_fen), **more}
    return Request(service.provider, "POST", HOLDS, body)


def placed(service: Service, wallet_id: str | None = None, **more: Any) -> str:  # noqa: ANN401 - parts of a body
    """Return the id of a hold of 100 fen."""
    wallet_id = wallet_id or service.full_wallet()
    return str(taken(hold(service, wallet_id, **more).send(service))["hold_id"])


def promised(service: Service) -> str:
    """Return the id of a hold for a payee at another provider."""
    payee_id = service.wallet(key=other_provider(service))
    return placed(service, payee_wallet_id=payee_id)


def capture(
    service: Service,
    hold_id: str,
    amount_fen: int = 60,
    *,
    is_final: bool = False,
    payee_id: str | None = None,
) -> Request:
    """Pay a part of a hold."""
    body: dict[str, object] = {"money": money(amount_fen), "is_final": is_final}
    body["payee_wallet_id"] = payee_id or service.wallet()
    return Request(service.provider, "POST", f"{HOLDS}/{hold_id}/captures", body)


def captured(service: Service, hold_id: str, *, is_final: bool = False) -> str:
    """Return the id of a payment that a capture was."""
    done = capture(service, hold_id, is_final=is_final).send(service)
    return str(taken(done)["payment_id"])


def release(service: Service, hold_id: str) -> Request:
    """Give a hold back."""
    return Request(service.provider, "POST", f"{HOLDS}/{hold_id}/releases")


def expired(service: Service) -> str:
    """Return the id of a hold whose time is over."""
    hold_id = placed(service)
    service.clock.advance(days=HOLD_DAYS)
    return hold_id


def of_frozen_wallet(service: Service) -> str:
    """Return the id of a hold whose wallet was frozen afterwards."""
    wallet_id = service.full_wallet()
    hold_id = placed(service, wallet_id)
    freeze(service, wallet_id)
    return hold_id


def paid(service: Service, payee_id: str | None = None, payee_key: str | None = None) -> str:
    """Return the id of a payment of 100 fen."""
    payee_id = payee_id or service.wallet(key=payee_key)
    done = payment(service, service.full_wallet(), payee_id).send(service)
    return str(taken(done)["payment_id"])


def reversal_of(service: Service, payment_id: str, amount_fen: int = 100) -> Request:
    """Give a payment back."""
    body = {"money": money(amount_fen), "reason": "returned"}
    return Request(service.provider, "POST", f"/v1/payments/{payment_id}/reversals", body)


def looked_at(service: Service, payment_id: str) -> Request:
    """Look at what was given back of a payment."""
    return Request(service.provider, "GET", f"/v1/payments/{payment_id}/reversals?limit=5&cursor=0")


# What is taken.


@good("POST /v1/holds")
def new_hold(service: Service) -> Request:
    return hold(service, service.full_wallet(), payee_wallet_id=service.wallet(), valid_minutes=5)


@good("GET /v1/holds/{hold_id}")
def a_hold(service: Service) -> Request:
    hold_id = placed(service)
    captured(service, hold_id)
    return Request(service.provider, "GET", f"{HOLDS}/{hold_id}")


@good("GET /v1/wallets/{wallet_id}/holds")
def holds_of_wallet(service: Service) -> Request:
    wallet_id = service.full_wallet()
    placed(service, wallet_id)
    return Request(service.provider, "GET", f"/v1/wallets/{wallet_id}/holds?limit=5&cursor=0")


@good("POST /v1/holds/{hold_id}/captures")
def last_capture(service: Service) -> Request:
    return capture(service, placed(service), is_final=True)


@good("POST /v1/holds/{hold_id}/releases")
def new_release(service: Service) -> Request:
    return release(service, placed(service))


@good("POST /v1/hold-sweeps")
def sweep(service: Service) -> Request:
    expired(service)
    return Request(service.operator, "POST", "/v1/hold-sweeps", {"limit": 10})


@good("POST /v1/payments/{payment_id}/reversals")
def new_reversal(service: Service) -> Request:
    return reversal_of(service, paid(service), 60)


@good("GET /v1/payments/{payment_id}/reversals")
def reversals(service: Service) -> Request:
    payment_id = paid(service)
    assert reversal_of(service, payment_id, 60).send(service).status_code == 201
    return looked_at(service, payment_id)


# What is refused.


def too_long(service: Service) -> Request:
    """Hold money until thirty days and a millisecond from now."""
    end = rfc3339(service.clock() + 30 * DAY_MS + 1)
    return hold(service, service.full_wallet(), expires_at=end)


def too_many(service: Service) -> Request:
    """Hold money once more than a wallet has holds."""
    wallet_id = service.full_wallet()
    for _ in range(HOLDS_MAX):
        placed(service, wallet_id)
    return hold(service, wallet_id)


def of_frozen(service: Service) -> Request:
    """Hold money of a frozen wallet."""
    wallet_id = service.full_wallet()
    freeze(service, wallet_id)
    return hold(service, wallet_id)


def for_itself(service: Service) -> Request:
    """Hold money for the same wallet."""
    wallet_id = service.full_wallet()
    return hold(service, wallet_id, payee_wallet_id=wallet_id)


def captured_for_itself(service: Service) -> Request:
    """Capture into the wallet that the money was held of."""
    wallet_id = service.full_wallet()
    return capture(service, placed(service, wallet_id), payee_id=wallet_id)


def without_payee(service: Service) -> Request:
    """Capture without saying for whom."""
    body = {"money": money(60)}
    return Request(service.provider, "POST", f"{HOLDS}/{placed(service)}/captures", body)


def ended(service: Service) -> str:
    """Return the id of a hold that was released."""
    hold_id = placed(service)
    taken(release(service, hold_id).send(service))
    return hold_id


story("POST /v1/holds", "hold_end_wrong", too_long)
story("POST /v1/holds", "holds_full", too_many)
stories(
    "wallet_unknown",
    {
        "POST /v1/holds": lambda service: hold(service, "nobody"),
        "GET /v1/wallets/{wallet_id}/holds": lambda service: Request(
            service.provider, "GET", "/v1/wallets/nobody/holds"
        ),
        "POST /v1/holds/{hold_id}/captures": lambda service: capture(
            service, placed(service), payee_id="nobody"
        ),
    },
)
stories(
    "wallet_frozen",
    {
        "POST /v1/holds": of_frozen,
        "POST /v1/holds/{hold_id}/captures": lambda service: capture(
            service, of_frozen_wallet(service)
        ),
    },
)
stories(
    "same_wallet",
    {"POST /v1/holds": for_itself, "POST /v1/holds/{hold_id}/captures": captured_for_itself},
)
stories(
    "hold_unknown",
    {
        "GET /v1/holds/{hold_id}": lambda service: Request(
            other_provider(service), "GET", f"{HOLDS}/{placed(service)}"
        ),
        "POST /v1/holds/{hold_id}/captures": lambda service: capture(service, "nothing"),
        "POST /v1/holds/{hold_id}/releases": lambda service: release(service, "nothing"),
    },
)
stories(
    "hold_ended",
    {
        "POST /v1/holds/{hold_id}/captures": lambda service: capture(service, ended(service)),
        "POST /v1/holds/{hold_id}/releases": lambda service: release(service, ended(service)),
    },
)
stories(
    "hold_expired",
    {
        "POST /v1/holds/{hold_id}/captures": lambda service: capture(service, expired(service)),
        "POST /v1/holds/{hold_id}/releases": lambda service: release(service, expired(service)),
    },
)
story("POST /v1/holds", "balance_too_low", lambda service: hold(service, service.wallet()))
story("POST /v1/holds/{hold_id}/captures", "payee_missing", without_payee)
story(
    "POST /v1/holds/{hold_id}/captures",
    "payee_other",
    lambda service: capture(service, promised(service)),
)
story(
    "POST /v1/holds/{hold_id}/captures",
    "capture_over_hold",
    lambda service: capture(service, placed(service), 101),
)
story(
    "POST /v1/holds/{hold_id}/releases",
    "hold_promised",
    lambda service: release(service, promised(service)),
)


def by_the_payer(service: Service) -> Request:
    """Take a payment back oneself."""
    return reversal_of(service, paid(service, payee_key=other_provider(service)))


def of_frozen_payee(service: Service) -> Request:
    """Give a payment back from a wallet that was frozen."""
    payee_id = service.wallet()
    payment_id = paid(service, payee_id)
    freeze(service, payee_id)
    return reversal_of(service, payment_id)


def of_spent_payment(service: Service) -> Request:
    """Give a payment back that was spent."""
    payee_id = service.wallet()
    payment_id = paid(service, payee_id)
    taken(payment(service, payee_id, service.wallet()).send(service))
    return reversal_of(service, payment_id)


stories(
    "payment_unknown",
    {
        "POST /v1/payments/{payment_id}/reversals": lambda service: reversal_of(service, "nothing"),
        "GET /v1/payments/{payment_id}/reversals": lambda service: looked_at(service, "nothing"),
    },
)
_REVERSALS = "POST /v1/payments/{payment_id}/reversals"
story(_REVERSALS, "not_the_payee", by_the_payer)
story(_REVERSALS, "wallet_frozen", of_frozen_payee)
story(_REVERSALS, "balance_too_low", of_spent_payment)
story(
    _REVERSALS,
    "reversal_over_payment",
    lambda service: reversal_of(service, paid(service), 101),
)
