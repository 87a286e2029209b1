"""Who hears is found out once, in order, also when transactions end out of order."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from service.database.change import send
from service.domain.event import Event
from service.outbox import address
from service.store import addressing, events
from tests.service.outbox.conftest import Scene
from tests.service.servers import taken


def places(scene: Scene) -> list[tuple[str, int | None]]:
    with scene.service.database.reading() as connection:
        rows = connection.execute(text("SELECT kind, place FROM event ORDER BY seq"))
        return [(row[0], row[1]) for row in rows]


def addressed(scene: Scene) -> int:
    return address(scene.service.database, scene.service.clock())


def test_an_event_gets_its_sequence_number_and_is_addressed_once(scene: Scene) -> None:
    scene.webhook()
    scene.happen(scene.about("o1", "order.placed"), scene.about("o1", "order.paid"))

    assert [addressed(scene), addressed(scene)] == [2, 0]
    scene.happen(scene.about("o2", "order.shipped"))
    assert addressed(scene) == 1

    assert places(scene) == [("order.placed", 1), ("order.paid", 2), ("order.shipped", 3)]
    assert scene.service.count("message") == 3


def test_what_ends_late_is_neither_forgotten_nor_skipped_by_who_reads_on(scene: Scene) -> None:
    if scene.service.database.is_sqlite:
        pytest.skip("SQLite has one writer: its transactions end in order")
    scene.webhook()
    late = scene.service.database.engine.connect()
    late.begin()
    at_ms = scene.service.clock()
    paid = events.inserted([scene.about("o1", "order.paid")], ["late"], at_ms)
    send(late, [paid])  # it has the lower seq, and has not ended
    scene.happen(scene.about("o2", "order.shipped"))

    scene.deliver()
    first = taken(scene.service.get(scene.service.provider, "/v1/events"))
    late.commit()
    late.close()
    scene.deliver()
    cursor = first["next_cursor"]
    second = taken(scene.service.get(scene.service.provider, f"/v1/events?cursor={cursor}"))

    assert places(scene) == [("order.paid", 2), ("order.shipped", 1)]
    assert [one["type"] for one in first["events"]] == ["order.shipped"]
    assert [one["type"] for one in second["events"]] == ["order.paid"]
    assert scene.receiver.kinds == ["order.shipped", "order.paid"]


def test_two_at_once_do_not_both_address(scene: Scene) -> None:
    if scene.service.database.is_sqlite:
        pytest.skip("SQLite has one writer")
    scene.webhook()
    scene.happen(scene.about("o1"))

    with scene.service.database.engine.begin() as connection:
        assert addressing.may_address(connection)
        assert addressed(scene) == 0
    assert addressed(scene) == 1

    assert scene.service.count("message") == 1


def test_many_who_address_and_many_who_write_miss_and_double_nothing(scene: Scene) -> None:
    scene.webhook()
    writers, each = 3, 30
    is_over = threading.Event()

    def write(writer: int) -> None:
        for place in range(each):
            scene.happen(scene.about(f"o{writer}", f"order.step_{place:02}"))

    def go_on_addressing() -> None:
        while not is_over.is_set() or addressed(scene):
            addressed(scene)

    addressing = [threading.Thread(target=go_on_addressing) for _ in range(2)]
    with ThreadPoolExecutor(writers) as pool:
        for thread in addressing:
            thread.start()
        list(pool.map(write, range(writers)))
    is_over.set()
    for thread in addressing:
        thread.join()

    found = [place or 0 for _, place in places(scene)]
    assert sorted(found) == list(range(1, writers * each + 1))
    assert scene.service.count("message") == writers * each
    with scene.service.database.reading() as connection:
        query = text("SELECT subject, place FROM event ORDER BY subject, seq")
        rows = [(row[0], row[1]) for row in connection.execute(query)]
    assert rows == sorted(rows), "a subject's events have their places in order"


def test_a_webhook_is_notified_from_when_it_is_there(scene: Scene) -> None:
    scene.happen(scene.about("o1", "order.placed"))
    addressed(scene)
    scene.webhook()
    scene.happen(scene.about("o1", "order.paid"))

    scene.deliver()

    assert scene.receiver.kinds == ["order.paid"]


def test_of_what_is_nobodys_affair_nobody_is_notified_and_nobody_reads(scene: Scene) -> None:
    scene.webhook()
    scene.happen(Event("day.closed", "2026-11-24", {"day": 1}), Event("x.y", "s", wallet_id="none"))

    scene.deliver()

    assert scene.receiver.received == []
    assert taken(scene.service.get(scene.service.provider, "/v1/events"))["events"] == []
    assert [place for _, place in places(scene)] == [1, 2]
