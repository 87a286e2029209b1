"""For each route a request that is taken, and for each refusal of its own a story that ends in it.

`GOOD` and `STORIES` are what `test_routes` goes through: a route or a refusal that is new needs an
entry here. What every route refuses alike is driven by `test_routes` itself.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection
from werkzeug.test import TestResponse

from service.clock import rfc3339
from service.database.transactions import Database, Unavailable
from service.domain.remittance import remittance_number
from tests.service.servers import (
    IDENTITY,
    OTHER_OUTLET,
    OUTLET,
    PASSWORD,
    PROVIDER,
    Service,
    deposit_body,
    money,
)

WRONG_PASSWORD = "111111"  # noqa: S105 - a wrong one
STRANGER = {"identity": "999999999999999999"}
DEPOSITOR = {"identity": IDENTITY}
DRAFT_DAYS = 60


@dataclass(frozen=True)
class Request:
    """What is sent."""

    key: str | None
    method: str
    path: str
    body: Mapping[str, Any] | bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def send(self, service: Service) -> TestResponse:
        """Send it."""
        return service.ask(self.key, self.method, self.path, self.body, self.headers)


Story = Callable[[Service], TestResponse]
Good = Callable[[Service], Request]
GOOD: dict[str, Good] = {}
STORIES: dict[tuple[str, str], Story] = {}


def good(route: str) -> Callable[[Good], Good]:
    """Note a request that its route takes."""

    def noted(request: Good) -> Good:
        GOOD[route] = request
        return request

    return noted


def ends_in(code: str, *routes: str) -> Callable[[Story], Story]:
    """Note a story that ends in a refusal."""

    def noted(story: Story) -> Story:
        for route in routes:
            STORIES[route, code] = story
        return story

    return noted


def mistyped(number: str) -> str:
    """Return a number with its last digit wrong."""
    return number[:-1] + str((int(number[-1]) + 1) % 10)


def nobodys_numbers() -> Iterator[str]:
    """Yield numbers that check, and that no draft has but by a chance of one in 10^15."""
    for place in range(1_000):
        yield remittance_number(f"{place:015d}")


# What is taken.


@good("POST /v1/deposits")
def deposit(service: Service) -> Request:
    return Request(service.outlet, "POST", "/v1/deposits", deposit_body())


@good("POST /v1/number-blocks")
def number_block(service: Service) -> Request:
    return Request(service.outlet, "POST", "/v1/number-blocks", {"count": 3})


@good("POST /v1/deposit-batches")
def deposit_batch(service: Service) -> Request:
    return _batch(service, 1)


@good("POST /v1/receipt-pages")
def receipt_page(service: Service) -> Request:
    return Request(service.outlet, "POST", "/v1/receipt-pages", service.deposit()["receipt"])


@good("POST /v1/cash-outs")
def cash_out(service: Service) -> Request:
    return _cash_out(service, service.deposit()["number"])


@good("POST /v1/cancellations")
def cancellation(service: Service) -> Request:
    return _cancellation(service, service.deposit()["number"])


@good("POST /v1/refunds")
def refund(service: Service) -> Request:
    number = service.deposit()["number"]
    service.clock.advance(days=DRAFT_DAYS)
    return _refund(service, number)


@good("POST /v1/password-resets")
def password_reset(service: Service) -> Request:
    return _reset(service, service.deposit()["number"])


@good("POST /v1/receipt-replacements")
def receipt_replacement(service: Service) -> Request:
    service.deposit()
    return _replacement(service, DEPOSITOR)


@good("POST /v1/cash-movements")
def cash_movement(service: Service) -> Request:
    assert service.outlet
    return _movement(service, OUTLET, "supply")


@good("GET /v1/drafts/{draft_id}")
def draft(service: Service) -> Request:
    return Request(service.outlet, "GET", f"/v1/drafts/{service.deposit()['draft_id']}")


@good("POST /v1/redemptions")
def redemption(service: Service) -> Request:
    return _redemption(service, service.deposit()["number"], service.wallet())


@good("POST /v1/wallets")
def wallet(service: Service) -> Request:
    return Request(service.provider, "POST", "/v1/wallets", {"tier": "certificate"})


@good("GET /v1/wallets/{wallet_id}")
def shown_wallet(service: Service) -> Request:
    return Request(service.provider, "GET", f"/v1/wallets/{service.full_wallet()}")


@good("PATCH /v1/wallets/{wallet_id}")
def changed_wallet(service: Service) -> Request:
    path = f"/v1/wallets/{service.full_wallet()}"
    return Request(service.provider, "PATCH", path, {"is_frozen": True})


@good("GET /v1/wallets/{wallet_id}/entries")
def statement(service: Service) -> Request:
    path = f"/v1/wallets/{service.full_wallet()}/entries?limit=5&cursor=0"
    return Request(service.provider, "GET", path)


@good("POST /v1/payments")
def payment(service: Service) -> Request:
    return _payment(service, service.full_wallet(), service.wallet())


@good("POST /v1/withdrawals")
def withdrawal(service: Service) -> Request:
    return _withdrawal(service, service.full_wallet())


@good("POST /v1/settlements")
def settlement(service: Service) -> Request:
    service.full_wallet()
    service.clock.advance(days=1)
    return Request(service.operator, "POST", "/v1/settlements", {"day": "2026-11-24"})


@good("GET /v1/settlements")
def settlements(service: Service) -> Request:
    assert settlement(service).send(service).status_code == 201
    return Request(service.auditor, "GET", "/v1/settlements?limit=1")


@good("GET /v1/settlements/{day}")
def shown_settlement(service: Service) -> Request:
    assert settlement(service).send(service).status_code == 201
    return Request(service.auditor, "GET", "/v1/settlements/2026-11-24")


@good("GET /v1/settlements/{day}/files/{book}")
def settlement_file(service: Service) -> Request:
    service.full_wallet()
    return Request(service.auditor, "GET", "/v1/settlements/2026-11-24/files/post")


@good("GET /v1/reconciliations/{day}")
def reconciliation(service: Service) -> Request:
    service.full_wallet()
    return Request(service.auditor, "GET", "/v1/reconciliations/2026-11-24")


@good("GET /v1/books/check")
def books_check(service: Service) -> Request:
    service.full_wallet()
    return Request(service.auditor, "GET", "/v1/books/check")


@good("GET /v1/books/beancount")
def beancount(service: Service) -> Request:
    service.full_wallet()
    return Request(service.auditor, "GET", "/v1/books/beancount")


@good("GET /v1/time")
def time(_service: Service) -> Request:
    return Request(None, "GET", "/v1/time")


@good("GET /v1/receipt-keys")
def receipt_keys(_service: Service) -> Request:
    return Request(None, "GET", "/v1/receipt-keys")


@good("POST /v1/keys")
def new_key(service: Service) -> Request:
    body = {"role": "outlet", "holder": "Shangcheng 3"}
    return Request(service.operator, "POST", "/v1/keys", body)


@good("GET /v1/keys")
def keys(service: Service) -> Request:
    return Request(service.operator, "GET", "/v1/keys")


@good("POST /v1/keys/{key_id}/rotations")
def rotation(service: Service) -> Request:
    path = f"/v1/keys/{key_id_of(service.key('auditor', 'a guest'))}/rotations"
    return Request(service.operator, "POST", path, {"overlap_h": 1})


@good("DELETE /v1/keys/{key_id}")
def revocation(service: Service) -> Request:
    return Request(
        service.operator, "DELETE", f"/v1/keys/{key_id_of(service.key('auditor', 'a guest'))}"
    )


# What is refused: numbers.


@ends_in("number_malformed", "POST /v1/redemptions")
def redeem_a_long_number(service: Service) -> TestResponse:
    return _redemption(service, "0" * 17, service.wallet()).send(service)


@ends_in("number_malformed", "POST /v1/cash-outs")
def cash_a_long_number(service: Service) -> TestResponse:
    return _cash_out(service, "0" * 17).send(service)


@ends_in("number_malformed", "POST /v1/cancellations")
def cancel_a_long_number(service: Service) -> TestResponse:
    return _cancellation(service, "0" * 17).send(service)


@ends_in("number_malformed", "POST /v1/refunds")
def refund_a_long_number(service: Service) -> TestResponse:
    return _refund(service, "0" * 17).send(service)


@ends_in("number_malformed", "POST /v1/password-resets")
def reset_a_long_number(service: Service) -> TestResponse:
    return _reset(service, "0" * 17).send(service)


@ends_in("number_mistyped", "POST /v1/redemptions")
def redeem_a_mistyped_number(service: Service) -> TestResponse:
    number = mistyped(service.deposit()["number"])
    return _redemption(service, number, service.wallet()).send(service)


@ends_in("number_mistyped", "POST /v1/cash-outs")
def cash_a_mistyped_number(service: Service) -> TestResponse:
    return _cash_out(service, mistyped(service.deposit()["number"])).send(service)


@ends_in("number_mistyped", "POST /v1/cancellations")
def cancel_a_mistyped_number(service: Service) -> TestResponse:
    return _cancellation(service, mistyped(service.deposit()["number"])).send(service)


@ends_in("number_mistyped", "POST /v1/refunds")
def refund_a_mistyped_number(service: Service) -> TestResponse:
    return _refund(service, mistyped(service.deposit()["number"])).send(service)


@ends_in("number_mistyped", "POST /v1/password-resets")
def reset_a_mistyped_number(service: Service) -> TestResponse:
    return _reset(service, mistyped(service.deposit()["number"])).send(service)


@ends_in("too_many_wrong_tries", "POST /v1/redemptions")
def redeem_after_guessing(service: Service) -> TestResponse:
    wallet_id = service.wallet()
    return _guess(service, lambda number: _redemption(service, number, wallet_id))


@ends_in("too_many_wrong_tries", "POST /v1/cash-outs")
def cash_after_guessing(service: Service) -> TestResponse:
    return _guess(service, lambda number: _cash_out(service, number))


@ends_in("too_many_wrong_tries", "POST /v1/cancellations")
def cancel_after_guessing(service: Service) -> TestResponse:
    return _guess(service, lambda number: _cancellation(service, number))


@ends_in("too_many_wrong_tries", "POST /v1/refunds")
def refund_after_guessing(service: Service) -> TestResponse:
    return _guess(service, lambda number: _refund(service, number))


@ends_in("too_many_wrong_tries", "POST /v1/password-resets")
def reset_after_guessing(service: Service) -> TestResponse:
    return _guess(service, lambda number: _reset(service, number))


@ends_in("too_many_wrong_tries", "POST /v1/receipt-replacements")
def replace_after_guessing(service: Service) -> TestResponse:
    return _guess(service, lambda _: _replacement(service, STRANGER))


# What is refused: passwords, ends, and times.


@ends_in("batch_cut", "POST /v1/deposit-batches")
def send_a_batch_while_the_database_goes_away(service: Service) -> TestResponse:
    request, transaction, begun = _batch(service, 2), Database.transaction, count()

    def fail_at_the_second(self: Database, operation: Callable[[Connection], Any]) -> Any:  # noqa: ANN401 - as in what it stands for
        if next(begun):
            raise Unavailable
        return transaction(self, operation)

    with patch.object(Database, "transaction", fail_at_the_second):
        return request.send(service)


@ends_in("receipt_wrong", "POST /v1/receipt-pages")
def print_a_receipt_with_another_amount(service: Service) -> TestResponse:
    signed = service.deposit()["receipt"]
    changed = {**signed, "receipt": {**signed["receipt"], "amount_fen": 500_000}}
    return service.post(service.outlet, "/v1/receipt-pages", changed)


@ends_in("draft_locked", "POST /v1/redemptions")
def redeem_a_locked_draft(service: Service) -> TestResponse:
    number, wallet_id = service.deposit()["number"], service.wallet()
    for _ in range(5):
        _redemption(service, number, wallet_id, WRONG_PASSWORD).send(service)
    return _redemption(service, number, wallet_id).send(service)


@ends_in("draft_locked", "POST /v1/cash-outs")
def cash_a_locked_draft(service: Service) -> TestResponse:
    number = service.deposit()["number"]
    for _ in range(5):
        _cash_out(service, number, WRONG_PASSWORD).send(service)
    return _cash_out(service, number).send(service)


@ends_in("number_or_password_wrong", "POST /v1/redemptions")
def redeem_with_a_wrong_password(service: Service) -> TestResponse:
    number, wallet_id = service.deposit()["number"], service.wallet()
    return _redemption(service, number, wallet_id, WRONG_PASSWORD).send(service)


@ends_in("number_or_password_wrong", "POST /v1/cash-outs")
def cash_with_a_wrong_password(service: Service) -> TestResponse:
    return _cash_out(service, service.deposit()["number"], WRONG_PASSWORD).send(service)


@ends_in("draft_ended", "POST /v1/redemptions")
def redeem_twice(service: Service) -> TestResponse:
    number, wallet_id = service.deposit()["number"], service.wallet()
    _redemption(service, number, wallet_id).send(service)
    return _redemption(service, number, wallet_id).send(service)


@ends_in("draft_ended", "POST /v1/cash-outs")
def cash_a_redeemed_draft(service: Service) -> TestResponse:
    return _cash_out(service, _redeemed(service)).send(service)


@ends_in("draft_ended", "POST /v1/cancellations")
def cancel_a_redeemed_draft(service: Service) -> TestResponse:
    return _cancellation(service, _redeemed(service)).send(service)


@ends_in("draft_ended", "POST /v1/refunds")
def refund_a_redeemed_draft(service: Service) -> TestResponse:
    return _refund(service, _redeemed(service)).send(service)


@ends_in("draft_ended", "POST /v1/password-resets")
def reset_a_redeemed_draft(service: Service) -> TestResponse:
    return _reset(service, _redeemed(service)).send(service)


@ends_in("draft_expired", "POST /v1/redemptions")
def redeem_an_expired_draft(service: Service) -> TestResponse:
    number, wallet_id = _expired(service), service.wallet()
    return _redemption(service, number, wallet_id).send(service)


@ends_in("draft_expired", "POST /v1/cash-outs")
def cash_an_expired_draft(service: Service) -> TestResponse:
    return _cash_out(service, _expired(service)).send(service)


@ends_in("draft_expired", "POST /v1/password-resets")
def reset_an_expired_draft(service: Service) -> TestResponse:
    return _reset(service, _expired(service)).send(service)


@ends_in("draft_not_expired", "POST /v1/refunds")
def refund_a_draft_in_force(service: Service) -> TestResponse:
    number = service.deposit()["number"]
    service.clock.advance(days=DRAFT_DAYS, ms=-1)
    return _refund(service, number).send(service)


@ends_in("cancelled_too_late", "POST /v1/cancellations")
def cancel_the_day_after(service: Service) -> TestResponse:
    number = service.deposit()["number"]
    service.clock.advance(days=1)
    return _cancellation(service, number).send(service)


@ends_in("not_the_depositor", "POST /v1/refunds")
def refund_to_a_stranger(service: Service) -> TestResponse:
    return _refund(service, _expired(service), STRANGER).send(service)


@ends_in("not_the_depositor", "POST /v1/password-resets")
def reset_for_a_stranger(service: Service) -> TestResponse:
    return _reset(service, service.deposit()["number"], STRANGER).send(service)


@ends_in("not_the_issuing_outlet", "POST /v1/cancellations")
def cancel_another_outlets_deposit(service: Service) -> TestResponse:
    number, elsewhere = service.deposit()["number"], service.key("outlet", OTHER_OUTLET)
    return service.post(elsewhere, "/v1/cancellations", {"number": number})


@ends_in("draft_not_found", "POST /v1/receipt-replacements")
def replace_a_strangers_receipt(service: Service) -> TestResponse:
    service.deposit()
    return _replacement(service, STRANGER).send(service)


@ends_in("draft_unknown", "GET /v1/drafts/{draft_id}")
def look_at_another_outlets_draft(service: Service) -> TestResponse:
    draft_id, elsewhere = service.deposit()["draft_id"], service.key("outlet", OTHER_OUTLET)
    return service.get(elsewhere, f"/v1/drafts/{draft_id}")


# What is refused: money.


@ends_in("amount_over_limit", "POST /v1/deposits")
def deposit_too_much(service: Service) -> TestResponse:
    return service.post(service.outlet, "/v1/deposits", deposit_body(500_001))


@ends_in("outlet_out_of_cash", "POST /v1/cash-outs")
def cash_where_the_till_is_empty(service: Service) -> TestResponse:
    number, elsewhere = service.deposit()["number"], service.key("outlet", OTHER_OUTLET)
    body = {"number": number, "password": PASSWORD}
    return service.post(elsewhere, "/v1/cash-outs", body)


@ends_in("outlet_out_of_cash", "POST /v1/cancellations")
def cancel_after_the_cash_was_collected(service: Service) -> TestResponse:
    number = service.deposit()["number"]
    assert _movement(service, OUTLET, "collection").send(service).status_code == 201
    return _cancellation(service, number).send(service)


@ends_in("outlet_out_of_cash", "POST /v1/refunds")
def refund_after_the_cash_was_collected(service: Service) -> TestResponse:
    number = _expired(service)
    assert _movement(service, OUTLET, "collection").send(service).status_code == 201
    return _refund(service, number).send(service)


@ends_in("outlet_out_of_cash", "POST /v1/cash-movements")
def collect_more_than_there_is(service: Service) -> TestResponse:
    assert service.outlet
    return _movement(service, OUTLET, "collection").send(service)


@ends_in("outlet_unknown", "POST /v1/cash-movements")
def supply_an_unknown_outlet(service: Service) -> TestResponse:
    return _movement(service, "Nowhere", "supply").send(service)


@ends_in("wallet_unknown", "POST /v1/redemptions")
def redeem_into_no_wallet(service: Service) -> TestResponse:
    return _redemption(service, service.deposit()["number"], "nobody").send(service)


@ends_in("wallet_unknown", "GET /v1/wallets/{wallet_id}")
def look_at_no_wallet(service: Service) -> TestResponse:
    return service.get(service.provider, "/v1/wallets/nobody")


@ends_in("wallet_unknown", "PATCH /v1/wallets/{wallet_id}")
def freeze_no_wallet(service: Service) -> TestResponse:
    return service.ask(service.provider, "PATCH", "/v1/wallets/nobody", {"is_frozen": True})


@ends_in("wallet_unknown", "GET /v1/wallets/{wallet_id}/entries")
def read_the_statement_of_no_wallet(service: Service) -> TestResponse:
    return service.get(service.provider, "/v1/wallets/nobody/entries")


@ends_in("wallet_unknown", "POST /v1/payments")
def pay_to_no_wallet(service: Service) -> TestResponse:
    return _payment(service, service.full_wallet(), "nobody").send(service)


@ends_in("wallet_unknown", "POST /v1/withdrawals")
def withdraw_from_no_wallet(service: Service) -> TestResponse:
    return _withdrawal(service, "nobody").send(service)


@ends_in("wallet_unknown", "POST /v1/keys")
def make_a_key_for_a_shop_without_a_wallet(service: Service) -> TestResponse:
    return service.post(service.operator, "/v1/keys", {"role": "shop", "holder": "nobody"})


@ends_in("wallet_frozen", "POST /v1/redemptions")
def redeem_into_a_frozen_wallet(service: Service) -> TestResponse:
    wallet_id = service.wallet()
    _freeze(service, wallet_id)
    return _redemption(service, service.deposit()["number"], wallet_id).send(service)


@ends_in("wallet_frozen", "POST /v1/payments")
def pay_from_a_frozen_wallet(service: Service) -> TestResponse:
    wallet_id = service.full_wallet()
    _freeze(service, wallet_id)
    return _payment(service, wallet_id, service.wallet()).send(service)


@ends_in("wallet_frozen", "POST /v1/withdrawals")
def withdraw_from_a_frozen_wallet(service: Service) -> TestResponse:
    wallet_id = service.full_wallet()
    _freeze(service, wallet_id)
    return _withdrawal(service, wallet_id).send(service)


@ends_in("daily_limit_reached", "POST /v1/redemptions")
def redeem_two_a_day_into_a_plain_wallet(service: Service) -> TestResponse:
    wallet_id = service.wallet("plain")
    assert service.redeem(service.deposit()["number"], wallet_id).status_code == 201
    return _redemption(service, service.deposit()["number"], wallet_id).send(service)


@ends_in("balance_too_low", "POST /v1/payments")
def pay_more_than_there_is(service: Service) -> TestResponse:
    return _payment(service, service.full_wallet(99), service.wallet()).send(service)


@ends_in("balance_too_low", "POST /v1/withdrawals")
def withdraw_more_than_there_is(service: Service) -> TestResponse:
    return _withdrawal(service, service.full_wallet(99)).send(service)


@ends_in("same_wallet", "POST /v1/payments")
def pay_to_oneself(service: Service) -> TestResponse:
    wallet_id = service.full_wallet()
    return _payment(service, wallet_id, wallet_id).send(service)


# What is refused: the books and the keys.


@ends_in("day_still_open", "POST /v1/settlements")
def close_today(service: Service) -> TestResponse:
    return service.post(service.operator, "/v1/settlements", {"day": "2026-11-24"})


@ends_in("books_differ", "POST /v1/settlements")
def close_a_day_on_which_the_books_differ(service: Service) -> TestResponse:
    good_request = settlement(service)
    service.run(
        "INSERT INTO transfer (book, key, debit, credit, amount_fen, at_ms) VALUES "
        "('post', 'planted', 'post:drafts_outstanding', 'post:due_to_gateway', 7, 0)"
    )
    return good_request.send(service)


@ends_in("day_not_closed", "GET /v1/settlements/{day}")
def look_at_an_open_day(service: Service) -> TestResponse:
    return service.get(service.auditor, "/v1/settlements/2026-11-24")


@ends_in("api_key_unknown", "POST /v1/keys/{key_id}/rotations")
def rotate_no_key(service: Service) -> TestResponse:
    path = f"/v1/keys/{'0' * 16}/rotations"
    return service.post(service.operator, path, {"overlap_h": 0})


@ends_in("api_key_unknown", "DELETE /v1/keys/{key_id}")
def revoke_no_key(service: Service) -> TestResponse:
    return service.ask(service.operator, "DELETE", f"/v1/keys/{'0' * 16}")


# Requests by their facts.


def key_id_of(key: str) -> str:
    """Return the part of a key that is no secret."""
    return key.split("_")[1]


def _batch(service: Service, size: int) -> Request:
    reserved = service.done(service.outlet, "/v1/number-blocks", {"count": size})
    taken_offline = {"paid_in_at": rfc3339(service.clock()), **deposit_body()}
    deposits = [{"number": number, **taken_offline} for number in reserved["numbers"]]
    return Request(service.outlet, "POST", "/v1/deposit-batches", {"deposits": deposits})


def _cash_out(service: Service, number: str, password: str = PASSWORD) -> Request:
    body = {"number": number, "password": password}
    return Request(service.outlet, "POST", "/v1/cash-outs", body)


def _cancellation(service: Service, number: str) -> Request:
    return Request(service.outlet, "POST", "/v1/cancellations", {"number": number})


def _refund(service: Service, number: str, depositor: Mapping[str, str] = DEPOSITOR) -> Request:
    body = {"number": number, "depositor": depositor}
    return Request(service.outlet, "POST", "/v1/refunds", body)


def _reset(service: Service, number: str, depositor: Mapping[str, str] = DEPOSITOR) -> Request:
    body = {"number": number, "depositor": depositor, "password": "240806"}
    return Request(service.outlet, "POST", "/v1/password-resets", body)


def _replacement(service: Service, depositor: Mapping[str, str]) -> Request:
    body = {"depositor": depositor, "money": money(17_500), "paid_in_on": "2026-11-24"}
    return Request(service.outlet, "POST", "/v1/receipt-replacements", body)


def _movement(service: Service, outlet: str, direction: str) -> Request:
    body = {"outlet": outlet, "direction": direction, "money": money(17_500)}
    return Request(service.operator, "POST", "/v1/cash-movements", body)


def _redemption(service: Service, number: str, wallet_id: str, password: str = PASSWORD) -> Request:
    body = {"number": number, "password": password, "wallet_id": wallet_id}
    return Request(service.key("provider", PROVIDER), "POST", "/v1/redemptions", body)


def _payment(service: Service, payer_id: str, payee_id: str) -> Request:
    body = {"payer_wallet_id": payer_id, "payee_wallet_id": payee_id, "money": money(100)}
    return Request(service.provider, "POST", "/v1/payments", body)


def _withdrawal(service: Service, wallet_id: str) -> Request:
    body = {"wallet_id": wallet_id, "money": money(100)}
    return Request(service.provider, "POST", "/v1/withdrawals", body)


def _redeemed(service: Service) -> str:
    number = str(service.deposit()["number"])
    assert service.redeem(number, service.wallet()).status_code == 201
    return number


def _expired(service: Service) -> str:
    number = str(service.deposit()["number"])
    service.clock.advance(days=DRAFT_DAYS)
    return number


def _freeze(service: Service, wallet_id: str) -> None:
    frozen = service.ask(service.provider, "PATCH", f"/v1/wallets/{wallet_id}", {"is_frozen": True})
    assert frozen.status_code == 200


def _guess(service: Service, request: Callable[[str], Request]) -> TestResponse:
    service.wrong_tries_an_hour = 2
    service.restart()
    numbers = nobodys_numbers()
    for _ in range(2):
        guessed = request(next(numbers)).send(service)
        assert guessed.status_code in {403, 404}, guessed.text
    return request(next(numbers)).send(service)
