"""Webhooks over their lives: secrets that change, what was missed, and who may look."""

from dataclasses import replace

from service.outbox import Counts, deliver_all_due
from tests.service.outbox.conftest import Scene
from tests.service.servers import OTHER_PROVIDER, refused, taken


def test_after_a_rotation_both_secrets_prove_until_the_old_one_ends(scene: Scene) -> None:
    old = scene.webhook()
    path = f"/v1/webhooks/{old['webhook_id']}"
    new = scene.service.done(scene.service.provider, f"{path}/rotations", {"overlap_h": 2})

    scene.happen(scene.about("o1"))
    scene.deliver()
    scene.service.clock.advance(ms=2 * 3_600_000)
    scene.happen(scene.about("o1"))
    scene.deliver()

    both, alone = scene.receiver.received
    both.require_signed(old["secret"])
    both.require_signed(new["secret"])
    assert len(both.headers["webhook-signature"].split(" ")) == 2
    alone.require_signed(new["secret"])
    assert len(alone.headers["webhook-signature"].split(" ")) == 1
    assert "secret" not in taken(scene.service.get(scene.service.provider, path))


def test_a_disabled_webhook_gets_nothing_and_what_it_missed_is_replayed_in_order(
    scene: Scene,
) -> None:
    made = scene.webhook("order.*")
    path = f"/v1/webhooks/{made['webhook_id']}"
    scene.happen(scene.about("o1", "order.placed"))
    scene.deliver()
    scene.service.ask(scene.service.provider, "PATCH", path, {"is_enabled": False})
    scene.happen(scene.about("o1", "order.paid"), scene.about("o1", "wallet.credited"))
    assert scene.deliver() == Counts()
    scene.service.ask(scene.service.provider, "PATCH", path, {"is_enabled": True})

    since = {"since": "2026-11-24T01:00:00Z"}
    replayed = scene.service.done(scene.service.provider, f"{path}/replays", since)
    again = scene.service.done(scene.service.provider, f"{path}/replays", since)
    scene.deliver()

    assert (replayed, again) == ({"count": 2}, {"count": 0})  # those wait already
    assert scene.receiver.kinds == ["order.placed", "order.placed", "order.paid"]
    first, repeated, _ = scene.receiver.received
    assert first.message_id == repeated.message_id


def test_what_happened_before_the_moment_is_not_replayed(scene: Scene) -> None:
    made = scene.webhook()
    scene.happen(scene.about("o1", "order.placed"))
    scene.service.clock.advance(ms=1)
    scene.happen(scene.about("o1", "order.paid"))
    scene.deliver()

    path = f"/v1/webhooks/{made['webhook_id']}/replays"
    since = {"since": "2026-11-24T01:00:00.001Z"}

    assert scene.service.done(scene.service.provider, path, since) == {"count": 1}


def test_a_dead_letter_is_replayed_and_stays_in_the_history(scene: Scene) -> None:
    scene.webhook()
    scene.receiver.failing_subjects = {"o1"}
    scene.happen(scene.about("o1"))
    scene.deliver()
    scene.service.clock.advance(days=6)
    assert scene.deliver() == Counts(dead=1)
    scene.receiver.failing_subjects.clear()
    (dead,) = taken(scene.service.get(scene.service.operator, "/v1/messages?standing=dead"))[
        "messages"
    ]

    path = f"/v1/messages/{dead['message_id']}/replays"
    assert scene.service.ask(scene.service.operator, "POST", path).status_code == 201
    assert scene.deliver() == Counts(delivered=1)

    found = taken(scene.service.get(scene.service.provider, "/v1/messages"))["messages"]
    assert [(one["replay"], one["standing"]) for one in found] == [(1, "delivered"), (0, "dead")]


def test_messages_and_events_are_read_page_by_page_and_only_ones_own(scene: Scene) -> None:
    scene.webhook()
    for place in range(5):
        scene.happen(scene.about(f"o{place}", f"order.step_{place}"))
    scene.deliver()
    service, other = scene.service, scene.service.key("provider", OTHER_PROVIDER)

    seen: list[str] = []
    cursor = "0"
    while True:
        page = taken(service.get(service.provider, f"/v1/events?limit=2&cursor={cursor}"))
        seen += [one["subject"] for one in page["events"]]
        cursor = page["next_cursor"]
        if not page["has_more"]:
            break
    newest = taken(service.get(service.provider, "/v1/messages?limit=3"))
    older = taken(
        service.get(service.provider, f"/v1/messages?limit=3&cursor={newest['next_cursor']}")
    )

    assert seen == [f"o{place}" for place in range(5)]
    messages = [*newest["messages"], *older["messages"]]
    assert [one["subject"] for one in messages] == seen[::-1]
    assert older["next_cursor"] is None
    assert taken(service.get(other, "/v1/events"))["events"] == []
    assert taken(service.get(other, "/v1/messages"))["messages"] == []


def test_a_removed_webhook_gets_no_more_and_what_waits_is_dropped(scene: Scene) -> None:
    made = scene.webhook()
    scene.receiver.failing_subjects = {"o1"}
    scene.happen(scene.about("o1"))
    scene.deliver()
    path = f"/v1/webhooks/{made['webhook_id']}"

    assert scene.service.ask(scene.service.provider, "DELETE", path).status_code == 200
    scene.service.clock.advance(days=1)

    assert scene.deliver() == Counts()
    assert refused(scene.service.get(scene.service.provider, path)) == (404, "webhook_unknown")
    (dropped,) = taken(scene.service.get(scene.service.provider, "/v1/messages"))["messages"]
    assert (dropped["standing"], dropped["problem"]) == ("dropped", "the webhook was removed")


def test_outside_tests_nothing_is_sent_to_this_machine_whatever_was_registered(
    scene: Scene,
) -> None:
    scene.webhook()
    scene.happen(scene.about("o1"))
    strict = replace(scene.service.context, has_local_webhooks=False)

    assert deliver_all_due(replace(scene.sender, context=strict)) == Counts(failed=1)

    assert scene.receiver.received == []
