"""Webhooks as the pages show them: subscriptions, each attempt, what is held, and sent again."""

import json
import logging
import re
from collections.abc import Iterator

import pytest

from tests.service.console.worlds import Watched
from tests.service.testing.shop import Shop
from wanghuiyi.receiver import Receiver

PATH = "/console/webhooks"


@pytest.fixture
def shop(world: Watched) -> Iterator[Shop]:
    with Receiver() as receiver:
        opened = world.ask("provider", "POST /v1/wallets", {"tier": "certificate"}).get_json()
        world.wallets = (opened["wallet_id"],)
        found = Shop(world, receiver)
        found.subscribe(["wallet.*"])
        yield found


def message_of(world: Watched) -> str:
    """Return the path of the newest message."""
    found = re.search(rf'href="/test({PATH}/messages/msg_[0-9a-f]+)"', world.page(PATH))
    assert found
    return found[1]


def test_a_message_is_shown_from_its_event_to_its_answer(world: Watched, shop: Shop) -> None:
    shop.credit(500)
    waiting = world.page(PATH)

    world.posted(f"{PATH}/deliveries")
    page = world.page(message_of(world))

    assert "None: a message is written when its event is addressed" not in world.page(PATH)
    assert "None: a message is written when an event is addressed" in waiting
    assert 'Attempt 1: <span class="good">2' in page
    received = shop.receiver.received[0]
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
        assert f"{name}: {received.headers[name]}" in page
    assert "&#34;amount&#34;:500" in page


def test_a_message_that_failed_says_when_it_is_tried_next_and_leads_there(
    world: Watched, shop: Shop
) -> None:
    shop.receiver.answer_with(503, times=1)
    shop.credit(500)
    world.posted(f"{PATH}/deliveries")
    due = world.answer_to("POST /test/deliveries")["next_due_at"]

    page = world.page(message_of(world))

    assert 'Attempt 1: <span class="wrong">503</span>' in page
    assert f'<time datetime="{due}">{due}</time>' in page
    assert f'name="at" value="{due}"' in page
    world.posted("/console/clock", {"at": due, "deliveries": "on"})
    assert 'Attempt 2: <span class="good">2' in world.page(message_of(world))


def test_a_message_that_has_ended_is_sent_again_under_its_id(world: Watched, shop: Shop) -> None:
    shop.credit(500)
    world.posted(f"{PATH}/deliveries")
    path = message_of(world)

    page = world.posted(f"{path}/again").text

    assert [one.id for one in shop.receiver.received] == [path.rpartition("/")[2]] * 2
    assert "after it was sent again 1 time" in page
    assert "Attempt 2:" in page


def test_a_message_that_waits_is_not_sent_again(world: Watched, shop: Shop) -> None:
    shop.receiver.answer_with(503, times=1)
    shop.credit(500)
    world.posted(f"{PATH}/deliveries")

    answer = world.posted(f"{message_of(world)}/again")

    assert answer.status_code == 409
    assert 'href="/test/console/webhooks/messages/msg_' in answer.text


def test_what_a_fault_holds_is_released(world: Watched, shop: Shop) -> None:
    shop.fail({"fault": "hold"})
    shop.credit(500, 700)
    world.posted(f"{PATH}/deliveries")
    held = re.findall(r'name="message_id" value="(msg_[0-9a-f]+)"', world.page(PATH))

    world.posted(f"{PATH}/releases", {"message_id": held[1]})
    first = shop.arrived
    world.posted(f"{PATH}/releases")

    assert (first, shop.arrived) == ([700], [700, 500])
    assert "Held back by a fault" not in world.page(PATH)
    again = world.posted(f"{PATH}/releases", {"message_id": held[1]})
    assert again.status_code == 409
    assert "No such message is held" in again.text


def test_messages_are_found_by_their_standing_and_their_webhook(world: Watched, shop: Shop) -> None:
    shop.credit(500)
    world.posted(f"{PATH}/deliveries")

    found = {
        query: len(re.findall(r'id="message-\d+"', world.page(f"{PATH}?{query}")))
        for query in (
            *("standing=delivered", "standing=waiting", f"webhook={shop.webhook_id}"),
            *("webhook=another", "before=1"),
        )
    }

    assert list(found.values()) == [1, 0, 1, 0, 0]
    assert "there is waiting, delivered, dead, dropped" in world.page(f"{PATH}?standing=lost", 400)
    assert "it is a whole number" in world.page(f"{PATH}?before=x", 400)


def test_the_lists_are_sent_again_only_when_they_differ(world: Watched, shop: Shop) -> None:
    for path in (PATH, "/console/events"):
        found = re.search(r'hx-get="([^"]*part[^"]*)"', world.page(path))
        assert found
        part = found[1].replace("&amp;", "&")

        same = world.client.get(part)
        shop.credit(500)
        world.posted(f"{PATH}/deliveries")
        other = world.client.get(part)

        assert (same.status_code, other.status_code) == (204, 200)


def test_an_attempt_fills_the_form_and_its_signature_fits(world: Watched, shop: Shop) -> None:
    shop.credit(500)
    world.posted(f"{PATH}/deliveries")
    link = re.search(rf'href="/test({PATH}/signature[^"]*)"', world.page(message_of(world)))
    assert link

    form = world.page(link[1])
    received = shop.receiver.received[0]
    headers = "\n".join(f"{name}: {value}" for name, value in received.headers.items())
    body = received.content.decode()
    right = world.posted(f"{PATH}/signature", {"headers": headers, "body": body})
    wrong = world.posted(
        f"{PATH}/signature",
        {"headers": headers, "body": json.dumps(json.loads(body)), "secret": shop.secret},
    )

    assert f"webhook-signature: {received.headers['webhook-signature']}" in form
    assert "The signature fits: a receiver has to accept it" in right.text
    assert "was it parsed and written again?" in wrong.text


def test_a_secret_that_was_rotated_is_known_as_old(world: Watched, shop: Shop) -> None:
    shop.credit(500)
    world.posted(f"{PATH}/deliveries")
    path = f"POST /v1/webhooks/{shop.webhook_id}/rotations"
    world.ask("provider", path, {"overlap_h": 0})
    world.posted(f"{message_of(world)}/again")
    received = shop.receiver.received[1]
    headers = "\n".join(f"{name}: {value}" for name, value in received.headers.items())

    page = world.posted(
        f"{PATH}/signature",
        {"headers": headers, "body": received.content.decode(), "secret": shop.secret},
    ).text

    assert "What is the cause" in page
    assert "secret" in page.partition("What is the cause")[2].partition("</ul>")[0].lower()


def test_what_is_pasted_is_in_no_log_and_comes_back_without_the_secret(
    world: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret, body = "whsec_c2VjcmV0IG9mIHRoZSBzaG9wIG9mIHRoZSB0ZXN0", '{"pasted": "body of it"}'
    headers = "webhook-id: msg_0\nwebhook-timestamp: 7\nwebhook-signature: v1,pasted"

    page = world.posted(
        f"{PATH}/signature", {"headers": headers, "body": body, "secret": secret}
    ).text

    assert "A receiver has to refuse it" in page
    assert secret not in page
    assert not any(text in caplog.text for text in (secret, body, "v1,pasted"))
    assert secret not in repr(world.state)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (f"{PATH}/messages/msg_0", "There is no message msg_0"),
        (f"{PATH}/signature?attempt=9", "Attempt 9 is kept no more"),
        ("/console/events/9", "There is no event 9"),
    ],
)
def test_what_is_not_there_is_named(world: Watched, path: str, said: str) -> None:
    assert said in world.page(path, 404)


def test_a_clock_that_is_no_number_is_named(world: Watched) -> None:
    answer = world.posted(f"{PATH}/signature", {"headers": "a: b", "received_s": "noon"})

    assert answer.status_code == 400
    assert "write seconds since 1970, in digits" in answer.text


def test_one_world_shows_nothing_of_another(world: Watched, shop: Shop) -> None:
    shop.credit(500)
    world.posted(f"{PATH}/deliveries")
    other = world.client.post("/test/worlds", json={}).get_json()["base_path"]

    pages = [
        world.client.get(f"{other}/test/console/{name}").text
        for name in ("requests", "events", "webhooks", "texts")
    ]

    assert "Nothing was asked of this world yet" in pages[0]
    assert "Nothing has happened" in pages[1]
    assert "Nobody has subscribed" in pages[2]
    assert "No text yet" in pages[3]
    assert all("wallet.credited" not in page for page in pages)
