"""A change that says null: refused where it would change nothing; else it has a meaning."""

from collections.abc import Callable

import pytest

from service.api.contract import contract
from service.web.app import ROUTES
from tests.service.api.stories import agency, outlets
from tests.service.api.stories.webhooks import webhook_of
from tests.service.servers import Service, money, taken

Made = Callable[[Service], tuple[str, str]]
CHANGES: dict[str, tuple[Made, tuple[str, ...]]] = {
    "AgentChangeBody": (
        lambda service: (service.operator, agency.PATH) if service.agent else ("", ""),
        ("tariff", "threshold"),
    ),
    "WalletChangeBody": (
        lambda service: (service.provider, f"/v1/wallets/{service.wallet()}"),
        ("tier", "is_frozen"),
    ),
    "WebhookChangeBody": (
        lambda service: (service.provider, f"/v1/webhooks/{webhook_of(service)}"),
        ("url", "kinds", "is_enabled"),
    ),
    "OutletChangeBody": (lambda service: (service.outlet, outlets.OWN), ("has_draft_events",)),
}


@pytest.mark.parametrize("body", CHANGES)
def test_null_that_would_change_nothing_is_refused_all_of_it_at_once(
    service: Service, body: str
) -> None:
    make, names = CHANGES[body]
    key, path = make(service)

    answer = service.ask(key, "PATCH", path, dict.fromkeys(names))

    assert answer.status_code == 400
    errors = taken(answer)["errors"]
    assert len(errors) == len(names)
    assert all("leave it out" in one["message"] for one in errors)


@pytest.mark.parametrize("body", CHANGES)
def test_the_contract_allows_no_null_there(body: str) -> None:
    properties = contract(ROUTES, "")["components"]["schemas"][body]["properties"]

    for name in CHANGES[body][1]:
        assert "null" not in str(properties[name]), name
        assert "default" not in properties[name], name


def test_an_outlet_without_a_threshold_says_so_by_null(service: Service) -> None:
    for threshold in (money(100), None):
        answer = outlets.asked(service, threshold=threshold).send(service)
        assert taken(answer)["threshold"] == threshold
