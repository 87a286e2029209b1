"""Linear algebra in one thread, unless the user has said how many."""

import os

import pytest

from sim.cli import use_one_thread


@pytest.mark.parametrize(("said", "threads"), [(None, "1"), ("4", "4")])
def test_linear_algebra_has_one_thread_unless_the_user_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, said: str | None, threads: str
) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    if said:
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", said)

    use_one_thread()

    assert os.environ["OPENBLAS_NUM_THREADS"] == threads
