"""What a rotation promises holds: an old secret or key works until then, whatever comes after."""

from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest

from service.client import Client
from service.operations.keys import end_after_rotation
from service.operations.webhooks import OLD_SECRETS_MAX
from service.store.keys import locked_key, stored_key
from service.store.rows import save
from service.tables import KeyRow
from service.transport import SignatureError
from tests.service.outbox.conftest import Scene, receiver, scene
from tests.service.servers import Service, refused, taken
from tests.waiting import PATIENCE_S

__all__ = ["receiver", "scene"]

HOUR_MS = 3_600_000


def rotated(scene: Scene, webhook: dict[str, Any], overlap_h: int, **more: bool) -> dict[str, Any]:
    path = f"/v1/webhooks/{webhook['webhook_id']}/rotations"
    return scene.service.done(scene.service.provider, path, {"overlap_h": overlap_h, **more})


def signing(scene: Scene, *webhooks: dict[str, Any]) -> list[bool]:
    """Send a message, and tell of each secret whether it signed; no other one did."""
    scene.happen(scene.about("o1"))
    scene.deliver()
    received = scene.receiver.received[-1]
    signs = []
    for one in webhooks:
        try:
            received.require_signed(one["secret"])
        except SignatureError:
            signs.append(False)
        else:
            signs.append(True)
    assert len(received.headers["webhook-signature"].split(" ")) == sum(signs)
    return signs


# Webhooks.


@pytest.mark.parametrize("second_h", [0, 1, 24, 100])
def test_a_secret_signs_as_long_as_was_promised_whatever_rotation_follows(
    scene: Scene, second_h: int
) -> None:
    first = scene.webhook()
    second = rotated(scene, first, 24)
    third = rotated(scene, first, second_h)

    at_once = signing(scene, first, second, third)
    scene.service.clock.advance(ms=24 * HOUR_MS - 1)
    before = signing(scene, first, second, third)
    scene.service.clock.advance(ms=1)
    after = signing(scene, first, second, third)

    assert at_once == [True, second_h > 0, True]
    assert before == [True, second_h >= 24, True]
    assert after == [False, second_h > 24, True]


def test_the_moments_at_which_old_secrets_end_are_shown_while_they_sign(scene: Scene) -> None:
    webhook = scene.webhook()
    path = f"/v1/webhooks/{webhook['webhook_id']}"
    rotated(scene, webhook, 3)
    reported = rotated(scene, webhook, 1)
    scene.service.clock.advance(ms=HOUR_MS)
    later = taken(scene.service.get(scene.service.provider, path))
    scene.service.clock.advance(ms=2 * HOUR_MS)
    last = taken(scene.service.get(scene.service.provider, path))

    three, one = "2026-11-24T04:00:00.000Z", "2026-11-24T02:00:00.000Z"
    assert (reported["old_secrets_until"], reported["old_secret_until"]) == ([one, three], three)
    assert (later["old_secrets_until"], later["old_secret_until"]) == ([three], three)
    assert (last["old_secrets_until"], last["old_secret_until"]) == ([], None)


def test_who_ends_earlier_secrets_says_so(scene: Scene) -> None:
    first = scene.webhook()
    second = rotated(scene, first, 24)
    third = rotated(scene, first, 24, ends_earlier=True)
    assert signing(scene, first, second, third) == [False, True, True]

    fourth = rotated(scene, first, 0, ends_earlier=True)

    assert signing(scene, first, second, third, fourth) == [False, False, False, True]


def test_more_secrets_than_a_message_has_room_for_are_refused_until_one_ends(scene: Scene) -> None:
    webhook = scene.webhook()
    path = f"/v1/webhooks/{webhook['webhook_id']}/rotations"
    made = [rotated(scene, webhook, 1 + hour) for hour in range(OLD_SECRETS_MAX)]

    refusal = scene.service.post(scene.service.provider, path, {"overlap_h": 1})
    at_once = rotated(scene, webhook, 0)

    assert refused(refusal) == (409, "too_many_old_secrets")
    assert "wait until 2026-11-24T02:00:00" in taken(refusal)["detail"]
    assert signing(scene, webhook, *made[:-1], made[-1], at_once) == [
        *([True] * OLD_SECRETS_MAX),
        *(False, True),
    ]
    scene.service.clock.advance(ms=HOUR_MS)
    rotated(scene, webhook, 1)


def test_of_two_rotations_at_once_both_promises_hold(scene: Scene) -> None:
    first = scene.webhook()
    both, made = Barrier(2), []

    def rotate() -> None:
        both.wait(30)
        made.append(rotated(scene, first, 24))

    threads = [Thread(target=rotate) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)

    assert signing(scene, first, *made) == [True, True, True]


def test_a_client_ends_earlier_secrets_where_it_says_so(sqlite_service: Service) -> None:
    made = sqlite_service.done(
        sqlite_service.provider, "/v1/webhooks", {"url": "https://shop.example/", "kinds": ["*"]}
    )
    with Client(sqlite_service.app, sqlite_service.provider) as client:
        rotate = partial(client.rotate_webhook_secret, made["webhook_id"], overlap_h=24)
        counts = [len(rotate(ends_earlier=one).old_secrets_until) for one in (False, False, True)]

    assert counts == [1, 2, 1]


# API keys.


def ends_at(service: Service, key: str) -> str | None:
    found = taken(service.get(service.operator, "/v1/keys"))["keys"]
    end: str | None = next(one["ends_at"] for one in found if one["key_id"] == key.split("_")[1])
    return end


@pytest.mark.parametrize(
    ("second_h", "end"),
    [(0, "2026-11-25T01:00:00"), (24, "2026-11-25T01:00:00"), (48, "2026-11-26T01:00:00")],
)
def test_a_key_works_as_long_as_any_rotation_promised(
    service: Service, second_h: int, end: str
) -> None:
    key = service.auditor
    path = f"/v1/keys/{key.split('_')[1]}/rotations"
    made = [
        service.done(service.operator, path, {"overlap_h": hours})["key"]
        for hours in (24, second_h)
    ]

    reported = str(ends_at(service, key))
    service.clock.advance(ms=24 * HOUR_MS - 1)

    assert reported.startswith(end)
    for one in (key, *made):
        assert service.get(one, "/v1/books/check").status_code == 200


def test_a_key_that_was_revoked_or_has_ended_is_not_brought_back_by_a_rotation(
    service: Service,
) -> None:
    revoked, ended = service.auditor, service.key("auditor", "another")
    for key, hours in ((revoked, 24), (ended, 1)):
        service.done(
            service.operator, f"/v1/keys/{key.split('_')[1]}/rotations", {"overlap_h": hours}
        )
    service.ask(service.operator, "DELETE", f"/v1/keys/{revoked.split('_')[1]}")
    service.clock.advance(ms=HOUR_MS)

    for key in (revoked, ended):
        service.done(service.operator, f"/v1/keys/{key.split('_')[1]}/rotations", {"overlap_h": 24})
        assert service.get(key, "/v1/books/check").status_code == 401


@pytest.mark.parametrize(
    ("ends_ms", "revoked_ms", "expected"),
    [
        (None, None, 24 * HOUR_MS),
        (HOUR_MS, None, 24 * HOUR_MS),
        (48 * HOUR_MS, None, 48 * HOUR_MS),
        (5, 5, 5),  # revoked by a request that came between this one's arrival and its turn
        (0, None, 0),
    ],
)
def test_a_rotation_never_shortens_a_promise_and_never_revives_a_key(
    ends_ms: int | None, revoked_ms: int | None, expected: int
) -> None:
    key = KeyRow(
        key_id="k",
        role="auditor",
        holder="a",
        secret_hash=b"",
        created_ms=0,
        ends_ms=ends_ms,
        revoked_ms=revoked_ms,
    )

    assert end_after_rotation(key, 0, 24) == expected


def test_a_rotation_waits_for_a_revocation_under_way_and_does_not_undo_it(
    service: Service,
) -> None:
    if service.database.is_sqlite:
        pytest.skip("SQLite has one transaction that writes at a time")
    key_id = service.auditor.split("_")[1]
    path = f"/v1/keys/{key_id}/rotations"
    with ThreadPoolExecutor(1) as pool, service.database.engine.begin() as connection:
        key = locked_key(connection, key_id)
        assert key
        key.ends_ms = key.revoked_ms = service.clock() + 5
        rotation = pool.submit(service.ask, service.operator, "POST", path, {"overlap_h": 24})
        wait([rotation], timeout=0.2)
        save(connection, [key])
        connection.commit()
        assert rotation.result(timeout=PATIENCE_S).status_code == 201

    with service.database.reading() as connection:
        stands = stored_key(connection, key_id)
    assert stands
    assert stands.ends_ms == stands.revoked_ms == service.clock() + 5
