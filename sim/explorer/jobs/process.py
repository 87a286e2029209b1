"""The process of a run: started with the words of its command, and found again by its lock.

The process inherits a lock of the kernel's on a file of its job, which ends when it ends, however
that comes: so any server, also a later one, can tell whether a run is under way, and no number of
a process that has another meaning by then is believed.
"""

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sim.explorer.jobs.job import Job, JobFiles

WRITTEN_ANEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
COMMAND_LINE = "from sim.cli import main; main()"


@contextmanager
def locked(files: JobFiles) -> Iterator[int]:
    """Hold the lock of a job, so that it counts as alive; yield what its process inherits.

    Who only looks holds it for no time, and nobody may start the same job meanwhile.
    """
    handle = os.open(files.lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def start(job: Job, files: JobFiles, out: Path, lock: int) -> "subprocess.Popen[bytes]":
    """Start the run, which takes a place of its own among processes, and keeps finished shards.

    Raise OSError if it cannot be started.
    """
    words = [*job.asked.words(out)[1:], "--resume", "--progress", str(files.progress)]
    with os.fdopen(os.open(files.errors, WRITTEN_ANEW, 0o600), "wb") as errors:
        # -P, so that no folder in which somebody stands is taken for the simulation.
        return subprocess.Popen(  # noqa: S603 - our own command, of fields that were checked
            [sys.executable, "-P", "-c", COMMAND_LINE, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,  # a Ctrl-C of the server's terminal goes to the server
            pass_fds=[lock],
        )


def is_alive(files: JobFiles) -> bool:
    """Return whether the process of a job lives, whoever started it.

    The lock of who looks is shared, so two who look at once do not take each other for the job.
    """
    try:
        handle = os.open(files.lock, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:  # there is none, or none that a job of ours could hold
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(handle)


def interrupt(pid: int) -> None:
    """Ask a run to end, as Ctrl-C does: what is finished stays."""
    with suppress(ProcessLookupError):  # it has just ended
        os.kill(pid, signal.SIGINT)
