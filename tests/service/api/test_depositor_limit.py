"""What one person pays in on a day, over all outlets and agents, where the service limits it."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from werkzeug.test import TestResponse

from service.clock import rfc3339
from service.domain.day import DAY_MS, day_end_ms, day_of
from service.outbox import address
from tests.service.api.stories import agency, drafts
from tests.service.servers import (
    IDENTITY,
    OTHER_OUTLET,
    OUTLET,
    Service,
    deposit_body,
    refused,
    taken,
)

LIMIT_FEN = 10_000
OVER = (409, "depositor_limit_reached")
SOMEBODY_ELSE = "413026194912310021"


@pytest.fixture
def limited(service: Service) -> Service:
    """Return a service with a limit."""
    service.terms = replace(service.terms, depositor_limit_fen=LIMIT_FEN)
    return service


def pays_in(
    service: Service, amount_fen: int, outlet: str = OUTLET, identity: str = IDENTITY
) -> TestResponse:
    """Pay cash in at an outlet."""
    body = deposit_body(amount_fen, identity)
    return service.post(service.key("outlet", outlet), "/v1/deposits", body)


def test_one_person_pays_in_what_a_day_allows_wherever_and_no_fen_more(limited: Service) -> None:
    agency.topped_up(limited, 100_000)
    assert pays_in(limited, 4_000).status_code == 201
    assert pays_in(limited, 3_000, OTHER_OUTLET).status_code == 201
    wallet_id = limited.wallet()
    assert agency.cash_in(limited, wallet_id, 2_999, IDENTITY).send(limited).status_code == 201

    assert refused(pays_in(limited, 2)) == OVER
    assert refused(agency.cash_in(limited, wallet_id, 2, IDENTITY).send(limited)) == OVER
    assert pays_in(limited, LIMIT_FEN, identity=SOMEBODY_ELSE).status_code == 201
    assert pays_in(limited, 1).status_code == 201
    assert refused(pays_in(limited, 1)) == OVER

    assert limited.books()["is_sound"]


def test_the_day_ends_at_midnight_in_beijing(limited: Service) -> None:
    assert pays_in(limited, LIMIT_FEN).status_code == 201
    limited.clock.at_ms = day_end_ms(day_of(limited.clock.at_ms)) - 1
    assert refused(pays_in(limited, 1)) == OVER

    limited.clock.advance(ms=1)

    assert pays_in(limited, LIMIT_FEN).status_code == 201


def test_a_deposit_that_is_cancelled_was_not_brought(limited: Service) -> None:
    number = taken(pays_in(limited, LIMIT_FEN))["number"]
    assert refused(pays_in(limited, 1)) == OVER

    assert drafts.cancellation(limited, number).send(limited).status_code == 201

    assert pays_in(limited, LIMIT_FEN).status_code == 201
    assert refused(pays_in(limited, 1)) == OVER


def test_a_deposit_of_before_there_was_a_limit_is_cancelled_without_a_count(
    service: Service,
) -> None:
    number = service.deposit(500)["number"]
    service.terms = replace(service.terms, depositor_limit_fen=LIMIT_FEN)
    service.restart()
    assert pays_in(service, 100).status_code == 201

    assert drafts.cancellation(service, number).send(service).status_code == 201

    assert pays_in(service, LIMIT_FEN).status_code == 201


def test_cash_that_was_taken_offline_is_never_refused_but_marked_on_its_own_day(
    limited: Service,
) -> None:
    numbers = limited.done(limited.outlet, "/v1/number-blocks", {"count": 2})["numbers"]
    limited.clock.advance(days=1)
    assert pays_in(limited, LIMIT_FEN).status_code == 201
    taken_at = rfc3339(limited.clock.at_ms - DAY_MS)
    deposits = [
        deposit_body(amount_fen) | {"number": number, "paid_in_at": taken_at}
        for number, amount_fen in zip(numbers, (LIMIT_FEN, 1), strict=True)
    ]

    answer = limited.done(limited.outlet, "/v1/deposit-batches", {"deposits": deposits})

    results = answer["results"]
    assert [one["status"] for one in results] == [201, 201]
    marks = [one["answer"].get("is_over_depositor_limit") for one in results]
    assert marks == [None, True]
    address(limited.database, limited.clock())
    for key in (limited.outlet, limited.operator):
        events = taken(limited.get(key, "/v1/events"))["events"]
        over = [one["subject"] for one in events if one["type"] == "draft.over_limit"]
        assert over == [results[1]["answer"]["draft_id"]]
        assert IDENTITY not in str(events)
    assert limited.books()["is_sound"]


def test_without_a_limit_nothing_is_counted(service: Service) -> None:
    for _ in range(3):
        assert pays_in(service, 500_000).status_code == 201

    assert service.count("depositor_day") == 0


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_outlets_and_agents_at_once_let_one_person_bring_no_more_than_a_day_allows(
    limited: Service,
) -> None:
    agency.topped_up(limited, 100_000)
    keys = [limited.key("outlet", name) for name in (OUTLET, OTHER_OUTLET)]
    wallets = [limited.wallet() for _ in range(8)]
    ready = threading.Barrier(8)

    def come(place: int) -> list[int]:
        ready.wait()
        found = []
        for turn in range(5):
            if place % 4 == 3:
                request = agency.cash_in(limited, wallets[place], 700, IDENTITY)
                found.append(request.send(limited).status_code)
            else:
                key = keys[(place + turn) % 2]
                found.append(limited.post(key, "/v1/deposits", deposit_body(700)).status_code)
        return found

    with ThreadPoolExecutor(8) as pool:
        ends = Counter(status for some in pool.map(come, range(8)) for status in some)

    most = LIMIT_FEN // 700
    assert ends == {201: most, 409: 40 - most}
    with limited.database.reading() as connection:
        query = "SELECT brought_fen + paid_in_fen FROM depositor_day"
        assert connection.exec_driver_sql(query).scalar_one() == most * 700
    assert limited.books()["is_sound"]
