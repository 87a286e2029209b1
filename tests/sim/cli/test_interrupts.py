"""Signals that end a process are noted, and leave what they must to others."""

import os
import signal
from collections.abc import Iterator

import pytest

from sim.cli import interrupts
from sim.running.signals import ENDING


@pytest.fixture(autouse=True)
def _handlers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(interrupts, "_received", [])
    monkeypatch.setattr(interrupts, "_raised_s", [])
    before = {one: signal.getsignal(one) for one in ENDING}
    yield
    for one, handler in before.items():
        signal.signal(one, handler)


@pytest.mark.parametrize("end", ENDING)
def test_every_signal_that_ends_a_process_is_an_interrupt_of_its_own_exit_code(
    end: signal.Signals,
) -> None:
    interrupts.listen()

    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), end)

    assert (interrupts.is_interrupted(), interrupts.exit_code()) == (True, 128 + end)


def test_what_nohup_has_made_a_command_ignore_does_not_end_it() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)

    interrupts.listen()
    os.kill(os.getpid(), signal.SIGHUP)

    assert not interrupts.is_interrupted()


def test_a_second_signal_at_once_does_not_disturb_what_the_first_made_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now_s = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now_s[0])
    interrupts.listen()
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGHUP)

    os.kill(os.getpid(), signal.SIGTERM)
    now_s[0] += 1
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGTERM)

    assert interrupts.exit_code() == 129


def test_a_process_that_is_forked_ends_by_its_signals_as_any_does() -> None:
    interrupts.listen()

    child = os.fork()
    if not child:
        os.kill(os.getpid(), signal.SIGTERM)
        os._exit(0)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGTERM
