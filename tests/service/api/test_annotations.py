"""External ids and metadata: noted with what is made, shown to who noted them, and found again."""

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import event, text

from tests.service.api.market import Market
from tests.service.api.stories import GOOD, Request
from tests.service.api.stories.annotations import EXTERNAL_ID, IN_URL, MAKING, METADATA, noting
from tests.service.api.stories.deposits import batch
from tests.service.servers import OTHER_OUTLET, Service, deposit_body, refused, taken

NOTED = {"external_id": EXTERNAL_ID, "metadata": METADATA}
READ_AT = {
    "draft": "/v1/drafts",
    "wallet": "/v1/wallets",
    "payment": "/v1/payments",
    "withdrawal": "/v1/withdrawals",
    "hold": "/v1/holds",
    "offer": "/v1/offers",
    "order": "/v1/orders",
}


def made(service: Service, route: str, **noted: object) -> tuple[Request, dict[str, Any]]:
    """Make an object, and return its request and answer."""
    request = noting(GOOD[route](service), **noted)
    response = request.send(service)
    assert response.status_code == 201, response.text
    return request, taken(response)


def found(service: Service, key: str | None) -> dict[str, Any]:
    """Return what a caller finds by the external id."""
    response = service.get(key, f"/v1/external-ids/{IN_URL}")
    assert response.status_code == 200, response.text
    return taken(response)


@pytest.mark.parametrize("route", MAKING)
def test_what_is_made_with_a_number_of_the_callers_own_is_found_by_it(
    service: Service, route: str
) -> None:
    kind, id_name = MAKING[route]

    request, answer = made(service, route, **NOTED)

    assert answer.items() >= NOTED.items()
    by_number = found(service, request.key)
    assert by_number == {
        "kind": kind,
        "object_id": answer[id_name],
        **NOTED,
        "made_at": by_number["made_at"],
        "changed_at": by_number["made_at"],
    }
    path = f"/v1/annotations/{kind}/{answer[id_name]}"
    assert taken(service.get(request.key, path)) == by_number
    if kind in READ_AT:
        shown = taken(service.get(request.key, f"{READ_AT[kind]}/{answer[id_name]}"))
        assert shown.items() >= NOTED.items()
    assert service.books()["findings"] == []


@pytest.mark.parametrize("route", MAKING)
def test_who_notes_nothing_gets_the_answer_of_before_and_leaves_no_row(
    sqlite_service: Service, route: str
) -> None:
    _, answer = made(sqlite_service, route)

    assert not {"external_id", "metadata"} & answer.keys()
    assert sqlite_service.count("annotation") == 0


def test_a_deposit_that_notes_nothing_sends_the_database_nothing_of_it(
    sqlite_service: Service,
) -> None:
    sent: list[str] = []
    engine = sqlite_service.database.engine
    sqlite_service.deposit()
    event.listen(engine, "before_cursor_execute", lambda *given: sent.append(given[2]))

    sqlite_service.deposit()
    without = len(sent)
    sqlite_service.done(sqlite_service.outlet, "/v1/deposits", {**deposit_body(), **NOTED})

    assert not [one for one in sent[:without] if "annotation" in one]
    assert [one for one in sent[without:] if "annotation" in one]


def test_one_holders_number_is_free_for_all_others_and_only_its_own_object_is_found_by_it(
    service: Service,
) -> None:
    elsewhere = service.key("outlet", OTHER_OUTLET)
    body = {**deposit_body(), **NOTED}

    first = service.done(service.outlet, "/v1/deposits", body)
    second = service.done(elsewhere, "/v1/deposits", body)
    third = service.done(service.provider, "/v1/wallets", {"tier": "plain", **NOTED})

    assert found(service, service.outlet)["object_id"] == first["draft_id"]
    assert found(service, elsewhere)["object_id"] == second["draft_id"]
    assert found(service, service.provider)["object_id"] == third["wallet_id"]


def test_all_kinds_of_a_holder_share_one_name_space_and_a_refusal_names_the_callers_own_object(
    service: Service,
) -> None:
    wallet_id = service.full_wallet()
    payment = {
        "payer_wallet_id": wallet_id,
        "payee_wallet_id": service.wallet(),
        "money": {"amount": 17_500, "currency": "CNY"},
        **NOTED,
    }
    paid = service.done(service.provider, "/v1/payments", payment)

    # All is spent, and still it is said that the payment was made.
    again = service.post(service.provider, "/v1/payments", payment)
    other_kind = service.post(service.provider, "/v1/wallets", {"tier": "plain", **NOTED})

    for response in (again, other_kind):
        assert refused(response) == (409, "external_id_taken")
        assert f"your payment {paid['payment_id']} has" in taken(response)["detail"]
    assert service.count("annotation") == 1


def test_of_eight_who_note_one_number_at_once_one_makes_its_object_and_the_others_are_told(
    service: Service,
) -> None:
    headers = {"Authorization": f"Bearer {service.outlet}"}
    clients = [service.client for _ in range(8)]

    def sent(place: int) -> tuple[int, dict[str, Any]]:
        named = {**headers, "Idempotency-Key": f"one-of-eight-{place}"}
        body = {**deposit_body(), **NOTED}
        response = clients[place].post("/v1/deposits", json=body, headers=named)
        return response.status_code, taken(response)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(sent, range(8)))

    (first,) = [answer for status, answer in answers if status == 201]
    others = [answer for status, answer in answers if status != 201]
    assert {one["code"] for one in others} == {"external_id_taken"}
    assert all(first["draft_id"] in one["detail"] for one in others)
    assert (service.count("draft"), service.count("annotation")) == (1, 1)


def test_metadata_alone_has_no_number_and_several_objects_may_have_the_same(
    service: Service,
) -> None:
    for _ in range(2):
        answer = service.done(
            service.provider, "/v1/wallets", {"tier": "plain", "metadata": METADATA}
        )
        path = f"/v1/annotations/wallet/{answer['wallet_id']}"
        assert taken(service.get(service.provider, path))["external_id"] is None

    assert service.count("annotation") == 2


def test_a_request_that_is_refused_leaves_its_number_free(service: Service) -> None:
    body = {**deposit_body(10_000_000), **NOTED}
    assert refused(service.post(service.outlet, "/v1/deposits", body))[0] == 422

    assert service.count("annotation") == 0
    service.done(service.outlet, "/v1/deposits", {**deposit_body(), **NOTED})


def test_a_repeated_request_gets_its_answer_and_not_that_its_number_is_taken(
    service: Service,
) -> None:
    named = {"Idempotency-Key": "the-same-one"}
    body = {**deposit_body(), "metadata": {"b": "2", "a": "1"}, "external_id": "1"}
    turned = {**body, "metadata": {"a": "1", "b": "2"}}

    first = service.post(service.outlet, "/v1/deposits", body, named)
    second = service.post(service.outlet, "/v1/deposits", turned, named)

    assert first.status_code == 201
    assert (second.status_code, second.data) == (201, first.data)
    assert second.headers["Idempotency-Replayed"] == "true"


def test_each_item_of_an_offline_batch_has_its_own_number(service: Service) -> None:
    request = batch(service, 3)
    assert isinstance(request.body, dict)
    deposits = [
        {**one, "external_id": number}
        for one, number in zip(request.body["deposits"], ("1", "2", "1"), strict=True)
    ]

    results = service.done(service.outlet, request.path, {"deposits": deposits})["results"]

    assert [one["status"] for one in results] == [201, 201, 409]
    assert results[2]["problem"]["code"] == "external_id_taken"
    assert results[0]["answer"]["draft_id"] in results[2]["problem"]["detail"]
    assert service.count("draft") == 2


def test_metadata_is_changed_by_its_holder_as_often_as_one_likes_and_the_number_stays(
    service: Service,
) -> None:
    draft_id = service.done(service.outlet, "/v1/deposits", {**deposit_body(), **NOTED})["draft_id"]
    path = f"/v1/annotations/draft/{draft_id}"
    service.clock.advance(ms=5)

    for metadata in ({"till": "4"}, {"till": "4"}, {}):
        response = service.ask(service.outlet, "PUT", path, {"metadata": metadata})
        assert response.status_code == 200
        assert taken(response) == found(service, service.outlet)
        assert taken(response)["metadata"] == metadata

    after = found(service, service.outlet)
    assert after["external_id"] == EXTERNAL_ID
    assert after["changed_at"] > after["made_at"]
    stranger = service.key("outlet", OTHER_OUTLET)
    theirs = service.ask(stranger, "PUT", path, {"metadata": {}})
    assert refused(theirs) == (404, "annotation_unknown")


def test_the_other_side_of_an_order_does_not_see_what_one_noted_about_it(service: Service) -> None:
    market = Market(service)
    order = service.done(service.provider, "/v1/orders", {**market.order_body(), **NOTED})

    of_buyer = market.order(order["order_id"])
    of_seller = market.order(order["order_id"], market.shop)
    of_auditor = market.order(order["order_id"], service.auditor)

    assert of_buyer["external_id"] == EXTERNAL_ID
    for seen in (of_seller, of_auditor):
        assert not {"external_id", "metadata"} & seen.keys()
    for row in market.event_rows(order["order_id"]):
        assert EXTERNAL_ID not in str(row)


def test_what_is_noted_stands_nowhere_in_the_clear(
    sqlite_service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    secret = {"external_id": "A-SECRET-7f3", "metadata": {"n": "2007 0101 0000 5726"}}
    with caplog.at_level(logging.DEBUG):
        made(sqlite_service, "POST /v1/deposits", **secret)
        sqlite_service.get(sqlite_service.outlet, "/v1/external-ids/A-SECRET-7f3")

    with sqlite_service.database.reading() as connection:
        driver = connection.connection.driver_connection
        assert driver
        dumped = "\n".join(driver.iterdump())
        sealed = connection.execute(text("SELECT sealed FROM annotation")).scalar_one()
    for words in ("A-SECRET-7f3", "2007 0101 0000 5726"):
        assert words not in dumped
        assert words.encode() not in bytes(sealed)
        assert words not in caplog.text
