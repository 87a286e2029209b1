"""Days settled twice, in disorder and under load: each line is in one settlement and one proof."""

import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from service.clock import day_from_date
from service.domain.day import day_end_ms
from tests.service.servers import Service, money, refused, taken

DAYS = ("2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27")
WRITERS, DRAFTS_EACH = 3, 6


def settle(service: Service, day: str) -> Any:  # noqa: ANN401 - a response of tests
    """Close a day, with a key of its own."""
    return service.post(service.operator, "/v1/settlements", {"day": day})


def patiently(ask: Callable[[], Any]) -> Any:  # noqa: ANN401 - as above
    """Ask as clients do, again while the database is busy, which has changed nothing."""
    while (response := ask()).status_code == 503:
        assert refused(response) == (503, "busy")
    return response


def test_a_day_settled_again_with_a_new_key_gives_the_same_body_and_moves_nothing(
    service: Service,
) -> None:
    service.full_wallet(300)
    service.clock.advance(days=1)

    first = settle(service, DAYS[0])
    lines, proofs = service.count("transfer"), service.count("day_proof")
    again = [settle(service, DAYS[0]) for _ in range(3)]

    assert first.status_code == 201
    assert {(one.status_code, one.data) for one in again} == {(200, first.data)}
    assert (service.count("transfer"), service.count("day_proof")) == (lines, proofs)
    assert service.books()["findings"] == []


def test_days_settled_out_of_order_pay_all_once(service: Service) -> None:
    for fen in (300, 50, 7):
        service.full_wallet(fen)
        service.clock.advance(days=1)

    paid = [taken(settle(service, DAYS[place]))["net_due"] for place in (1, 0, 2)]
    assert refused(settle(service, DAYS[3])) == (409, "day_still_open")

    assert paid == [money(350), money(0), money(7)]
    assert service.books()["balances"]["post:due_to_gateway"] == 0
    require_each_line_once(service, {DAYS[1]: 350, DAYS[0]: 0, DAYS[2]: 7})


@pytest.mark.parametrize("closers", [1, 2])
def test_what_is_redeemed_while_days_are_settled_is_in_one_settlement_and_one_proof(
    service: Service, closers: int
) -> None:
    numbers = [[service.deposit()["number"] for _ in range(DRAFTS_EACH)] for _ in range(WRITERS)]
    wallet_ids = [service.wallet() for _ in range(WRITERS)]
    assert service.operator
    service.clock.advance(days=3)  # so that what is redeemed meanwhile is not of the days closed
    closed: list[Any] = []
    failed: list[str] = []

    def redeem(of: int) -> None:
        for number in numbers[of]:
            response = patiently(partial(service.redeem, number, wallet_ids[of]))
            failed.extend([] if response.status_code == 201 else [response.text])

    def close() -> None:
        closed.extend(patiently(partial(settle, service, day)) for day in DAYS[:3])

    threads = [threading.Thread(target=redeem, args=(of,)) for of in range(WRITERS)]
    threads += [threading.Thread(target=close) for _ in range(closers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    service.clock.advance(days=1)
    closed.append(settle(service, DAYS[3]))

    assert failed == []
    bodies = {one.data for one in closed}
    assert len(bodies) == len(DAYS)
    assert Counter(one.status_code for one in closed)[201] == len(DAYS)
    due = {one["day"]: one["net_due"]["amount"] for one in map(taken, closed)}
    assert sum(due.values()) == WRITERS * DRAFTS_EACH * 17_500
    assert service.books()["balances"]["post:due_to_gateway"] == 0
    require_each_line_once(service, due)


def require_each_line_once(service: Service, due: dict[str, int]) -> None:
    """Require that proofs share the lines out, and that settlements paid each due line once."""
    assert service.books()["findings"] == []
    proofs = [
        taken(service.get(service.auditor, f"/v1/settlements/{day}/proof"))["proof"] for day in due
    ]
    proofs.sort(key=lambda one: one["number"])
    query = text("SELECT seq, key, credit, amount_fen, at_ms FROM transfer ORDER BY seq")
    with service.database.reading() as connection:
        lines = connection.execute(query).all()
    proven = [
        [line.seq for line in lines if one["after_seq"] < line.seq <= one["last_seq"]]
        for one in proofs
    ]
    assert [len(one) for one in proven] == [one["line_count"] for one in proofs]
    numbers = [seq for one in proven for seq in one]
    assert numbers == [line.seq for line in lines if line.seq <= proofs[-1]["last_seq"]]
    paid = Counter({one["day"]: 0 for one in proofs})
    for line in lines:
        if line.credit == "post:due_to_gateway" and not line.key.startswith("settlement:"):
            day = next(
                one["day"]
                for one in proofs
                if line.seq <= one["last_seq"]
                and line.at_ms < day_end_ms(day_from_date(one["day"]))
            )
            paid[day] += line.amount_fen
    assert dict(paid) == due
