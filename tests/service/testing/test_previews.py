"""Previews on a test server: recorded, met by faults, and never taken for the request itself."""

from pathlib import Path
from typing import Any

import pytest

from tests.service.testing.served import DEPOSIT, Served, books_in, served

DRY = "?dry_run=true"


@pytest.fixture
def test(tmp_path: Path) -> Served:
    return served(books_in(tmp_path))


def mistakes(test: Served) -> list[str]:
    verdict: dict[str, Any] = test.client.get("/test/verdict").get_json()
    return [one["mistake"] for one in verdict["findings"]]


def test_who_previews_and_then_does_it_makes_no_mistake(test: Served) -> None:
    number = test.deposited()["number"]
    body = {"number": number, "password": "081208", "wallet_id": test.wallets[0]}
    lost = {"Wanghuiyi_Fault": "drop-answer"}

    for key, fault in (("preview-1", {}), ("preview-2", lost), ("preview-3", {})):
        test.ask("provider", f"POST /v1/redemptions{DRY}", body, key, **fault)
    answer = test.ask("provider", "POST /v1/redemptions", body, "the-real-one")

    assert (answer.status_code, mistakes(test)) == (201, [])


def test_a_preview_is_recorded_with_its_secrets_masked(test: Served) -> None:
    test.ask("outlet", f"POST /v1/deposits{DRY}", DEPOSIT)

    recorded = test.client.get("/test/requests").get_json()["requests"][-1]

    assert (recorded["query"], recorded["status"]) == ("dry_run=true", 200)
    assert "081208" not in str(recorded)


def test_a_fault_meets_a_preview_too(test: Served) -> None:
    answer = test.ask("outlet", f"POST /v1/deposits{DRY}", DEPOSIT, Wanghuiyi_Fault="error=503")

    assert answer.status_code == 503


def test_a_magic_amount_is_not_set_off_by_a_preview(test: Served) -> None:
    body = {**DEPOSIT, "money": {"amount": 444_402, "currency": "CNY"}}

    answer = test.ask("outlet", f"POST /v1/deposits{DRY}", body)

    assert answer.get_json()["would"] == "be_done"
    assert len(test.client.get("/test/requests").get_json()["requests"]) == 1


def test_a_preview_is_of_the_world_that_is_asked(test: Served) -> None:
    world = test.client.post("/test/worlds", json={}).get_json()
    body = {
        "payer_wallet_id": test.wallets[0],
        "payee_wallet_id": "nobody",
        "money": DEPOSIT["money"],
    }

    here = test.ask("provider", f"POST /v1/payments{DRY}", body)
    there = Served(test.client, test.keys, test.wallets, path=f"/worlds/{world['world_id']}")

    assert here.status_code == 200
    # The world has neither that key nor that wallet.
    assert there.ask("provider", f"POST /v1/payments{DRY}", body).status_code == 401
