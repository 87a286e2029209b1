"""Stories of what callers note about their objects, and of answers looked up by their keys."""

import re
from collections.abc import Mapping
from dataclasses import replace

from tests.service.api.stories.story import GOOD, Request, good, stories, story
from tests.service.servers import OTHER_OUTLET, Service, deposit_body, taken

EXTERNAL_ID = "#2026-1174"
METADATA = {"till": "3", "clerk": "王会计"}
IN_URL = "%232026-1174"
# Each request that makes what can be annotated, with its kind and the name of its id.
MAKING: dict[str, tuple[str, str]] = {
    "POST /v1/deposits": ("draft", "draft_id"),
    "POST /v1/wallets": ("wallet", "wallet_id"),
    "POST /v1/payments": ("payment", "payment_id"),
    "POST /v1/withdrawals": ("withdrawal", "withdrawal_id"),
    "POST /v1/holds": ("hold", "hold_id"),
    "POST /v1/holds/{hold_id}/captures": ("payment", "payment_id"),
    "POST /v1/payments/{payment_id}/reversals": ("reversal", "reversal_id"),
    "POST /v1/offers": ("offer", "offer_id"),
    "POST /v1/orders": ("order", "order_id"),
    "POST /v1/reference-payments": ("reference_payment", "payment_id"),
    "POST /v1/payouts": ("payout", "payout_id"),
    "POST /v1/cash-ins": ("cash_in", "cash_in_id"),
}


def noting(request: Request, **noted: object) -> Request:
    """Return a request that notes something about what it makes."""
    assert isinstance(request.body, Mapping)
    return replace(request, body={**request.body, **noted})


def noted_deposit(service: Service) -> str:
    """Return the id of a draft with a number of the outlet's own; it is paid in the first time."""
    found = service.get(service.outlet, f"/v1/external-ids/{IN_URL}")
    if found.status_code == 200:
        return str(taken(found)["object_id"])
    body = {**deposit_body(), "external_id": EXTERNAL_ID, "metadata": METADATA}
    return str(service.done(service.outlet, "/v1/deposits", body)["draft_id"])


def annotation_of(service: Service) -> str:
    """Return the path of what an outlet noted about its draft."""
    return f"/v1/annotations/draft/{noted_deposit(service)}"


def looked_up(service: Service) -> Request:
    """Look a deposit up by its key."""
    headers = {"Idempotency-Key": "lost-answer"}
    assert service.post(service.outlet, "/v1/deposits", deposit_body(), headers).status_code == 201
    return Request(service.outlet, "GET", "/v1/answers/lost-answer")


def second_with_one_number(service: Service, route: str) -> Request:
    """Make an object with a number of one's own, and return the request for one more with it."""
    noun = "-".join(re.findall("[a-z]+", route))  # a capture makes a payment, too
    request = noting(GOOD[route](service), external_id=f"second-{noun}")
    response = request.send(service)
    assert response.status_code == 201, response.text
    assert taken(response)["external_id"].startswith("second-")
    return request


# What is taken.


@good("GET /v1/external-ids/{external_id}")
def external_id(service: Service) -> Request:
    noted_deposit(service)
    return Request(service.outlet, "GET", f"/v1/external-ids/{IN_URL}")


@good("PUT /v1/annotations/{kind}/{object_id}")
def other_metadata(service: Service) -> Request:
    return Request(service.outlet, "PUT", annotation_of(service), {"metadata": {"till": "4"}})


GOOD["GET /v1/annotations/{kind}/{object_id}"] = lambda service: Request(
    service.outlet, "GET", annotation_of(service)
)
GOOD["GET /v1/answers/{idempotency_key}"] = looked_up


# What is refused.


def add_second(route: str) -> None:
    """Add the story of a second object with one number."""
    story(route, "external_id_taken", lambda service: second_with_one_number(service, route))


for _route in MAKING:
    add_second(_route)
story(
    "GET /v1/external-ids/{external_id}",
    "external_id_unknown",
    lambda service: replace(external_id(service), key=service.key("outlet", OTHER_OUTLET)),
)
stories(
    "annotation_unknown",
    {
        "GET /v1/annotations/{kind}/{object_id}": lambda service: Request(
            service.key("outlet", OTHER_OUTLET), "GET", annotation_of(service)
        ),
        "PUT /v1/annotations/{kind}/{object_id}": lambda service: Request(
            service.outlet,
            "PUT",
            f"/v1/annotations/draft/{service.deposit()['draft_id']}",
            {"metadata": {}},
        ),
    },
)
