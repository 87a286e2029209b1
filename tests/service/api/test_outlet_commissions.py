"""What outlets earn by the lines of closed days, each counted once, and what is paid of it."""

from typing import Any

import pytest
from sqlalchemy import text

from service.clock import rfc3339
from service.domain.day import DAY_MS
from service.outbox import address
from service.store import outlet_commissions
from tests.service.api.market import AMOUNT_FEN
from tests.service.api.stories import agency, drafts, numbers, references
from tests.service.api.stories.outlet_commissions import (
    DAY,
    EARNED_FEN,
    PAID_IN_FEN,
    by_tariff,
    commission_payout,
    earned,
)
from tests.service.servers import (
    OTHER_OUTLET,
    OUTLET,
    Service,
    deposit_body,
    money,
    refused,
    taken,
)

ACCOUNT = f"post:outlet_commission:{OUTLET}"


def close(service: Service, day: str = DAY) -> dict[str, Any]:
    """Let the day be over, and close it."""
    service.clock.advance(days=1)
    return service.done(service.operator, "/v1/settlements", {"day": day})


def owed_fen(service: Service) -> int:
    """Return what the outlet has earned and was not paid yet, as it sees itself."""
    return int(taken(service.get(service.outlet, "/v1/outlet"))["commission"]["amount"])


def lines(service: Service) -> list[tuple[str, str, str, int]]:
    """Return the lines of commissions."""
    query = (
        "SELECT key, debit, credit, amount_fen FROM transfer "
        "WHERE key LIKE 'outlet_commission%' ORDER BY seq"
    )
    with service.database.reading() as connection:
        found = connection.execute(text(query))
        return [(row.key, row.debit, row.credit, int(row.amount_fen)) for row in found]


def test_without_a_tariff_a_closing_asks_and_enters_nothing_more(service: Service) -> None:
    service.deposit(PAID_IN_FEN)
    close(service)

    assert (owed_fen(service), lines(service)) == (0, [])
    assert service.count("outlet_commission") == 0


def test_a_closed_day_enters_what_cash_over_the_counter_has_earned(service: Service) -> None:
    by_tariff(service)
    first, second = service.deposit(PAID_IN_FEN), service.deposit(PAID_IN_FEN)
    assert drafts.cash_out(service, first["number"]).send(service).status_code == 201
    assert drafts.cancellation(service, second["number"]).send(service).status_code == 201
    service.deposit(PAID_IN_FEN)
    agency.topped_up(service, 50_000)
    assert agency.withdrawal(service, 50_000).send(service).status_code == 201
    assert owed_fen(service) == 0

    close(service)
    again = service.done(service.operator, "/v1/settlements", {"day": DAY})

    assert again["day"] == DAY
    assert owed_fen(service) == 3 * EARNED_FEN  # two deposits that stay, and one cash-out
    ((key, *rest),) = lines(service)
    assert key.startswith("outlet_commission:")
    assert key.endswith(f":{OUTLET}")
    assert rest == ["post:outlet_commissions", ACCOUNT, 3 * EARNED_FEN]
    assert service.books()["balances"]["post:outlet_commissions"] == 3 * EARNED_FEN
    assert service.books()["is_sound"]


def test_a_redeemed_draft_has_earned_by_its_deposit_alone(service: Service) -> None:
    by_tariff(service)
    number = service.deposit(PAID_IN_FEN)["number"]
    assert service.redeem(number, service.wallet()).status_code == 201

    close(service)

    assert owed_fen(service) == EARNED_FEN


def test_an_expired_draft_earns_once_more_where_it_is_paid_back(service: Service) -> None:
    by_tariff(service)
    number = numbers.expired(service)
    day = rfc3339(service.clock())[:10]
    assert drafts.refund(service, number).send(service).status_code == 201

    close(service, day)

    kinds = {one for one, *_ in lines(service)}
    assert len(kinds) == 1
    assert owed_fen(service) == 2 * EARNED_FEN


def test_cash_for_a_reference_earns_as_a_deposit_does(service: Service) -> None:
    reference = references.issued(service)
    by_tariff(service)
    service.clock.advance(days=1)
    service.done(service.operator, "/v1/settlements", {"day": DAY})
    before_fen = owed_fen(service)
    paid = taken(references.payment(service, reference).send(service))
    assert paid["became"] == "paid"

    close(service, "2026-11-25")

    assert owed_fen(service) - before_fen == (AMOUNT_FEN + 200) // 400


def test_of_two_outlets_each_earns_its_own(service: Service) -> None:
    by_tariff(service).deposit(PAID_IN_FEN)
    other = service.key("outlet", OTHER_OUTLET)
    assert service.post(other, "/v1/deposits", deposit_body(35_000)).status_code == 201

    close(service)

    with service.database.reading() as connection:
        assert outlet_commissions.earned_fen(connection) == {OUTLET: 44, OTHER_OUTLET: 88}
    assert sorted(one[1:] for one in lines(service)) == [
        ("post:outlet_commissions", ACCOUNT, 44),
        ("post:outlet_commissions", f"post:outlet_commission:{OTHER_OUTLET}", 88),
    ]
    assert service.books()["findings"] == []


def test_each_line_is_counted_with_one_closing_whenever_it_happened(service: Service) -> None:
    earned(service)
    assert owed_fen(service) == EARNED_FEN
    block = service.done(service.outlet, "/v1/number-blocks", {"count": 1})
    late = {
        "number": block["numbers"][0],
        "paid_in_at": rfc3339(service.clock() - DAY_MS),
        "money": money(PAID_IN_FEN),
        "password": "081208",
        "depositor": {"identity": "11010519491231002X"},
    }
    batch = service.done(service.outlet, "/v1/deposit-batches", {"deposits": [late]})
    assert batch["results"][0]["status"] == 201

    close(service, "2026-11-25")

    assert owed_fen(service) == 2 * EARNED_FEN
    assert len(lines(service)) == 2
    assert service.books()["is_sound"]


def test_what_is_cancelled_after_it_was_paid_is_made_good_by_the_next(service: Service) -> None:
    # The day before is closed while this one goes on: its deposits are counted, too.
    by_tariff(service)
    draft = service.deposit(PAID_IN_FEN)
    service.done(service.operator, "/v1/settlements", {"day": "2026-11-23"})
    service.deposit(PAID_IN_FEN)
    assert commission_payout(service).send(service).status_code == 201
    assert drafts.cancellation(service, draft["number"]).send(service).status_code == 201

    close(service)

    assert owed_fen(service) == 0  # one was taken back, and the other earned as much
    assert refused(commission_payout(service, 1).send(service)) == (409, "commission_too_low")
    assert service.books()["findings"] == []


def test_who_was_paid_for_a_deposit_that_is_cancelled_owes_it(service: Service) -> None:
    by_tariff(service)
    draft = service.deposit(PAID_IN_FEN)
    service.done(service.operator, "/v1/settlements", {"day": "2026-11-23"})
    assert commission_payout(service, source="bank").send(service).status_code == 201
    assert drafts.cancellation(service, draft["number"]).send(service).status_code == 201

    close(service)

    assert owed_fen(service) == -EARNED_FEN
    assert lines(service)[-1][1:] == (ACCOUNT, "post:outlet_commissions", EARNED_FEN)
    assert refused(commission_payout(service, 1, "bank").send(service)) == (
        409,
        "commission_too_low",
    )
    assert service.books()["findings"] == []


@pytest.mark.parametrize(
    ("source", "account", "till_fen"),
    [("till", f"post:cash:{OUTLET}", PAID_IN_FEN - 30), ("bank", "post:bank", PAID_IN_FEN)],
)
def test_commission_is_paid_from_the_till_or_the_bank_in_parts(
    service: Service, source: str, account: str, till_fen: int
) -> None:
    earned(service)

    paid = taken(commission_payout(service, 30, source).send(service))

    assert (paid["source"], paid["commission"]) == (source, money(EARNED_FEN - 30))
    shown = taken(service.get(service.outlet, "/v1/outlet"))
    assert (shown["cash"], shown["commission"]) == (money(till_fen), money(EARNED_FEN - 30))
    assert lines(service)[1:] == [
        (f"outlet_commission_payout:{paid['payout_id']}", ACCOUNT, account, 30)
    ]
    balance = taken(service.get(service.outlet, f"/v1/accounts/{ACCOUNT}/balance"))["balance"]
    assert balance == money(EARNED_FEN - 30)
    assert service.books()["is_sound"]


def test_the_operator_pays_any_outlet_and_it_and_those_who_watch_hear_of_it(
    service: Service,
) -> None:
    request = commission_payout(earned(service), source="bank")
    assert isinstance(request.body, dict)

    paid = service.done(service.operator, request.path, request.body)

    address(service.database, service.clock())
    for key in (service.outlet, service.operator, service.auditor):
        events = taken(service.get(key, "/v1/events"))["events"]
        assert [one["data"] for one in events if one["type"] == "outlet.commission_paid"] == [
            {name: value for name, value in paid.items() if name != "paid_at"}
        ]
    assert "outlet.commission_paid" not in str(taken(service.get(service.agent, "/v1/events")))


def test_a_trail_says_which_verbs_enter_and_pay_commission(service: Service) -> None:
    paid = taken(commission_payout(earned(service)).send(service))
    entry = f"outlet_commission_payout:{paid['payout_id']}"

    trail = taken(service.get(service.outlet, f"/v1/trails/entry/{entry}"))

    assert trail["money"] == money(EARNED_FEN)
    assert "POST /v1/outlet-commission-payouts" in str(trail)
