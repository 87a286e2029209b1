"""Holds: what a wallet can spend, what is held, and that each side of a moment has one answer."""

from collections.abc import Callable
from typing import Any

import pytest

from service.clock import rfc3339
from service.domain.day import DAY_MS
from service.domain.hold import HOLD_DAYS
from service.outbox import address
from tests.service.api.market import AMOUNT_FEN, Market
from tests.service.api.stories import agency, holds
from tests.service.api.stories.holds import HOLDS, captured, placed, promised
from tests.service.api.stories.story import Request, deposited, freeze
from tests.service.api.stories.wallets import other_provider, payment, withdrawal
from tests.service.servers import PASSWORD, Service, money, refused, taken

ENDS_MS = HOLD_DAYS * DAY_MS


def stands(service: Service, wallet_id: str) -> tuple[int, int]:
    """Return what a wallet can spend, and what is held besides."""
    shown = taken(service.get(service.provider, f"/v1/wallets/{wallet_id}"))
    return shown["balance"]["amount"], shown["held"]["amount"]


def shown(service: Service, hold_id: str, key: str | None = None) -> dict[str, Any]:
    return taken(service.get(key or service.provider, f"{HOLDS}/{hold_id}"))


def kinds_of(service: Service, key: str) -> list[tuple[str, str]]:
    """Return the kinds of events about holds that one may hear, with its side."""
    while address(service.database, service.clock()):
        pass
    events = taken(service.get(key, "/v1/events?limit=100"))["events"]
    return [(one["type"], one["data"]["side"]) for one in events if one["type"].startswith("hold.")]


def test_what_is_held_cannot_be_spent_and_is_shown_besides(service: Service) -> None:
    wallet_id = service.full_wallet(100)

    placed(service, wallet_id)

    assert stands(service, wallet_id) == (0, 100)
    for spent in (payment(service, wallet_id, service.wallet()), withdrawal(service, wallet_id)):
        assert refused(spent.send(service)) == (409, "balance_too_low")
    assert refused(holds.hold(service, wallet_id, 1).send(service)) == (409, "balance_too_low")
    assert service.books()["is_sound"]


def test_a_hold_is_captured_in_parts_and_the_last_one_gives_the_rest_back(
    service: Service,
) -> None:
    wallet_id, payee_id = service.full_wallet(100), service.wallet()
    hold_id = placed(service, wallet_id)

    first = taken(holds.capture(service, hold_id, 30, payee_id=payee_id).send(service))
    last = taken(
        holds.capture(service, hold_id, 50, payee_id=payee_id, is_final=True).send(service)
    )

    assert (first["state"], first["held"]["amount"]) == ("held", 70)
    assert (last["state"], last["held"]["amount"], last["released"]["amount"]) == (
        "captured",
        0,
        20,
    )
    assert (stands(service, wallet_id), stands(service, payee_id)) == ((20, 0), (80, 0))
    captures = shown(service, hold_id)["captures"]
    assert {one["payment_id"] for one in captures} == {first["payment_id"], last["payment_id"]}
    assert service.books()["is_sound"]


SPENDINGS: dict[str, Callable[[Service, str], Request]] = {
    "payment": lambda service, wallet_id: payment(service, wallet_id, service.wallet()),
    "withdrawal": withdrawal,
    "another hold": lambda service, wallet_id: holds.hold(service, wallet_id, 100),
    "code": lambda service, wallet_id: Request(
        service.provider,
        "POST",
        "/v1/cash-out-codes",
        {"wallet_id": wallet_id, "money": money(100)},
    ),
}


@pytest.mark.parametrize("name", SPENDINGS)
def test_at_its_moment_a_hold_no_longer_keeps_its_owner_from_spending(
    service: Service, name: str
) -> None:
    wallet_id = service.full_wallet(100)
    hold_id = placed(service, wallet_id)

    service.clock.advance(ms=ENDS_MS - 1)
    before = refused(SPENDINGS[name](service, wallet_id).send(service))
    standing = stands(service, wallet_id)
    service.clock.advance(ms=1)
    freed = stands(service, wallet_id)
    after = SPENDINGS[name](service, wallet_id).send(service)

    assert (before, standing, freed) == ((409, "balance_too_low"), (0, 100), (100, 0))
    assert after.status_code == 201, after.text
    found = shown(service, hold_id)
    assert (found["state"], found["ended_at"]) == ("expired", found["expires_at"])
    assert service.books()["is_sound"]


@pytest.mark.parametrize("with_draft", [False, True])
def test_an_order_is_paid_with_what_an_expired_hold_kept(
    service: Service, *, with_draft: bool
) -> None:
    market = Market(service, balance_fen=AMOUNT_FEN)
    order = market.placed()
    placed(service, market.wallet_id, valid_minutes=1)
    draft = {"number": deposited(service), "password": PASSWORD}
    body = {"draft": draft} if with_draft else {}
    path = f"/v1/orders/{order}/payments"
    if not with_draft:
        early = service.post(service.provider, path, body)
        assert refused(early) == (409, "balance_too_low")
    service.clock.advance(ms=60_000)

    paid = taken(service.post(service.provider, path, body))

    assert paid["balance"]["amount"] == (17_500 if with_draft else 0)
    assert stands(service, market.wallet_id) == (paid["balance"]["amount"], 0)
    assert service.books()["is_sound"]


def test_cash_is_paid_out_of_what_an_expired_hold_kept(service: Service) -> None:
    wallet_id = service.full_wallet(20_000)
    code = agency.code_of(service, wallet_id)
    hold_id = taken(holds.hold(service, wallet_id, 20_000, valid_minutes=10).send(service))
    early = agency.cash_out(service, code).send(service)
    service.clock.advance(ms=600_000)

    late = agency.cash_out(service, code).send(service)

    assert refused(early) == (409, "wallet_too_poor")
    assert late.status_code == 201, late.text
    assert shown(service, hold_id["hold_id"])["state"] == "expired"
    assert service.books()["is_sound"]


@pytest.mark.parametrize("is_swept", [False, True])
def test_at_its_moment_a_hold_is_expired_for_all_swept_or_not(
    service: Service, *, is_swept: bool
) -> None:
    wallet_id = service.full_wallet(300)
    hold_id, other = placed(service, wallet_id), placed(service, wallet_id)
    service.clock.advance(ms=ENDS_MS - 1)
    in_time = holds.capture(service, other).send(service)
    service.clock.advance(ms=1)
    if is_swept:
        swept = taken(service.post(service.operator, "/v1/hold-sweeps", {"limit": 1}))
        assert swept == {"expired": [hold_id, other], "is_done": False}
        again = taken(service.post(service.operator, "/v1/hold-sweeps", {"limit": 1}))
        assert again == {"expired": [], "is_done": True}

    late = [
        request.send(service)
        for one in (hold_id, other)
        for request in (holds.capture(service, one), holds.release(service, one))
    ]

    assert in_time.status_code == 201
    assert [refused(one) for one in late] == [(410, "hold_expired")] * 4
    assert stands(service, wallet_id) == (240, 0)
    assert shown(service, other)["released"]["amount"] == 40
    assert service.books()["is_sound"]


def test_a_hold_that_a_clock_ahead_has_placed_keeps_no_money_until_then(service: Service) -> None:
    wallet_id = service.full_wallet(100)
    service.clock.advance(days=365)
    hold_id = placed(service, wallet_id)

    service.clock.advance(days=-365)

    assert (stands(service, wallet_id), shown(service, hold_id)["state"]) == ((100, 0), "expired")
    assert refused(holds.capture(service, hold_id).send(service)) == (410, "hold_expired")
    assert withdrawal(service, wallet_id).send(service).status_code == 201
    assert shown(service, hold_id)["ended_at"] == rfc3339(service.clock())
    assert service.books()["is_sound"]


def test_a_hold_ends_when_it_says_and_no_later_than_thirty_days_on(service: Service) -> None:
    wallet_id, now_ms = service.full_wallet(), service.clock()
    ends = {
        rfc3339(now_ms): (422, "hold_end_wrong"),
        rfc3339(now_ms + 1): 201,
        rfc3339(now_ms + 30 * DAY_MS): 201,
        rfc3339(now_ms + 30 * DAY_MS + 1): (422, "hold_end_wrong"),
    }

    for end, expected in ends.items():
        answer = holds.hold(service, wallet_id, expires_at=end).send(service)
        assert (answer.status_code if expected == 201 else refused(answer)) == expected


def test_a_promised_hold_is_the_payees_to_capture_or_to_give_up(service: Service) -> None:
    payee_id, provider = service.wallet(key=other_provider(service)), other_provider(service)
    wallet_id = service.full_wallet(300)
    kept, given_up = (placed(service, wallet_id, payee_wallet_id=payee_id) for _ in range(2))

    seen = shown(service, kept, provider)
    freeze(service, wallet_id)
    part = taken(service.post(provider, f"{HOLDS}/{kept}/captures", {"money": money(60)}))
    back = taken(service.ask(provider, "POST", f"{HOLDS}/{given_up}/releases"))

    assert (seen["wallet_id"], seen["payee_wallet_id"]) == (None, payee_id)
    assert (part["paid_to_wallet_id"], part["wallet_id"]) == (payee_id, None)
    assert back["state"] == "released"
    assert stands(service, wallet_id) == (200, 40)
    assert service.books()["is_sound"]


def test_a_hold_is_shown_to_those_who_take_part_and_to_auditors(service: Service) -> None:
    wallet_id = service.full_wallet()
    hold_id = placed(service, wallet_id)
    shop = service.key("shop", wallet_id)

    own, auditors = shown(service, hold_id, shop), shown(service, hold_id, service.auditor)
    stranger = service.get(other_provider(service), f"{HOLDS}/{hold_id}")

    assert own["wallet_id"] == auditors["wallet_id"] == wallet_id
    assert refused(stranger) == (404, "hold_unknown")


def test_holds_are_listed_in_the_order_of_placing_page_after_page(service: Service) -> None:
    wallet_id = service.full_wallet(500)
    ids = [placed(service, wallet_id) for _ in range(5)]
    path, found = f"/v1/wallets/{wallet_id}/holds?limit=2", []
    cursor: str | None = "0"

    while cursor is not None:
        page = taken(service.get(service.provider, f"{path}&cursor={cursor}"))
        found += [one["hold_id"] for one in page["holds"]]
        cursor = page["next_cursor"]

    assert found == ids


def test_both_sides_hear_of_a_hold_and_neither_of_the_others_wallet(service: Service) -> None:
    other, hold_id = other_provider(service), promised(service)
    service.post(other, f"{HOLDS}/{hold_id}/captures", {"money": money(60)})
    service.ask(other, "POST", f"{HOLDS}/{hold_id}/releases")
    captured(service, placed(service))
    holds.expired(service)
    service.post(service.operator, "/v1/hold-sweeps", {})

    payers, payees = kinds_of(service, service.provider), kinds_of(service, other)

    assert payees == [
        ("hold.placed", "payee"),
        ("hold.captured", "payee"),
        ("hold.released", "payee"),
    ]
    assert payers == [
        ("hold.placed", "payer"),
        ("hold.captured", "payer"),
        ("hold.released", "payer"),
        ("hold.placed", "payer"),
        ("hold.captured", "payer"),
        ("hold.captured", "payee"),
        ("hold.placed", "payer"),
        ("hold.expired", "payer"),
        ("hold.expired", "payer"),
    ]


def test_who_says_twice_when_a_hold_ends_is_asked_to_say_it_once(service: Service) -> None:
    end = rfc3339(service.clock() + 1)

    twice = holds.hold(service, service.full_wallet(), expires_at=end, valid_minutes=1)
    answer = twice.send(service)

    assert refused(answer) == (400, "request_malformed")


def test_a_phone_is_told_what_can_be_spent(service: Service) -> None:
    wallet_id = service.full_wallet(100)
    contact = {"phone": "+8613800138000", "language": "en"}
    service.ask(service.provider, "PUT", f"/v1/wallets/{wallet_id}/contact", contact)
    placed(service, wallet_id, valid_minutes=1)
    carrier = service.key("carrier", "a carrier")
    asked = {"phone": "+8613800138000", "text": "balance"}

    before = taken(service.post(carrier, "/v1/texts", asked))["reply"]
    service.clock.advance(ms=60_000)
    after = taken(service.post(carrier, "/v1/texts", asked))["reply"]

    assert ("0.00" in before, "1.00" in after) == (True, True), (before, after)
