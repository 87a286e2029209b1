"""Each movement of money is one event, for those whose affair it is, and says nothing of people."""

import json
from typing import Any

from service.outbox import address
from service.schemas.events import EVENTS
from tests.service.api.stories import agency, books, drafts, outlets
from tests.service.api.stories.numbers import expired
from tests.service.outbox.conftest import Scene
from tests.service.servers import (
    AGENT,
    IDENTITY,
    OTHER_OUTLET,
    OTHER_PROVIDER,
    OUTLET,
    PASSWORD,
    Service,
    money,
    taken,
)

OF_DRAFT = ("draft_id", "outlet", "money", "fee", "issued_at", "expires_at")


def heard(service: Service, key: str) -> list[dict[str, Any]]:
    """Return the events that somebody hears, each in the form that the contract has."""
    address(service.database, service.clock())
    found: list[dict[str, Any]] = taken(service.get(key, "/v1/events?limit=1000"))["events"]
    for one in found:
        EVENTS[one["type"]].model_validate_json(json.dumps(one["data"]))
    return found


def kinds(service: Service, key: str) -> list[str]:
    """Return the kinds that somebody hears, in order."""
    return [str(one["type"]) for one in heard(service, key)]


def test_a_payment_is_heard_by_both_providers_each_of_its_own_wallet(service: Service) -> None:
    payer = service.full_wallet()
    payees_provider = service.key("provider", OTHER_PROVIDER)
    payee = service.wallet(key=payees_provider)
    body = {"payer_wallet_id": payer, "payee_wallet_id": payee, "money": money(500)}

    paid = service.done(service.provider, "/v1/payments", body)

    (last,) = [one for one in heard(service, service.provider) if one["type"] == "wallet.paid"]
    assert last["subject"] == paid["payment_id"]
    assert last["data"] == {"wallet_id": payer, "money": money(500), "balance": money(17_000)}
    assert [
        (one["type"], one["subject"], one["data"]) for one in heard(service, payees_provider)
    ] == [
        (
            "wallet.credited",
            paid["payment_id"],
            {"wallet_id": payee, "money": money(500), "source": "payment"},
        )
    ]


def test_a_withdrawal_and_an_agents_cash_out_are_heard_by_the_wallets_provider(
    service: Service,
) -> None:
    wallet_id = service.full_wallet(50_000)
    body = {"wallet_id": wallet_id, "money": money(10_000)}
    withdrawn = service.done(service.provider, "/v1/withdrawals", body)
    code = agency.code_of(service, wallet_id)

    cashed = taken(agency.cash_out(service, code).send(service))

    of_wallet = {"wallet_id": wallet_id, "money": money(10_000)}
    left = 50_000 - 20_000 - cashed["fee"]["amount"]
    assert [
        (one["type"], one["subject"], one["data"]) for one in heard(service, service.provider)[-2:]
    ] == [
        ("wallet.withdrawn", withdrawn["withdrawal_id"], {**of_wallet, "balance": money(40_000)}),
        (
            "wallet.cashed_out",
            cashed["cash_out_id"],
            {**of_wallet, "balance": money(left), "fee": cashed["fee"]},
        ),
    ]


def test_a_draft_that_ends_is_heard_by_the_outlet_that_issued_it_wherever_it_ended(
    service: Service,
) -> None:
    other = service.key("outlet", OTHER_OUTLET)
    supplied = drafts.cash_movement(service, OTHER_OUTLET, "supply").send(service)
    assert supplied.status_code == 201
    draft = service.deposit()

    body = {"number": draft["number"], "password": PASSWORD}
    service.done(other, "/v1/cash-outs", body)
    cancelled = service.deposit(100)
    assert drafts.cancellation(service, cancelled["number"]).send(service).status_code == 201

    said = {name: draft[name] for name in OF_DRAFT}
    events = heard(service, service.outlet)
    assert [(one["type"], one["subject"]) for one in events] == [
        ("draft.cashed_out", draft["draft_id"]),
        ("draft.cancelled", cancelled["draft_id"]),
    ]
    assert events[0]["data"] == said
    assert kinds(service, other) == ["till.supplied"]
    for event in events:
        assert not {IDENTITY, draft["number"], PASSWORD} & set(map(str, event["data"].values()))


def test_a_draft_expires_once_by_a_sweep_and_is_refunded(service: Service) -> None:
    number = expired(service)

    answers = [taken(outlets.swept(service).send(service)) for _ in range(2)]
    assert drafts.refund(service, number).send(service).status_code == 201

    assert [len(one["expired"]) for one in answers] == [1, 0]
    assert kinds(service, service.outlet) == ["draft.expired", "draft.refunded"]
    assert service.books()["is_sound"]


def test_deposits_are_events_from_the_moment_that_was_named_and_no_more_when_not_wanted(
    service: Service,
) -> None:
    service.deposit()
    answer = taken(outlets.asked(service, has_draft_events=True).send(service))
    service.clock.advance(ms=4_999)
    service.deposit()
    again = taken(outlets.asked(service, has_draft_events=True).send(service))
    service.clock.advance(ms=1)

    first, second = service.deposit(), service.deposit(1)
    service.deposit(key=service.key("outlet", OTHER_OUTLET))
    outlets.asked(service, has_draft_events=False).send(service)
    service.deposit()

    assert again["draft_events_from"] == answer["draft_events_from"] == first["issued_at"]
    events = heard(service, service.outlet)
    assert [(one["type"], one["subject"]) for one in events] == [
        ("draft.issued", first["draft_id"]),
        ("draft.issued", second["draft_id"]),
    ]
    assert events[0]["data"] == {name: first[name] for name in OF_DRAFT}


def test_a_deposit_that_nobody_asked_of_writes_no_event(service: Service) -> None:
    before = service.count("event")

    service.deposit()

    assert service.count("event") == before


def test_a_till_is_low_once_on_its_way_down(service: Service) -> None:
    numbers = [service.deposit(amount_fen)["number"] for amount_fen in (100, 1, 1, 50)]
    outlets.asked(service, threshold=money(52)).send(service)

    for number in numbers[:3]:
        assert drafts.cash_out(service, number).send(service).status_code == 201

    low = [one for one in heard(service, service.outlet) if one["type"] == "till.low"]
    said = {"outlet": OUTLET, "cash": money(51), "threshold": money(52)}
    assert [(one["subject"], one["data"]) for one in low] == [(OUTLET, said)]
    assert [one["data"] for one in heard(service, service.operator)] == [said]


def test_a_threshold_that_rises_above_the_cash_makes_the_till_low_and_none_makes_it_never_low(
    service: Service,
) -> None:
    number = service.deposit(100)["number"]

    for threshold in (money(100), money(101), money(102), None, money(100)):
        assert outlets.asked(service, threshold=threshold).send(service).status_code == 200
    outlets.asked(service, threshold=None).send(service)
    drafts.cash_out(service, number).send(service)

    events = heard(service, service.outlet)
    low = [one["data"] for one in events if one["type"] == "till.low"]
    assert low == [{"outlet": OUTLET, "cash": money(100), "threshold": money(101)}]


def test_a_day_is_closed_once_for_every_auditor_and_operator_and_nobody_else(
    service: Service,
) -> None:
    request = books.settlement(service)
    closed, _ = (taken(request.send(service)) for _ in range(2))

    for key in (service.auditor, service.operator, service.key("auditor", "another office")):
        (event,) = heard(service, key)
        assert (event["type"], event["subject"], event["data"]) == (
            "settlement.closed",
            closed["day"],
            closed,
        )
    assert "settlement.closed" not in kinds(service, service.provider)
    assert kinds(service, service.outlet) == []


def test_an_agent_hears_of_float_that_an_outlet_moved(service: Service) -> None:
    agency.topped_up(service, 200_000)
    assert agency.withdrawal(service, 10_000).send(service).status_code == 201

    said = [(one["type"], one["data"]["float"]) for one in heard(service, service.agent)]

    assert said == [("float.topped_up", money(200_000)), ("float.withdrawn", money(190_000))]
    assert {one["subject"] for one in heard(service, service.agent)} == {AGENT}


def test_webhooks_of_outlets_and_auditors_get_theirs_signed(scene: Scene) -> None:
    service = scene.service
    of_outlet = scene.webhook("draft.*", key=service.outlet)
    of_auditor = scene.webhook("settlement.closed", key=service.auditor)
    draft = service.deposit()
    assert drafts.cash_out(service, draft["number"]).send(service).status_code == 201
    service.clock.advance(days=1)
    day = draft["issued_at"][:10]
    service.done(service.operator, "/v1/settlements", {"day": day})

    scene.deliver()

    assert sorted(scene.receiver.kinds) == ["draft.cashed_out", "settlement.closed"]
    by_kind = dict(zip(scene.receiver.kinds, scene.receiver.received, strict=True))
    by_kind["draft.cashed_out"].require_signed(of_outlet["secret"])
    by_kind["settlement.closed"].require_signed(of_auditor["secret"])


def test_a_refused_movement_is_no_event(service: Service) -> None:
    wallet_id = service.full_wallet(100)
    before = service.count("event")
    body = {"payer_wallet_id": wallet_id, "payee_wallet_id": service.wallet(), "money": money(101)}

    assert service.post(service.provider, "/v1/payments", body).status_code == 409
    assert drafts.cash_out(service, "2007 0101 0000 5726").send(service).status_code == 403

    assert service.count("event") == before
