"""When a worker looks for events: at once while many wait, and else after they have gathered."""

from types import SimpleNamespace

import pytest

from service.outbox import worker as room
from service.outbox.fan_out import BATCH_SIZE
from service.outbox.worker import POLL_S, OutboxWorker
from tests.service.outbox.conftest import Scene


@pytest.mark.parametrize(
    ("found", "rests_s"),
    [
        ([0], [POLL_S]),
        ([1], [POLL_S]),
        ([BATCH_SIZE, BATCH_SIZE, BATCH_SIZE - 1, 0], [POLL_S, POLL_S]),
        ([BATCH_SIZE, 0, 7, 7], [POLL_S, POLL_S, POLL_S]),
    ],
)
def test_it_goes_on_while_many_events_wait_and_lets_few_gather(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, found: list[int], rests_s: list[float]
) -> None:
    worker, now_s, rested_s, left = OutboxWorker(scene.sender, 1), [0.0], [], [*found]

    def rest(pause_s: float) -> None:
        rested_s.append(pause_s)
        now_s[0] += pause_s
        if not left:
            worker.stop()

    monkeypatch.setattr(room, "time", SimpleNamespace(monotonic=lambda: now_s[0]))
    monkeypatch.setattr(room, "address", lambda *_: left.pop(0))
    monkeypatch.setattr(worker, "_wait", rest)

    worker.run()

    assert rested_s == pytest.approx(rests_s)
    assert left == []


def test_a_stop_ends_its_rest(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    worker, looked = OutboxWorker(scene.sender, 1), []

    def address(*_: object) -> int:
        looked.append(1)
        worker.stop()
        return 1

    monkeypatch.setattr(room, "address", address)

    worker.run()

    assert looked == [1]
