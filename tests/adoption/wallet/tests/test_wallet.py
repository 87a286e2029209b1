"""The wallet is tested against wanghuiyi, without a line of set-up: the plugin has it all."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

import service
import sim
from service.post_office import Declined
from service.wallet import Wallet
from wanghuiyi import World

NOT_OURS = ("numba", "numpy", "matplotlib", "scipy", "polars", "simpy")
NOT_NEEDED = ("flask", "pydantic", "sqlalchemy", "granian", "httpx2", "cryptography")
PROJECT = Path(__file__).parent.parent


def test_cash_becomes_money_online(wanghuiyi: World, wallet: Wallet) -> None:
    draft = wanghuiyi.deposit(175_00)

    assert wallet.top_up("ana", draft.number, draft.password) == 175_00


def test_an_answer_that_was_lost_credits_once(wanghuiyi: World, wallet: Wallet) -> None:
    draft = wanghuiyi.deposit(175_00)

    with wanghuiyi.faults(lose_answer=("POST", "/v1/redemptions", 1)):
        balance = wallet.top_up("ana", draft.number, draft.password)

    assert balance == 175_00
    tries = [one for one in wanghuiyi.requests if one["path"] == "/v1/redemptions"]
    assert len(tries) == 2
    assert len({one["idempotency_key"] for one in tries}) == 1


def test_a_draft_that_has_expired_is_declined(wanghuiyi: World, wallet: Wallet) -> None:
    draft = wanghuiyi.deposit(175_00)
    wanghuiyi.clock.advance(days=60)

    with pytest.raises(Declined, match="expired") as declined:
        wallet.top_up("ana", draft.number, draft.password)

    assert declined.value.code == "draft_expired"


@pytest.mark.parametrize(("offset_ms", "is_good"), [(-1, True), (0, False)])
def test_a_draft_is_good_to_its_last_millisecond(
    wanghuiyi: World, wallet: Wallet, offset_ms: int, *, is_good: bool
) -> None:
    draft = wanghuiyi.deposit(175_00)
    ahead = wanghuiyi.clock.boundaries()
    (expiry,) = [one.at for one in ahead if one.what == "draft.expires"]
    wanghuiyi.clock.set(expiry + timedelta(milliseconds=offset_ms))

    if is_good:
        assert wallet.top_up("ana", draft.number, draft.password) == 175_00
    else:
        with pytest.raises(Declined, match="expired"):
            wallet.top_up("ana", draft.number, draft.password)


def test_the_wallet_hears_of_money_that_came(wanghuiyi: World, wallet: Wallet) -> None:
    webhooks = wanghuiyi.webhooks
    draft = wanghuiyi.deposit(175_00)

    wallet.top_up("ana", draft.number, draft.password)

    assert webhooks.expect("wallet.credited").data["money"]["amount"] == 175_00


def test_it_runs_as_a_process_of_its_own(wanghuiyi: World) -> None:
    draft = wanghuiyi.deposit(20_00)
    words = [sys.executable, "-m", "service", "ben", draft.number, draft.password]

    done = subprocess.run(
        words, cwd=PROJECT, env=os.environ | wanghuiyi.env, capture_output=True, check=True
    )

    assert int(done.stdout) == 20_00


@pytest.mark.parametrize("turn", [1, 2])
def test_no_test_sees_another(wanghuiyi: World, wallet: Wallet, turn: int) -> None:
    assert [one["path"] for one in wanghuiyi.requests] == ["/v1/wallets"], turn
    assert wallet.balances == {"ana": 0}


def test_the_packages_are_the_projects_own_and_nothing_else_is_imported() -> None:
    assert Path(service.__file__).parent == PROJECT / "service"
    assert sim.IS_OF_THE_WALLET
    assert [name for name in (*NOT_OURS, *NOT_NEEDED) if name in sys.modules] == []
