"""The outside world does what a test asks for: through real operations, and once."""

from typing import Any

import pytest

from service.database.memory import MemoryDatabase, empty_content
from service.domain.remittance import parse_number
from service.testing import create_test_app
from service.web.app import Settings
from tests.service.api.market import AMOUNT_FEN, Market
from tests.service.parcels import LABEL
from tests.service.servers import OUTLET, PASSWORD, Service, money, refused, taken


@pytest.fixture
def world() -> Market:
    """Return a market upon a test server: its clock is that of the server."""
    database = MemoryDatabase()
    database.load(empty_content())
    service = Service(database)
    service.__dict__["app"] = create_test_app(service.context, Settings(), service.clock(), None)
    return Market(service)


def simulated(world: Market, what: str, **body: object) -> dict[str, Any]:
    """Let the outside world do something."""
    return taken(world.service.ask(None, "POST", f"/test/simulations/{what}", body))


def last(done: dict[str, Any]) -> dict[str, Any]:
    """Return the answer to the last request of a simulation."""
    answer: dict[str, Any] = done["steps"][-1]["answer"]
    return answer


@pytest.mark.parametrize(
    ("how", "refusals", "state"),
    [
        ("on_time", [], "paid"),
        ("late", ["payment_overdue"], "placed"),
        ("twice", ["reference_paid"], "paid"),
        ("short", ["cash_not_exact"], "placed"),
        ("over", ["cash_not_exact"], "placed"),
    ],
)
def test_who_pays_a_reference_wrongly_at_the_counter_is_refused(
    world: Market, how: str, refusals: list[str], state: str
) -> None:
    order_id, reference = world.referenced()

    done = simulated(world, "reference-payments", reference=reference, how=how)

    assert (done["refused"], world.state(order_id)) == (refusals, state)
    assert world.held_fen() == 17_500
    assert world.is_sound()


@pytest.mark.parametrize(
    ("how", "became", "credited_fen"),
    [
        ("on_time", "paid", 0),
        ("late", "credited", AMOUNT_FEN),
        ("twice", "credited", AMOUNT_FEN),
        ("short", "credited", AMOUNT_FEN - 70),
        ("over", "paid_and_credited", 70),
    ],
)
def test_what_was_paid_wrongly_offline_goes_into_the_buyers_wallet(
    world: Market, how: str, became: str, credited_fen: int
) -> None:
    _, reference = world.referenced()
    body = {"reference": reference, "how": how, "is_offline": True, "by_fen": 70}

    done = simulated(world, "reference-payments", **body)

    assert done["refused"] == []
    assert (last(done)["became"], last(done)["credited"]) == (became, money(credited_fen))
    assert world.held_fen() == 17_500 + credited_fen
    assert world.is_sound()


def test_cash_taken_in_time_pays_although_it_is_entered_late(world: Market) -> None:
    order_id, reference = world.referenced()
    world.service.ask(None, "PUT", "/test/clock", {"advance_days": 4})

    done = simulated(world, "reference-payments", reference=reference, is_offline=True)

    assert last(done)["became"] == "paid"
    assert world.state(order_id) == "paid"


def test_a_simulation_is_done_once_however_often_it_is_sent_unless_named_otherwise(
    world: Market,
) -> None:
    _, reference = world.referenced()
    body = {"reference": reference, "is_offline": True}

    first = simulated(world, "reference-payments", **body)
    world.service.ask(None, "PUT", "/test/clock", {"advance_s": 1})
    again = simulated(world, "reference-payments", **body)
    other = simulated(world, "reference-payments", **body, again="2")

    assert last(again) == last(first)
    assert [step["is_replayed"] for step in again["steps"]] == [True, True]
    assert last(other)["became"] == "credited"
    assert world.held_fen() == 17_500 + AMOUNT_FEN


@pytest.mark.parametrize(
    ("becomes", "state", "scans"),
    [
        ("accepted", "shipped", 1),
        ("arrived", "shipped", 3),
        ("awaiting_pick_up", "shipped", 4),
        ("delivered", "delivered", 5),
        ("lost", "refunded", 3),
        ("damaged", "refunded", 4),
    ],
)
def test_a_parcel_goes_its_way_and_its_order_follows(
    world: Market, becomes: str, state: str, scans: int
) -> None:
    order_id = world.paid()

    done = simulated(world, "parcels", order_id=order_id, becomes=becomes)
    again = simulated(world, "parcels", order_id=order_id, becomes=becomes)

    assert done["refused"] == again["refused"] == []
    assert (last(done)["stands"]["state"], world.state(order_id)) == (becomes, state)
    number = last(done)["item_number"]
    shown = taken(world.service.get(None, f"/v1/tracking/{number}"))
    assert len(shown["scans"]) == scans
    assert world.held_fen() == 17_500 - (0 if state == "refunded" else AMOUNT_FEN)
    assert world.is_sound()


def test_a_parcel_of_its_own_number_goes_its_way_too(world: Market) -> None:
    world.service.done(world.shop, "/v1/item-number-blocks", {"count": 1})
    number = world.service.done(world.shop, "/v1/parcels", dict(LABEL))["item_number"]

    done = simulated(world, "parcels", item_number=number, becomes="delivered")

    assert last(done)["stands"]["place"] == OUTLET


def test_an_order_that_is_not_paid_gets_no_parcel_and_an_unknown_one_is_refused(
    world: Market,
) -> None:
    done = simulated(world, "parcels", order_id=world.placed())
    unknown = simulated(world, "parcels", order_id="nothing")

    assert (done["refused"], unknown["code"]) == (["order_not_ready"], "order_unknown")


def test_an_outlet_that_is_offline_is_not_reached_and_enters_late_what_it_took(
    world: Market,
) -> None:
    service = world.service
    key, other = service.outlet, service.key("outlet", "Gushi 2")
    body = {"money": money(100), "password": PASSWORD, "depositor": {"identity": "1234"}}
    wallet_id = service.wallet()

    begun = simulated(world, "outages", deposits_fen=[17_500, 2_500])
    cut = service.post(key, "/v1/deposits", body)
    elsewhere = service.post(other, "/v1/deposits", body)
    slip = begun["slips"][0]
    too_early = service.redeem(slip["number"], wallet_id, slip["password"])
    service.ask(None, "PUT", "/test/clock", {"advance_days": 2})
    ended = simulated(world, "reconnections")
    again = simulated(world, "reconnections")

    assert (cut.status_code, cut.headers["Content-Length"], cut.data) == (502, "1", b"")
    assert elsewhere.status_code == 201
    assert refused(too_early) == (403, "number_or_password_wrong")
    assert [step["answer"]["issued_at"] for step in ended["steps"]] == [slip["paid_in_at"]] * 2
    assert [step["is_replayed"] for step in again["steps"]] == [True, True]
    assert service.redeem(slip["number"], wallet_id, slip["password"]).status_code == 201
    assert service.post(key, "/v1/deposits", body).status_code == 201
    assert world.is_sound()


def test_a_stranger_locks_a_draft_by_guessing_and_gets_it_by_the_password(world: Market) -> None:
    service = world.service
    locked, found = (str(service.deposit()["number"]) for _ in range(2))

    guessing = simulated(world, "strangers", number=locked)
    owner = service.redeem(locked, world.wallet_id)
    finding = simulated(world, "strangers", number=found, wrong_tries=1, password=PASSWORD)
    too_late = service.redeem(found, world.wallet_id)

    assert guessing["refused"] == ["number_or_password_wrong"] * 5
    assert refused(owner) == (423, "draft_locked")
    assert [step["code"] for step in finding["steps"]][1:] == ["number_or_password_wrong", None]
    assert refused(too_late) == (409, "draft_ended")
    assert parse_number(found) not in str(finding)


def test_a_day_is_closed_after_it_is_over_and_once(world: Market) -> None:
    world.paid()
    day = taken(world.service.ask(None, "GET", "/test/clock"))["day"]

    done = simulated(world, "settlements")
    again = simulated(world, "settlements", day=day)

    assert (last(done)["day"], done["now"]) == (day, "2026-11-24T16:00:00.000Z")
    assert last(again) == last(done)
    shown = taken(world.service.get(world.service.operator, f"/v1/settlements/{day}"))
    assert shown["net_due"] == last(done)["net_due"]
    assert world.is_sound()
