"""Failures of other services' webhooks, tried here: each with the right answer.

E7: events out of order (stripe-cli #418 and #1191, mirakl-hyperwallet-connector #35).
E8: receivers that cut, are gone, or are two (stripe-cli #313 and #981).
E18: signatures by the wrong clock (stripe-java #1680, stripe-python #1183).
"""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from standardwebhooks import Webhook

from service.client.webhook_listener import Listener, ReceivedWebhook
from service.clock import from_rfc3339
from service.outbox import OutboxWorker, Sender, deliver_all_due
from service.outbox import attempt as attempting
from service.receipts import from_json, from_jwks, verify
from service.transport import secret_from
from tests.service.api.market import Market
from tests.service.servers import Service
from tests.service.testing.served import books_in, served
from tests.waiting import PATIENCE_S
from wanghuiyi.receiver import ReceivedEvent, Receiver

SHIPPING = ["order.paid", "order.shipped", "order.delivered"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as made:
        yield made


@pytest.fixture
def market(service: Service) -> Market:
    """Return a market whose webhooks may lead to this machine."""
    service.__dict__["context"] = replace(service.context, has_local_webhooks=True)
    return Market(service, balance_fen=50_000)


def subscribed(market: Market, receiver: Receiver, *kinds: str) -> str:
    """Subscribe a receiver to the provider's events; return the id of the webhook."""
    body = {"url": receiver.url, "kinds": list(kinds)}
    made = market.service.done(market.service.provider, "/v1/webhooks", body)
    receiver.trust(made["secret"])
    return str(made["webhook_id"])


def kinds_of(receiver: Receiver, order_id: str) -> list[str]:
    return [one.kind for one in receiver.received if one.subject == order_id]


def test_e7_what_follows_a_failed_event_waits_and_other_orders_go_on(
    market: Market, receiver: Receiver
) -> None:
    subscribed(market, receiver, *SHIPPING)
    service, sender = market.service, Sender(market.service.context, market.service.clock)
    receiver.answer_with(500)
    first = market.paid()

    assert deliver_all_due(sender).failed == 1
    for step in ("shipments", "deliveries"):
        market.must(market.shop if step == "shipments" else service.operator, first, step)
    other = market.paid()
    deliver_all_due(sender)
    meanwhile = kinds_of(receiver, first), kinds_of(receiver, other)
    service.clock.advance(ms=10_000)
    deliver_all_due(sender)

    assert meanwhile == (["order.paid"], ["order.paid"])
    assert kinds_of(receiver, first) == ["order.paid", *SHIPPING]
    repeated = [one.id for one in receiver.received if one.subject == first][:2]
    assert repeated[0] == repeated[1]
    assert [one.is_repeated for one in receiver.received if one.subject == first] == [
        *(False, True, False, False)
    ]


@pytest.mark.parametrize("delay_s", [0.7, pytest.param(14.0, marks=pytest.mark.proof)])
def test_e7_a_slow_receiver_delays_nobody_else_and_is_not_given_up(
    market: Market, delay_s: float
) -> None:
    sender = Sender(market.service.context, market.service.clock)  # which waits for 15 seconds
    with Receiver() as slow, Receiver() as quick:
        for each in (slow, quick):
            subscribed(market, each, *SHIPPING)
        slow.answer_with(200, times=6, delay_s=delay_s)
        orders = [market.paid() for _ in range(2)]
        worker = OutboxWorker(sender, threads=4)
        working = Thread(target=worker.run)
        working.start()
        came = {one: quick.expect("order.paid", one, PATIENCE_S) for one in orders}
        in_time = all(one.id for one in came.values()) and len(slow.received) <= len(orders)
        for one in orders:
            slow.expect("order.paid", one, PATIENCE_S)
        time.sleep(delay_s)
        worker.stop()
        working.join(PATIENCE_S)

        assert in_time
        assert [one.is_repeated for one in slow.received] == [False, False]
    listed = market.service.get(market.service.provider, "/v1/messages").get_json()["messages"]
    assert {(one["standing"], one["attempts"]) for one in listed} == {("delivered", 1)}


def test_e8_who_cuts_after_reading_gets_the_same_id_with_a_new_timestamp(
    market: Market, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribed(market, receiver, "order.paid")
    sender = Sender(market.service.context, market.service.clock)
    receiver.answer_with(None)
    market.paid()

    first = deliver_all_due(sender)
    market.service.clock.advance(ms=10_000)
    later_s = int(time.time()) + 10
    monkeypatch.setattr(attempting, "real_s", lambda: later_s)
    second = deliver_all_due(sender)

    cut, again = receiver.received
    assert (first.failed, second.delivered) == (1, 1)
    assert (cut.id, cut.content) == (again.id, again.content)
    assert cut.sent_at_s
    assert cut.sent_at_s < later_s == again.sent_at_s
    assert cut.is_genuine
    assert again.is_genuine


def test_e8_who_is_gone_is_disabled_and_what_waits_is_dropped(
    market: Market, receiver: Receiver
) -> None:
    webhook_id = subscribed(market, receiver, *SHIPPING)
    sender = Sender(market.service.context, market.service.clock)
    receiver.answer_with(410)
    market.shipped()

    counts = deliver_all_due(sender)
    market.service.clock.advance(days=1)
    deliver_all_due(sender)

    provider = market.service.provider
    (webhook,) = market.service.get(provider, "/v1/webhooks").get_json()["webhooks"]
    messages = market.service.get(provider, "/v1/messages").get_json()["messages"]
    assert (webhook["webhook_id"], webhook["is_enabled"]) == (webhook_id, False)
    assert webhook["disabled_because"] == "gone"
    assert {one["standing"] for one in messages} == {"dropped"}
    assert counts.dropped == 1
    assert len(receiver.received) == 1


def test_e8_two_webhooks_with_one_url_are_two_messages_with_ids_of_their_own(
    market: Market, receiver: Receiver
) -> None:
    for _ in range(2):
        subscribed(market, receiver, "order.paid")
    market.paid()

    deliver_all_due(Sender(market.service.context, market.service.clock))

    both = receiver.received
    assert len({one.id for one in both}) == 2
    assert both[0].content == both[1].content
    assert all(one.is_genuine for one in both)


def heard_by_listen(secret: str, received: ReceivedEvent) -> ReceivedWebhook:
    """Return what `wanghuiyi listen` says of a webhook."""
    heard: list[ReceivedWebhook] = []
    listener = Listener([secret_from(secret)], heard.append)
    listener.receive(dict(received.headers), received.content)
    listener.server.server_close()
    return heard[0]


@pytest.mark.parametrize("now", ["2006-11-24T02:30:00.000Z", "2050-11-24T02:30:00.000Z"])
def test_e18_signatures_are_of_the_real_clock_and_all_else_of_the_tests(
    tmp_path: Path, receiver: Receiver, now: str
) -> None:
    world = served(books_in(tmp_path), from_rfc3339(now))
    made = world.ask("provider", "POST /v1/webhooks", {"url": receiver.url}).get_json()
    receiver.trust(made["secret"])
    draft = world.deposited()
    world.redeemed(draft["number"])

    delivered = world.answer_to("POST /test/deliveries")["delivered"]
    path = f"POST /v1/webhooks/{made['webhook_id']}/replays"
    assert world.ask("provider", path, {"since": now}).status_code in {200, 201}
    replayed = world.answer_to("POST /test/deliveries")["delivered"]

    assert delivered == replayed
    assert len(receiver.received) == 2 * delivered > 0
    assert {one.id for one in receiver.received[delivered:]} == {
        one.id for one in receiver.received[:delivered]
    }
    for one in receiver.received:
        assert Webhook(made["secret"]).verify(one.content, dict(one.headers))
        assert one.is_genuine
        assert one.sent_at_s == pytest.approx(time.time(), abs=PATIENCE_S)
        assert one.timestamp == now
        heard = heard_by_listen(made["secret"], one)
        assert (heard.fault, heard.said["timestamp"]) == ("", now)
    public_keys = from_jwks(world.client.get("/v1/receipt-keys").get_json())
    receipt = verify(from_json(json.dumps(draft["receipt"])), public_keys)
    assert receipt.issued_at == now
    assert receipt.expires_at[:4] in {now[:4], str(int(now[:4]) + 1)}
