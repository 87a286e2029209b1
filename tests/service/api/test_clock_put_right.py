"""A clock was a year ahead and was put right: nobody is locked out, no limit lost, nothing held."""

from collections.abc import Iterator
from contextlib import contextmanager

from service.clock import date_of
from service.domain.day import day_of
from tests.service.api.market import Market
from tests.service.api.stories.agency import cash_in, cash_out, code_of, topped_up
from tests.service.parcels import block, parcel, scan, scanned, tracking
from tests.service.servers import Service, refused, taken

YEAR = 365
NEVER_CAME = {"reason": "never_shipped"}


@contextmanager
def ahead(service: Service, days: int = YEAR) -> Iterator[None]:
    """Let the clock be ahead for a while, and then put it right."""
    service.clock.advance(days=days)
    yield
    service.clock.advance(days=-days)


def closed_fen(service: Service, day: int) -> int:
    body = {"day": date_of(day)}
    return int(service.done(service.operator, "/v1/settlements", body)["net_due"]["amount"])


def redeemed(service: Service, wallet_id: str) -> int:
    number = service.deposit()["number"]
    return service.redeem(number, wallet_id).status_code


def test_a_wallet_that_has_reached_its_limit_today_has_reached_it_still(service: Service) -> None:
    wallet = service.wallet("plain")
    assert redeemed(service, wallet) == 201

    with ahead(service, days=1):
        assert redeemed(service, wallet) == 201
    answer = service.redeem(service.deposit()["number"], wallet)

    assert refused(answer) == (409, "daily_limit_reached")


def test_a_wallet_that_redeemed_next_year_has_its_limit_every_day_until_then(
    service: Service,
) -> None:
    wallet = service.wallet("sms_alert")
    with ahead(service):
        assert [redeemed(service, wallet) for _ in range(3)] == [201] * 3

    for _ in range(2):
        assert [redeemed(service, wallet) for _ in range(4)] == [201, 201, 201, 409]
        service.clock.advance(days=1)


def test_cash_ins_count_too_where_a_clock_was_ahead_and_no_code_is_good_before_it_was_made(
    service: Service,
) -> None:
    topped_up(service)
    wallet, rich = service.wallet("sms_alert"), service.full_wallet()
    for _ in range(2):
        assert cash_in(service, wallet).send(service).status_code == 201

    with ahead(service):
        assert redeemed(service, wallet) == 201
        code = code_of(service, rich)
    statuses = [cash_in(service, wallet).send(service).status_code for _ in range(2)]

    assert statuses == [201, 409]
    assert refused(cash_out(service, code).send(service)) == (410, "code_expired")


def test_a_number_that_was_locked_next_year_is_not_and_can_be_locked_again(
    service: Service,
) -> None:
    number, wallet = service.deposit()["number"], service.wallet()
    with ahead(service):
        locked = [service.redeem(number, wallet, "111111").status_code for _ in range(6)]

    tries = [service.redeem(number, wallet, "111111").status_code for _ in range(6)]
    service.clock.advance(days=1)

    assert locked == [403] * 5 + [423]
    assert tries == [403] * 5 + [423]
    assert service.redeem(number, wallet).status_code == 201


def test_a_number_that_nobody_has_is_not_locked_for_a_year_either(service: Service) -> None:
    wallet = service.wallet()
    with ahead(service):
        for _ in range(6):
            service.redeem("2007010100005726", wallet, "111111")

    tries = [service.redeem("2007010100005726", wallet, "111111").status_code for _ in range(6)]

    assert tries == [403] * 5 + [423]


def test_a_key_that_was_blocked_next_year_is_not_and_keeps_its_limit(service: Service) -> None:
    service.wrong_tries_an_hour = 3
    wallet = service.wallet()
    wrong = [service.deposit()["number"] for _ in range(3)]
    assert service.redeem(wrong[0], wallet, "111111").status_code == 403
    with ahead(service):
        blocked = [service.redeem(one, wallet, "111111").status_code for one in (*wrong, wrong[0])]

    tries = [service.redeem(one, wallet, "111111").status_code for one in wrong]

    assert blocked == [403, 403, 403, 429]
    assert tries == [403, 403, 429]


def test_a_draft_that_was_issued_next_year_can_be_cancelled_today(service: Service) -> None:
    with ahead(service):
        draft = service.deposit()

    body = {"number": draft["number"]}
    answer = service.post(service.outlet, "/v1/cancellations", body)

    assert answer.status_code == 201, answer.text
    assert service.books()["is_sound"]


def test_days_are_paid_though_one_to_come_was_closed(service: Service) -> None:
    day = day_of(service.clock())
    service.full_wallet(1_000)
    with ahead(service):
        assert closed_fen(service, day + YEAR - 1) == 1_000

    due = []
    for amount_fen in (200, 30, 4):
        service.full_wallet(amount_fen)
        service.clock.advance(days=1)
        due.append(closed_fen(service, day_of(service.clock()) - 1))
    again = closed_fen(service, day)
    service.clock.advance(days=YEAR)
    service.full_wallet(5)
    service.clock.advance(days=1)
    later = closed_fen(service, day_of(service.clock()) - 1)

    assert due == [200, 30, 4]
    assert again == 200
    assert later == 5
    books = service.books()
    assert books["findings"] == []
    assert books["balances"]["post:due_to_gateway"] == 0


def test_a_day_that_is_closed_late_is_paid_once_though_one_to_come_was_closed(
    service: Service,
) -> None:
    day = day_of(service.clock())
    with ahead(service):
        closed_fen(service, day + YEAR - 1)
    for amount_fen in (200, 30):
        service.full_wallet(amount_fen)
        service.clock.advance(days=1)

    second, first = closed_fen(service, day + 1), closed_fen(service, day)

    assert (second, first) == (230, 0)
    assert service.books()["balances"]["post:due_to_gateway"] == 0


def test_a_day_to_come_that_was_closed_is_listed(service: Service) -> None:
    day = day_of(service.clock())
    with ahead(service):
        closed_fen(service, day + 10)

    (listed,) = taken(service.get(service.auditor, "/v1/settlements"))["settlements"]

    assert listed["day"] == date_of(day + 10)


def test_a_statement_has_its_entries_in_the_order_in_which_they_were_made(
    service: Service,
) -> None:
    wallet = service.wallet()
    made = []
    for days in (0, YEAR, -YEAR, 1):
        service.clock.advance(days=days)
        draft = service.deposit()
        assert service.redeem(draft["number"], wallet).status_code == 201
        made.append(f"redemption:{draft['draft_id']}")

    entries: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = taken(service.get(service.provider, f"/v1/wallets/{wallet}/entries?limit=1{cursor}"))
        entries += [one["entry"] for one in page["entries"]]
        cursor = None if page["next_cursor"] is None else f"&cursor={page['next_cursor']}"

    assert entries == made


def test_a_seller_whose_order_was_delivered_next_year_is_paid_after_the_usual_time(
    service: Service,
) -> None:
    market = Market(service)
    with ahead(service):
        order_id = market.delivered()

    at_once = sweep(service)
    service.clock.advance(ms=service.sale_terms.confirm_ms - 1)
    too_early = sweep(service)
    service.clock.advance(ms=1)
    in_time = sweep(service)

    assert (at_once, too_early) == ([], [])
    assert in_time == [order_id]
    assert market.state(order_id) == "released"


def test_a_buyer_who_paid_next_year_gets_the_money_back_after_the_usual_time(
    service: Service,
) -> None:
    market = Market(service)
    with ahead(service):
        order_id = market.paid()

    sweep(service)
    early = market.step(service.provider, order_id, "refunds", NEVER_CAME)
    service.clock.advance(days=service.sale_terms.ship_days)
    late = market.step(service.provider, order_id, "refunds", NEVER_CAME)

    assert refused(early) == (409, "refund_not_due")
    assert late.status_code == 201, late.text


def sweep(service: Service) -> list[str]:
    """Let what became due be done; return what was confirmed."""
    confirmed: list[str] = service.done(service.operator, "/v1/order-sweeps", {})["confirmed"]
    return confirmed


def test_a_parcel_of_next_year_is_scanned_today_and_stands_where_it_was_seen(
    service: Service,
) -> None:
    with ahead(service):
        number = parcel(service)
        scanned(service, number, "accepted")

    service.clock.advance(ms=60_000)
    answer = scan(service, number, "arrived", service.clock() - 50_000)
    service.clock.advance(ms=60_000)
    later = scan(service, number, "out_for_delivery")
    block(service)

    assert (answer.status_code, later.status_code) == (201, 201), answer.text
    assert taken(later)["stands"]["state"] == "out_for_delivery"
    assert tracking(service, number)["state"] == "out_for_delivery"


def test_a_parcel_that_came_to_its_end_next_year_stays_there(service: Service) -> None:
    with ahead(service):
        number = parcel(service)
        scanned(service, number, "delivered")

    service.clock.advance(ms=60_000)
    scanned(service, number, "arrived")

    assert tracking(service, number)["state"] == "delivered"
