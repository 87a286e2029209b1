"""Tests that end in every way; `test_plugin.py` runs a copy elsewhere, and knows how each ends."""

import pytest

from wanghuiyi import AnswerLost, World
from wanghuiyi.line import HttpAnswer, Json

FAIL = (
    "test_fails",
    "test_begins_elsewhere",
    "test_has_a_fault_that_never_struck",
    "test_expects_what_does_not_come",
)


def test_passes(wanghuiyi: World) -> None:
    wallet = wanghuiyi.wallet()

    wallet.redeem(wanghuiyi.deposit(175_00))

    assert wallet.balance == 175_00


def test_fails(wanghuiyi: World) -> None:
    wallet = wanghuiyi.wallet()
    draft = wanghuiyi.deposit(175_00)
    with wanghuiyi.faults(lose_answer=("POST", "/v1/redemptions", 1)), pytest.raises(AnswerLost):
        wallet.redeem(draft)
    wanghuiyi.clock.advance(days=1)

    wallet.redeem(draft)


@pytest.mark.wanghuiyi(seed="7", at="2027-02-01T00:00:00Z")
def test_begins_elsewhere(wanghuiyi: World) -> None:
    pytest.fail(f"begun at {wanghuiyi.clock.now:%Y-%m-%d}")


def test_has_a_fault_that_never_struck(wanghuiyi: World) -> None:
    with wanghuiyi.faults(fail=("POST", "/v1/redemptions", 2)):
        wanghuiyi.wallet().redeem(wanghuiyi.deposit(5_00))


def test_expects_what_does_not_come(wanghuiyi: World) -> None:
    webhooks = wanghuiyi.webhooks
    with wanghuiyi.faults(duplicate=("wallet.credited", 1)):
        wanghuiyi.wallet().redeem(wanghuiyi.deposit(5_00))
        webhooks.deliver()
    first, again = webhooks.received
    assert (first.is_repeated, again.is_repeated) == (False, True)
    assert webhooks.expect("wallet.credited").data == first.data
    webhooks.expect("wallet.credited")

    webhooks.expect("order.paid", timeout_s=0.01)


def test_leaves_unsound_books(wanghuiyi: World) -> None:
    answered = wanghuiyi.line

    class Unsound:
        """A line on which the books are never sound."""

        def send(self, method: str, path: str, *rest: Json) -> HttpAnswer:
            if path.endswith("/v1/books/check"):
                return HttpAnswer(200, {}, b'{"is_sound": false, "findings": ["planted"]}')
            return answered.send(method, path, *rest)

    wanghuiyi.line = Unsound()  # type: ignore[assignment]  # it is asked for this alone
