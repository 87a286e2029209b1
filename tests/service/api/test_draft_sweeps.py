"""The sweep of drafts: each that has expired is written down once, in whatever order it came."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from service.clock import rfc3339
from service.domain.day import DAY_MS
from tests.service.api.stories import drafts, outlets
from tests.service.servers import MORNING_MS, Service, deposit_body, taken


def swept(service: Service, limit: int = 100) -> list[str]:
    """Return what one sweep writes down."""
    answer = taken(outlets.swept(service, limit).send(service))
    assert answer["is_done"] == (len(answer["expired"]) < limit)
    return list(answer["expired"])


def valid_for(service: Service, days: int) -> None:
    """Let drafts be valid for so many days from now on."""
    service.terms = replace(service.terms, valid_days=days)
    service.restart()


def of_state(service: Service, draft_id: str) -> str:
    """Return the state that the database has of a draft."""
    with service.database.reading() as connection:
        query = "SELECT state FROM draft WHERE draft_id = ?"
        if connection.dialect.name == "postgresql":
            query = query.replace("?", "%s")
        return str(connection.exec_driver_sql(query, (draft_id,)).scalar_one())


def test_what_has_expired_is_written_down_once_the_oldest_first(service: Service) -> None:
    paid_in = []
    for _ in range(5):
        paid_in.append(service.deposit(100)["draft_id"])
        service.clock.advance(ms=1)
    service.clock.advance(days=60, ms=-2)  # the last of them is valid for a millisecond more
    assert service.clock.at_ms == MORNING_MS + 60 * DAY_MS + 3

    first = [swept(service, 2), swept(service, 2)]
    service.clock.advance(ms=1)
    last = [swept(service, 2), swept(service, 2)]

    assert first == [paid_in[:2], paid_in[2:4]]
    assert last == [paid_in[4:], []]
    assert {of_state(service, one) for one in paid_in} == {"expired"}
    assert service.books()["is_sound"]


def test_a_draft_that_has_ended_does_not_expire_and_one_that_has_expired_is_only_refunded(
    service: Service,
) -> None:
    redeemed, left = service.deposit(100), service.deposit(200)
    assert service.redeem(redeemed["number"], service.wallet()).status_code == 201
    service.clock.advance(days=60)

    assert swept(service) == [left["draft_id"]]

    assert drafts.cash_out(service, left["number"]).send(service).status_code == 410
    assert drafts.refund(service, left["number"]).send(service).status_code == 201
    assert swept(service) == []
    assert [of_state(service, one["draft_id"]) for one in (redeemed, left)] == [
        "redeemed",
        "refunded",
    ]


def test_a_deposit_that_is_entered_late_expires_although_its_time_was_swept(
    service: Service,
) -> None:
    valid_for(service, 1)
    block = service.done(service.outlet, "/v1/number-blocks", {"count": 1})
    taken_ms = service.clock.at_ms
    service.clock.advance(days=2)
    sooner = service.deposit()
    service.clock.advance(days=27)
    assert swept(service) == [sooner["draft_id"]]
    late = deposit_body() | {"number": block["numbers"][0], "paid_in_at": rfc3339(taken_ms)}

    (result,) = service.done(service.outlet, "/v1/deposit-batches", {"deposits": [late]})["results"]

    assert swept(service) == [result["answer"]["draft_id"]]


def test_other_terms_lose_no_draft(service: Service) -> None:
    valid_for(service, 3)
    short = service.deposit()["draft_id"]
    valid_for(service, 60)
    long = service.deposit()["draft_id"]
    service.clock.advance(days=3)
    assert swept(service) == [short]
    valid_for(service, 1)
    shortest = service.deposit()["draft_id"]

    service.clock.advance(days=1)
    found = [swept(service)]
    service.clock.advance(days=56)
    found.append(swept(service))

    assert found == [[shortest], [long]]


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_sweeps_at_once_write_each_draft_down_once(service: Service) -> None:
    paid_in = {service.deposit(100)["draft_id"] for _ in range(40)}
    service.clock.advance(days=60)
    assert service.operator
    ready = threading.Barrier(4)

    def sweep(_: int) -> list[str]:
        ready.wait()
        return [one for _ in range(10) for one in swept(service, 3)]

    with ThreadPoolExecutor(4) as pool:
        found = [one for some in pool.map(sweep, range(4)) for one in some]

    assert sorted(found) == sorted(paid_in)
    assert service.count("event") == len(paid_in)
