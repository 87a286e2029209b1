"""Worker processes: they answer, they fail by name, and they can be killed at any moment."""

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor

import pytest

from sim.running.signals import ENDING
from sim.running.workers import Workers, deaf_to_interrupts
from tests.waiting import PATIENCE_S


def end_worker() -> None:
    """End this process without a word."""
    os.kill(os.getpid(), signal.SIGKILL)


LONG = 1 << 22
"""Bytes of an answer that no pipe takes at once, so that its sender is killed in its midst."""


@pytest.fixture
def two() -> Iterator[Workers]:
    made = Workers(2)
    yield made
    made.kill()
    made.shutdown()


def test_workers_answer_in_processes_of_their_own(two: Workers) -> None:
    answers = [two.submit(divmod, number, 3) for number in range(7)]
    whose = {two.submit(os.getpid).result() for _ in range(20)}

    assert [answer.result() for answer in answers] == [divmod(number, 3) for number in range(7)]
    assert os.getpid() not in whose
    assert len(whose) <= 2


def test_an_error_of_a_worker_is_reported_to_whoever_asked_and_the_worker_goes_on(
    two: Workers,
) -> None:
    with pytest.raises(ZeroDivisionError):
        two.submit(divmod, 1, 0).result()

    assert two.submit(divmod, 1, 1).result() == (1, 0)


def test_what_cannot_be_sent_or_answered_is_an_error_and_no_loss(two: Workers) -> None:
    with pytest.raises((AttributeError, TypeError, ValueError)):
        two.submit(lambda: 1).result()
    with pytest.raises(TypeError, match="pickle"):
        two.submit(threading.Lock).result()

    assert two.submit(divmod, 1, 1).result() == (1, 0)


def test_a_lost_worker_breaks_its_call_alone_and_another_takes_its_place(two: Workers) -> None:
    lost = [two.submit(end_worker) for _ in range(4)]
    others = [two.submit(divmod, number, 3) for number in range(7)]

    for future in lost:
        with pytest.raises(BrokenExecutor, match="process was killed, perhaps for want of memory"):
            future.result(timeout=PATIENCE_S)
    assert [one.result(timeout=PATIENCE_S) for one in others] == [divmod(n, 3) for n in range(7)]


def test_workers_that_are_killed_break_what_they_were_asked_and_take_no_more(two: Workers) -> None:
    asked = [two.submit(signal.pause) for _ in range(3)]

    two.kill()

    for future in asked:
        with pytest.raises(BrokenExecutor, match="killed"):
            future.result(timeout=PATIENCE_S)
    with pytest.raises(BrokenExecutor, match="killed"):
        two.submit(divmod, 1, 1)


def test_workers_can_be_killed_in_the_middle_of_their_answers() -> None:
    for _ in range(3):
        pool = Workers(2)
        answers = [pool.submit(bytes, LONG) for _ in range(40)]
        answers[0].result()

        pool.kill()
        pool.shutdown()

        assert all(answer.done() for answer in answers)


def test_workers_that_are_sent_home_finish_what_they_were_asked() -> None:
    pool = Workers(1)
    asked = [pool.submit(divmod, number, 3) for number in range(5)]

    pool.shutdown()

    assert [answer.result() for answer in asked] == [divmod(number, 3) for number in range(5)]
    with pytest.raises(RuntimeError, match="shut down"):
        pool.submit(int)


def test_what_waits_for_workers_that_are_sent_home_can_be_given_up() -> None:
    pool = Workers(1)
    pool.submit(signal.pause)
    waiting = [pool.submit(int) for _ in range(5)]

    pool.shutdown(wait=False, cancel_futures=True)

    assert all(answer.cancelled() for answer in waiting)
    pool.kill()


@pytest.mark.parametrize("end", ENDING)
def test_an_interrupt_while_a_process_is_started_is_raised_when_it_has_all_it_needs(
    end: signal.Signals,
) -> None:
    before = signal.signal(end, signal.default_int_handler)
    over = threading.Event()
    other = threading.Thread(target=over.wait)  # the kernel gives the signal to whoever has no mask
    other.start()
    sent: dict[int, bool] = {}

    def start() -> None:
        with deaf_to_interrupts():
            os.kill(os.getpid(), end)
            for part in range(1000):
                sent[part] = True

    try:
        with pytest.raises(KeyboardInterrupt):
            start()
        now = signal.getsignal(end)
    finally:
        signal.signal(end, before)
        over.set()
        other.join()
    assert len(sent) == 1000
    assert now is signal.default_int_handler
