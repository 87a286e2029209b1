"""Tests that end in every way; `test_plugin.py` runs a copy elsewhere, and knows how each ends."""

import pytest

from wanghuiyi import AnswerLost, Refused, Server, World
from wanghuiyi.line import HttpAnswer, Json

FAIL = (
    "test_fails",
    "test_begins_elsewhere",
    "test_has_a_fault_that_never_struck",
    "test_expects_what_does_not_come",
    "test_makes_another_mistake_in_a_block",
    "test_names_no_fault",
)
ERR = (
    "test_leaves_unsound_books",
    "test_does_not_make_its_mistake",
    "test_makes_two_mistakes_that_are_errors",
    "test_misspells_a_mistake",
    "test_misspells_what_a_marker_takes",
    "test_begins_at_no_moment",
    "test_begins_without_a_zone",
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


def test_is_warned(wanghuiyi: World) -> None:
    wallet, draft = wanghuiyi.wallet(), wanghuiyi.deposit(5_00)
    wallet.redeem(draft)

    with pytest.raises(Refused):
        wallet.redeem(draft)


@pytest.mark.wanghuiyi(expected=["password_used_twice"])
def test_makes_a_mistake_on_purpose(wanghuiyi: World) -> None:
    wallet, draft = wanghuiyi.wallet(), wanghuiyi.deposit(5_00)
    wallet.redeem(draft)

    with pytest.raises(Refused):
        wallet.redeem(draft)


def test_uses_a_world_of_a_wider_scope(wanghuiyi: World, wanghuiyi_server: Server) -> None:
    with wanghuiyi_server.world(seed="7", at="2027-02-01T08:00:00+08:00") as other:
        other.wallet().redeem(other.deposit(5_00))
        assert other.clock.now.isoformat() == "2027-02-01T00:00:00+00:00"
        assert (len(other.requests), len(wanghuiyi.requests)) == (3, 0)

    with pytest.raises(Refused, match="world_unknown"):
        other.wallet()


def test_makes_a_mistake_in_a_block(wanghuiyi: World) -> None:
    wallet, draft = wanghuiyi.wallet(), wanghuiyi.deposit(5_00)
    wallet.redeem(draft)

    with wanghuiyi.expects_mistake("password_used_twice"), pytest.raises(Refused):
        wallet.redeem(draft)


def test_makes_another_mistake_in_a_block(wanghuiyi: World) -> None:
    wallet, draft = wanghuiyi.wallet(), wanghuiyi.deposit(5_00)
    wallet.redeem(draft)

    with wanghuiyi.expects_mistake("new_key_on_retry"), pytest.raises(Refused):
        wallet.redeem(draft)


@pytest.mark.wanghuiyi(expected=["new_key_on_retry"])
def test_does_not_make_its_mistake(wanghuiyi: World) -> None:
    wanghuiyi.wallet().redeem(wanghuiyi.deposit(5_00))


@pytest.mark.filterwarnings("error::wanghuiyi.ClientMistake")
def test_makes_two_mistakes_that_are_errors(wanghuiyi: World) -> None:
    for draft in (wanghuiyi.deposit(5_00), wanghuiyi.deposit(6_00)):
        wallet = wanghuiyi.wallet()
        wallet.redeem(draft)
        with pytest.raises(Refused):
            wallet.redeem(draft)


@pytest.mark.filterwarnings("error::wanghuiyi.ClientMistake")
@pytest.mark.wanghuiyi(expected="password_used_twice")
def test_makes_on_purpose_what_is_an_error_elsewhere(wanghuiyi: World) -> None:
    wallet, draft = wanghuiyi.wallet(), wanghuiyi.deposit(5_00)
    wallet.redeem(draft)

    with pytest.raises(Refused):
        wallet.redeem(draft)


@pytest.mark.wanghuiyi(expected=["new_key_on_retyr"])
def test_misspells_a_mistake(wanghuiyi: World) -> None:
    assert wanghuiyi.url


@pytest.mark.wanghuiyi(sede="7")
def test_misspells_what_a_marker_takes(wanghuiyi: World) -> None:
    assert wanghuiyi.url


@pytest.mark.wanghuiyi(at="yesterday")
def test_begins_at_no_moment(wanghuiyi: World) -> None:
    assert wanghuiyi.url


@pytest.mark.wanghuiyi(at="2027-02-01T00:00:00")
def test_begins_without_a_zone(wanghuiyi: World) -> None:
    assert wanghuiyi.url


def test_names_no_fault(wanghuiyi: World) -> None:
    with wanghuiyi.faults(loose_answer=("POST", "/v1/redemptions", 1)):  # type: ignore[call-arg]  # it is to be refused
        pass
