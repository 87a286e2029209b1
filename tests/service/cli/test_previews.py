"""`--dry-run`: a command that moves money says what it would do, and does nothing."""

import json
from pathlib import Path
from typing import NoReturn

import pytest

from service.client.retrying import ApiRequest, RetryingClient, Unreachable
from tests.service.cli.desk import PASSWORD, Desk, call, new_desk
from tests.service.cli.every_command import (
    Words,
    command,
    commands_that_ask,
    fitting_arguments,
)
from tests.service.client.test_routes import route_of

ASKING = commands_that_ask()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return new_desk(tmp_path)


@pytest.mark.parametrize("path", ASKING, ids=" ".join)
def test_a_command_has_the_option_if_what_it_asks_for_moves_money(
    path: Words, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[ApiRequest] = []

    def send(_: RetryingClient, request: ApiRequest) -> NoReturn:
        asked.append(request)
        where = "nowhere"
        raise Unreachable(where, "not sent", None)

    monkeypatch.setattr(RetryingClient, "send", send)
    words = fitting_arguments(path, tmp_path)

    call(*words, "--key", "whk_key", "--server", "http://127.0.0.1:9", WANGHUIYI_PASSWORD=PASSWORD)

    routes = [route for request in asked if (route := route_of(request))]
    has_option = any("--dry-run" in one.opts for one in command(path).params)
    assert has_option is any(route.moves_money for route in routes)


def test_a_deposit_is_foretold_in_a_table_and_no_receipt_is_left(desk: Desk) -> None:
    receipt = desk.folder / "receipt.json"

    done = desk.call("outlet", "deposit", "175", "--dry-run", "--receipt", str(receipt))

    assert (done.exit_code, done.stdout.splitlines()) == (
        0,
        [
            "would be done",
            "entry    debit              credit                   money",
            "deposit  post:cash:Gushi 1  post:drafts_outstanding  175.00 CNY",
            "not looked for: depositor_limit_reached",
        ],
    )
    assert not receipt.exists()


def test_all_refusals_are_shown_and_end_with_1(desk: Desk) -> None:
    wallet_id = desk.printed("provider", "wallet", "open")
    desk.printed("provider", "wallet", "freeze", wallet_id)

    done = desk.call("provider", "wallet", "withdraw", wallet_id, "5", "--dry-run")

    lines = done.stdout.splitlines()
    assert (done.exit_code, lines[0]) == (1, "would be refused")
    assert [line.partition(":")[0] for line in lines[1:]] == ["wallet_frozen", "balance_too_low"]


def test_json_is_the_answer_of_the_service(desk: Desk) -> None:
    number, wallet_id = desk.deposit()["number"], desk.printed("provider", "wallet", "open")

    done = desk.call("provider", "redeem", number, wallet_id, "--dry-run", "--json")

    answer = json.loads(done.stdout)
    assert (answer["would"], answer["events"]) == ("be_done", ["wallet.credited"])
    assert desk.call("provider", "redeem", number, wallet_id).exit_code == 0


def test_an_open_day_is_told_to_be_open(desk: Desk) -> None:
    done = desk.call("operator", "settle", "today", "--dry-run")

    assert (done.exit_code, done.stdout.splitlines()[1].partition(":")[0]) == (1, "day_still_open")
