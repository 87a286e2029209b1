"""The state of a job: what its files and its process say together."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sim.explorer.jobs.job import Job, JobFiles
from sim.explorer.jobs.process import is_alive

if TYPE_CHECKING:
    from sim.explorer.jobs.progress import RunProgress

State = Literal[
    "waiting", "starting", "running", "stopping", "finished", "stopped", "failed", "lost"
]
UNDER_WAY: tuple[State, ...] = ("starting", "running", "stopping")
CAN_GO_ON: tuple[State, ...] = ("stopped", "failed", "lost")
CAN_STOP: tuple[State, ...] = ("waiting", "starting", "running")
WORDS_CHARACTERS = 4_000


@dataclass(frozen=True)
class JobSeen:
    """A job as it is at a moment; `words` is what the run said to people, the last of it.

    `lost` is a run whose process ended without a word: it was killed, or the machine was.
    """

    job: Job
    state: State
    progress: "RunProgress | None"
    words: str = ""

    @property
    def is_open(self) -> bool:
        """Return whether something will still happen to it by itself."""
        return self.state == "waiting" or self.state in UNDER_WAY

    @property
    def can_stop(self) -> bool:
        """Return whether it can be cancelled."""
        return self.state in CAN_STOP

    @property
    def can_go_on(self) -> bool:
        """Return whether it can be started again."""
        return self.state in CAN_GO_ON and not self.job.refusal


def seen(job: Job, files: JobFiles) -> JobSeen:
    """Return how a job is."""
    from sim.explorer.jobs.progress import read_progress

    lives = is_alive(files)  # first: what it wrote last is there when it is gone
    progress = read_progress(files.progress)
    written = progress.state if progress else None
    return JobSeen(job, state_of(job, written, lives=lives), progress, _words(files))


def state_of(job: Job, written: str | None, *, lives: bool) -> State:
    """Return the state by what a run has written last, and whether its process lives.

    A run whose results are written is finished, even if its process still draws plots.
    """
    if job.is_waiting and not lives:
        return "waiting"
    if written == "finished" and job.begun:
        return "finished"
    if lives:
        return "stopping" if job.stopping else "running" if written else "starting"
    if job.refusal or (written == "failed" and not job.stopping):
        return "failed"
    return "stopped" if job.stopping or written == "stopped" else "lost"


def _words(files: JobFiles) -> str:
    try:
        text = files.errors.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return text[-WORDS_CHARACTERS:].strip()
