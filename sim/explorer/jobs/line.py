"""The line of jobs: one run at a time, since a run uses all cores; the others wait their turn.

What is to be done is read from the files of the jobs each time, so several servers may work on one
folder of results. A thread starts the next run when there is none; it is there while jobs wait or
run, and no longer.
"""

import logging
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import chain, count
from pathlib import Path
from threading import Event, RLock, Thread, current_thread

from sim.explorer.asked import AskedRun
from sim.explorer.jobs.inputs import code_now, inputs_asked, inputs_run, scenario_asked
from sim.explorer.jobs.job import ENDING, Job, JobFiles, called, read_job, write_job
from sim.explorer.jobs.process import interrupt, locked, start
from sim.explorer.jobs.state import UNDER_WAY, JobSeen, seen
from sim.explorer.results import JOBS, MANIFEST, Shelf
from sim.files.fresh_folder import alone_in

LOOKS_APART_S = 0.2
ENDS_WITHIN_S = 30.0
LOG = logging.getLogger(__name__)


@dataclass
class JobLine:
    """All jobs of a folder of results, and the processes that were started here."""

    shelf: Shelf
    children: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    _interrupted: set[str] = field(default_factory=set)
    _lock: RLock = field(default_factory=RLock)
    _ended: Event = field(default_factory=Event)
    _thread: Thread | None = None

    @property
    def folder(self) -> Path:
        """Return where the files of the jobs are."""
        return self.shelf.out / JOBS

    def jobs(self) -> Mapping[str, Job]:
        """Return all jobs by name, in the order in which they were asked for."""
        if not self.folder.is_dir():
            return {}
        read = map(read_job, sorted(self.folder.glob(f"*{ENDING}")))
        return {job.name: job for job in sorted(filter(None, read), key=lambda job: job.number)}

    def seen(self, name: str) -> JobSeen | None:
        """Return how a job is; None if there is none of this name."""
        job = self.jobs().get(name)
        return seen(job, self._files(job)) if job else None

    def unfinished(self) -> list[JobSeen]:
        """Return the jobs that have no results yet, in their order."""
        found = [seen(job, self._files(job)) for job in self.jobs().values()]
        return [one for one in found if one.state != "finished"]

    def before(self, name: str) -> list[str]:
        """Return which jobs a job waits for, in their order; none if it does not wait."""
        open_ones = {one.job.name: one.job for one in self.unfinished() if one.is_open}
        own = open_ones.pop(name, None)
        if own is None or not own.is_waiting:
            return []
        return [one.name for one in open_ones.values() if one.begun or one.number < own.number]

    def found(self, asked: AskedRun) -> str | None:
        """Return the run or job that has the same inputs and code already; None if there is none.

        Raise FileErrors if what is asked for is no scenario.
        """
        wanted, code = inputs_asked(asked), code_now()
        jobs, gone = self.jobs(), self._without_results()
        for job in jobs.values():
            is_same = (job.inputs_sha256, job.code, job.refusal) == (wanted, code, "")
            if is_same and job.name not in gone:
                return job.name
        for name, run in self.shelf.runs().items():
            is_of_older_code = name in jobs and jobs[name].code != code
            if not is_of_older_code and inputs_run(run) == wanted:
                return name
        return None

    def ask(self, asked: AskedRun) -> tuple[str, bool]:
        """Return the name of the run that answers this, and whether it is a new one.

        Raise FileErrors if what is asked for is no scenario, OSError if nothing can be written.
        """
        with self._alone():
            if found := self.found(asked):
                return found, False
            wanted = scenario_asked(asked).name
            name = self._free(wanted)
            job = Job(
                name,
                asked if name == wanted else called(asked, name),
                inputs_asked(asked),
                code_now(),
                self._last_number() + 1,
                instead_of="" if name == wanted else wanted,
            )
            write_job(self.folder, job)
        self.wake()
        return name, True

    def stop(self, name: str) -> None:
        """Cancel a job: what is finished of it is kept."""
        with self._alone():
            one = self.seen(name)
            if one and one.can_stop:
                write_job(self.folder, replace(one.job, stopping=True))
                self._interrupt(one)
        self.wake()

    def go_on(self, name: str) -> None:
        """Put a job that has ended without results into the line again.

        Raise FileErrors if it is no scenario any more, as another version may find.
        """
        with self._alone():
            one = self.seen(name)
            if one and one.can_go_on:
                again = replace(
                    one.job,
                    inputs_sha256=inputs_asked(one.job.asked),
                    code=code_now(),
                    number=self._last_number() + 1,
                    begun=False,
                    stopping=False,
                )
                write_job(self.folder, again)
        self.wake()

    def wake(self) -> None:
        """See that the next job is started when its turn comes, if any waits."""
        with self._lock:
            if self._thread is None and self.jobs() and not self._ended.is_set():
                self._thread = Thread(target=self._serve, name="line of jobs", daemon=True)
                self._thread.start()

    def end(self) -> None:
        """Cancel what waits and what was started here, and wait until it has ended."""
        self._ended.set()
        with self._lock:
            for one in self.unfinished():
                if one.state == "waiting" or one.job.name in self.children:
                    with suppress(OSError):  # a full disk: the others are ended all the same
                        self.stop(one.job.name)
            children = [*self.children.items()]
        for name, child in children:
            if name not in self._interrupted:  # its results are there, and it draws plots
                interrupt(child.pid)
            try:
                child.wait(ENDS_WITHIN_S)
            except subprocess.TimeoutExpired:
                child.kill()  # its workers end with it, and finished shards are on the disk
                child.wait()

    def _serve(self) -> None:
        """Look after the jobs until none waits or runs; what the disk refuses is tried again."""
        noted = ""
        try:
            while not self._ended.is_set():
                with self._lock:
                    try:
                        if not self._looked():
                            self._thread = None
                            return
                    except OSError as error:
                        if str(error) != noted:  # once, and not five times a second
                            noted = str(error)
                            LOG.warning("runs are held up, and tried again: %s", error)
                self._ended.wait(LOOKS_APART_S)
        finally:
            with self._lock:
                if self._thread is current_thread():
                    self._thread = None

    def _looked(self) -> bool:
        """Start the next job if it is its turn; return whether anything waits or runs."""
        for name in [name for name, child in self.children.items() if child.poll() is not None]:
            del self.children[name]
        waiting = [job for job in self.jobs().values() if job.is_waiting]
        living = self._living()
        for one in living:
            if one.state == "stopping":
                self._interrupt(one)
        if waiting and not living:
            self._start(waiting[0].name)
        return bool(waiting or living or self.children)

    def _start(self, name: str) -> None:
        """Start a job, unless another server has, or its name is taken by now."""
        with self._alone():
            job = self.jobs().get(name)
            if not job or not job.is_waiting or self._living():
                return
            if (self.shelf.out / name).exists():
                message = f"results called {name} have come meanwhile, and are not replaced"
                write_job(self.folder, replace(job, refusal=message))
                return
            self._interrupted.discard(name)
            files = self._files(job)
            try:
                with locked(files) as lock:  # before it says that it has begun: it is not lost
                    files.progress.unlink(missing_ok=True)
                    write_job(self.folder, replace(job, begun=True))
                    self.children[name] = start(job, files, self.shelf.out, lock)
            except OSError as error:
                message = f"its process could not be started: {error.strerror}"
                write_job(self.folder, replace(job, begun=True, refusal=message))

    def _interrupt(self, one: JobSeen) -> None:
        """Ask the process of a job to end; one of another server says itself which it is."""
        name = one.job.name
        child = self.children.get(name)
        pid = child.pid if child else one.progress.pid if one.progress else None
        if pid and one.state in UNDER_WAY and name not in self._interrupted:
            self._interrupted.add(name)  # a second one would disturb what the first made end
            interrupt(pid)

    def _free(self, wanted: str) -> str:
        """Return a name that neither a run nor a job nor anything else has here."""
        taken = {*self.shelf.runs(), *self.jobs()} - self._without_results()
        names = chain((wanted,), (f"{wanted}-{number}" for number in count(2)))
        return next(
            one for one in names if one not in taken and not (self.shelf.out / one).exists()
        )

    def _without_results(self) -> set[str]:
        """Return the jobs that were finished and whose results somebody has removed since."""
        gone = [one for one in self.jobs().values() if not self._has_results(one.name)]
        return {one.name for one in gone if seen(one, self._files(one)).state == "finished"}

    def _has_results(self, name: str) -> bool:
        return (self.shelf.out / name / MANIFEST).is_file()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep out other threads, and other servers of this folder, for a moment."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._lock, alone_in(self.folder):
            yield

    def _living(self) -> list[JobSeen]:
        """Return what runs; who has its results, and draws plots, is in nobody's way."""
        return [one for one in self.unfinished() if one.state in UNDER_WAY]

    def _last_number(self) -> int:
        return max((job.number for job in self.jobs().values()), default=0)

    def _files(self, job: Job) -> JobFiles:
        return JobFiles(self.folder, job.name)
