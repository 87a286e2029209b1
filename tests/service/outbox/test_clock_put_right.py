"""A worker's clock was a year ahead and was put right: no message waits until next year."""

import threading

from sqlalchemy import text

from service.domain.message import LIMITS, Channel
from service.outbox import Counts, OutboxWorker
from tests.service.outbox.conftest import Scene
from tests.waiting import wait_for

YEAR = 365


def test_what_was_put_off_to_next_year_is_sent_now(scene: Scene) -> None:
    scene.webhook()
    scene.happen(scene.about("o1", "order.paid"))
    scene.receiver.answers.append((500, {}))
    scene.service.clock.advance(days=YEAR)
    assert scene.deliver() == Counts(failed=1)

    scene.service.clock.advance(days=-YEAR)

    assert scene.deliver() == Counts(delivered=1)


def test_what_was_written_next_year_lives_from_now_on_and_comes_in_order(scene: Scene) -> None:
    scene.webhook()
    scene.service.clock.advance(days=YEAR)
    scene.happen(scene.about("o1", "order.paid"))
    scene.receiver.answers.append((500, {}))
    assert scene.deliver() == Counts(failed=1)
    scene.service.clock.advance(days=-YEAR)
    scene.happen(scene.about("o1", "order.shipped"))
    scene.receiver.answers += [(500, {})] * 2

    assert scene.deliver() == Counts(failed=1)
    scene.service.clock.advance(ms=LIMITS[Channel.WEBHOOK].life_ms + 1)
    dead = scene.deliver()

    assert dead == Counts(dead=2)
    assert scene.receiver.kinds == ["order.paid"] * 2


def test_what_waits_for_its_next_attempt_by_a_right_clock_goes_on_waiting(scene: Scene) -> None:
    scene.webhook()
    scene.happen(scene.about("o1", "order.paid"))
    scene.receiver.answers.append((503, {"Retry-After": str(24 * 3_600)}))
    assert scene.deliver() == Counts(failed=1)

    assert scene.deliver() == Counts()
    scene.service.clock.advance(days=1)
    assert scene.deliver() == Counts(delivered=1)


def test_a_worker_notices_that_its_clock_was_put_back(scene: Scene) -> None:
    scene.webhook()
    scene.happen(scene.about("o1", "order.paid"))
    scene.receiver.answers.append((500, {}))
    scene.service.clock.advance(days=YEAR)
    worker = OutboxWorker(scene.sender, 2)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        wait_for(lambda: problems(scene) == ["status 500"])
        scene.service.clock.advance(days=-YEAR)
        wait_for(lambda: len(scene.receiver.received) == 2)
    finally:
        worker.stop()
        thread.join()

    assert scene.receiver.kinds == ["order.paid"] * 2


def test_the_age_of_what_was_written_next_year_is_none(scene: Scene) -> None:
    scene.webhook()
    scene.service.clock.advance(days=YEAR)
    scene.happen(scene.about("o1", "order.paid"))
    scene.receiver.answers.append((500, {}))
    scene.deliver()
    scene.service.clock.advance(days=-YEAR)

    counts = scene.service.get(None, "/metrics").text

    assert 'wanghuiyi_message_age_seconds{channel="webhook"} 0.0' in counts


def problems(scene: Scene) -> list[str]:
    """Return why messages wait for another attempt."""
    with scene.service.database.reading() as connection:
        found = connection.execute(text("SELECT problem FROM message WHERE problem <> ''"))
        return [row.problem for row in found]
