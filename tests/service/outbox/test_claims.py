"""Messages go out at least once, in order, again if they failed, and not for ever."""

from service.domain.event import Event
from service.domain.message import LIMITS, Channel, retry_delay_ms
from service.outbox import Counts, address
from service.outbox.claims import claimed, tried
from tests.service.outbox.conftest import Scene
from tests.service.servers import taken


def listed(scene: Scene, query: str = "") -> list[dict[str, object]]:
    found: list[dict[str, object]] = taken(
        scene.service.get(scene.service.provider, f"/v1/messages{query}")
    )["messages"]
    return found


def test_an_event_is_sent_once_signed_and_as_the_specification_has_it(scene: Scene) -> None:
    made = scene.webhook()
    (event_id,) = scene.happen(scene.about("o1", order_id="o1"))

    assert scene.deliver() == Counts(delivered=1)
    assert scene.deliver() == Counts()

    (received,) = scene.receiver.received
    received.require_signed(made["secret"])
    assert received.path == "/hooks"
    assert received.headers["content-type"] == "application/json"
    assert received.said == {
        "type": "order.paid",
        "timestamp": "2026-11-24T01:00:00.000Z",
        "event_id": event_id,
        "subject": "o1",
        "data": {"order_id": "o1", "wallet_id": scene.wallet_id},
    }


def test_a_redemption_is_notified(scene: Scene) -> None:
    scene.webhook("wallet.*")
    draft = scene.service.deposit()

    assert scene.service.redeem(draft["number"], scene.wallet_id).status_code == 201
    scene.deliver()

    assert [one.said["data"] for one in scene.receiver.received] == [
        {
            "money": {"amount": 17_500, "currency": "CNY"},
            "source": "draft",
            "wallet_id": scene.wallet_id,
        }
    ]


def test_kinds_that_nobody_wanted_are_not_sent(scene: Scene) -> None:
    scene.webhook("order.paid", "parcel.*")
    scene.happen(
        scene.about("o1", "order.paid"),
        scene.about("o1", "order.shipped"),
        scene.about("p1", "parcel.arrived"),
        scene.about("o1", "seller.certified"),
    )

    scene.deliver()

    assert scene.receiver.kinds == ["order.paid", "parcel.arrived"]


def test_each_is_notified_of_its_own_affairs_alone(scene: Scene) -> None:
    service, shop_id = scene.service, scene.service.wallet()
    shop, other = service.key("shop", shop_id), service.key("provider", "tenpay")
    for key, place in ((service.provider, "a"), (shop, "b"), (other, "c")):
        scene.webhook(key=key, url=f"{scene.receiver.url}/{place}")
    sale = Event(
        "order.paid", "o1", {"order_id": "o1", "balance": 5}, scene.wallet_id, seller_id=shop_id
    )
    scene.happen(
        sale, Event("seller.certified", shop_id, seller_id=shop_id), Event("day.closed", "d")
    )

    scene.deliver()

    notified = {
        (one.path[-1], one.said["type"]): one.said["data"] for one in scene.receiver.received
    }
    assert notified == {
        ("a", "order.paid"): {
            "order_id": "o1",
            "balance": 5,
            "wallet_id": scene.wallet_id,
            "seller_id": shop_id,
        },
        ("b", "order.paid"): {"order_id": "o1", "seller_id": shop_id},
        ("b", "seller.certified"): {"seller_id": shop_id},
    }


def test_who_stands_behind_a_failure_waits_and_other_subjects_go_on(scene: Scene) -> None:
    scene.webhook()
    scene.receiver.failing_subjects = {"o1"}
    scene.happen(scene.about("o1", "order.paid"), scene.about("o2", "order.paid"))
    scene.happen(scene.about("o1", "order.shipped"), scene.about("o2", "order.shipped"))

    assert scene.deliver() == Counts(delivered=2, failed=1)
    scene.happen(scene.about("o1", "order.delivered"))
    assert scene.deliver() == Counts()
    scene.receiver.failing_subjects.clear()
    (waiting,) = {one["next_try_at"] for one in listed(scene, "?standing=waiting")[1:]}
    scene.service.clock.advance(ms=retry_delay_ms(scene.receiver.received[0].message_id, 1) - 1)
    assert scene.deliver() == Counts()
    scene.service.clock.advance(ms=1)
    assert scene.deliver() == Counts(delivered=3)

    notified = [(one.said["subject"], one.said["type"]) for one in scene.receiver.received]
    assert [kind for subject, kind in notified if subject == "o1"] == [
        "order.paid",
        "order.paid",
        "order.shipped",
        "order.delivered",
    ]
    assert [kind for subject, kind in notified if subject == "o2"] == [
        "order.paid",
        "order.shipped",
    ]
    assert waiting == "2026-11-24T01:00:05.000Z"[:17] + str(waiting)[17:]
    first, again = (
        one
        for one in scene.receiver.received
        if one.said["type"] == "order.paid" and one.said["subject"] == "o1"
    )
    assert first.message_id == again.message_id
    assert first.content == again.content


def test_a_message_is_dead_after_its_last_attempt_and_those_behind_it_go_on(scene: Scene) -> None:
    scene.webhook()
    scene.receiver.failing_subjects = {"o1"}
    scene.happen(scene.about("o1", "order.paid"))
    scene.deliver()
    scene.service.clock.advance(days=1)
    scene.happen(scene.about("o1", "order.shipped"))

    while scene.deliver().dead == 0:
        scene.service.clock.advance(days=1)

    dead, behind = sorted(listed(scene), key=lambda one: str(one["kind"]))
    assert dead["standing"] == "dead"
    assert dead["problem"] == "status 500"
    assert dead["attempts"] == len(
        [one for one in scene.receiver.received if one.said["type"] == "order.paid"]
    )
    assert (behind["kind"], behind["attempts"]) == ("order.shipped", 1)


def test_fourteen_attempts_within_five_days_are_made(scene: Scene) -> None:
    scene.webhook()
    scene.receiver.failing_subjects = {"o1"}
    scene.happen(scene.about("o1"))

    counts = [scene.deliver()]
    while counts[-1].failed:
        (waiting,) = listed(scene)
        scene.service.clock.at_ms += retry_delay_ms(
            str(waiting["message_id"]), int(str(waiting["attempts"]))
        )
        counts.append(scene.deliver())

    assert len(counts) == LIMITS[Channel.WEBHOOK].attempts == 14
    assert counts[-1] == Counts(dead=1)
    assert len(scene.receiver.received) == 14


def test_what_waited_too_long_is_dead_without_an_attempt(scene: Scene) -> None:
    scene.webhook()
    scene.happen(scene.about("o1"))
    scene.deliver()
    scene.happen(scene.about("o2"))
    scene.receiver.failing_subjects = {"o2"}
    scene.deliver()

    scene.service.clock.advance(ms=LIMITS[Channel.WEBHOOK].life_ms + 1)

    assert scene.deliver() == Counts(dead=1)
    assert len(scene.receiver.received) == 2


def test_a_receiver_may_ask_for_time(scene: Scene) -> None:
    scene.webhook()
    scene.receiver.answers.append((503, {"Retry-After": "600"}))
    scene.happen(scene.about("o1"))

    scene.deliver()
    scene.service.clock.advance(ms=599_999)
    assert scene.deliver() == Counts()
    scene.service.clock.advance(ms=1)

    assert scene.deliver() == Counts(delivered=1)


def test_who_is_gone_is_asked_no_more(scene: Scene) -> None:
    made = scene.webhook()
    scene.receiver.answers.append((410, {}))
    scene.happen(scene.about("o1", "order.paid"), scene.about("o2", "order.paid"))

    counts = scene.deliver()
    scene.happen(scene.about("o1", "order.shipped"))

    assert counts == Counts(dropped=1)
    assert scene.deliver() == Counts()
    assert len(scene.receiver.received) == 1
    assert {one["standing"] for one in listed(scene)} == {"dropped"}
    shown = taken(scene.service.get(scene.service.provider, f"/v1/webhooks/{made['webhook_id']}"))
    assert (shown["is_enabled"], shown["disabled_because"]) == (False, "gone")


def test_a_redirect_is_a_failure_and_is_not_followed(scene: Scene) -> None:
    scene.webhook()
    scene.receiver.answers.append((307, {"Location": scene.receiver.url + "/elsewhere"}))
    scene.happen(scene.about("o1"))

    assert scene.deliver() == Counts(failed=1)
    assert [one.path for one in scene.receiver.received] == ["/hooks"]
    assert listed(scene)[0]["problem"] == "status 307"


def test_a_claim_that_ended_is_taken_over_and_the_first_changes_nothing(scene: Scene) -> None:
    scene.webhook()
    scene.happen(scene.about("o1", "order.paid"), scene.about("o1", "order.shipped"))
    address(scene.service.database, scene.service.clock())
    (first,) = claimed(scene.sender, 9)
    assert claimed(scene.sender, 9) == []

    scene.service.clock.advance(ms=scene.sender.claim_ms)
    (second,) = claimed(scene.sender, 9)
    assert (second.message_seq, second.attempts) == (first.message_seq, 2)
    scene.receiver.answers.append((500, {}))
    tried(scene.sender, first)  # it comes back late, and fails
    assert claimed(scene.sender, 9) == []
    assert tried(scene.sender, second) == Counts(delivered=1)
    assert scene.deliver() == Counts(delivered=1)

    assert scene.receiver.kinds == ["order.paid", "order.paid", "order.shipped"]
