"""A job: a run as it was asked for, kept in a file beside the results."""

import json
import re
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim.explorer.asked import AskedRun, names_a_file
from sim.explorer.jobs.inputs import scenario_asked

ENDING = ".json"
NAME = re.compile(r"[a-z0-9][a-z0-9-]*")  # of scenarios, which have no dots: endings are ours
FILE_BYTES_MOST = 1_000_000
JOBS_REMEMBERED = 1_024


@dataclass(frozen=True)
class Job:
    """A run that was asked for; `name` is what it will be called among the results.

    `inputs_sha256` is the same for the same inputs, and `code` says with which code they were run.
    `number` is its place in the line. `begun` is whether it has been started since it was last put
    there, `stopping` whether somebody wants it to end. `instead_of` is the name that it would have,
    had not another run it. `refusal` says why it can no longer be started, if so.
    """

    name: str
    asked: AskedRun
    inputs_sha256: str
    code: str
    number: int
    begun: bool = False
    stopping: bool = False
    instead_of: str = ""
    refusal: str = ""

    @property
    def is_waiting(self) -> bool:
        """Return whether it stands in the line."""
        return not self.begun and not self.stopping and not self.refusal

    @property
    def changed(self) -> list[str]:
        """Return the settings that change anything but the name."""
        return [one for one in self.asked.settings if not is_name(one)]


@dataclass(frozen=True)
class JobFiles:
    """The files of a job."""

    folder: Path
    name: str

    @property
    def job(self) -> Path:
        """Return the file of what was asked for."""
        return self.folder / f"{self.name}{ENDING}"

    @property
    def progress(self) -> Path:
        """Return the file into which the run writes how far it is."""
        return self.folder / f"{self.name}.progress"

    @property
    def errors(self) -> Path:
        """Return the file of what the run says to people."""
        return self.folder / f"{self.name}.errors"

    @property
    def lock(self) -> Path:
        """Return the file that is locked while the run's process lives."""
        return self.folder / f"{self.name}.lock"


def write_job(folder: Path, job: Job) -> None:
    """Write or replace the file of a job."""
    from sim.files.disk import write_whole

    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(job), indent=2, ensure_ascii=False) + "\n"
    write_whole(JobFiles(folder, job.name).job, text.encode())


def read_job(path: Path) -> Job | None:
    """Return the job of a file, or None for anything that we would not have written."""
    try:
        found = path.stat()
    except OSError:
        return None
    return _read(path, found.st_size, found.st_mtime_ns)


@lru_cache(maxsize=JOBS_REMEMBERED)
def _read(path: Path, size: int, _written_ns: int) -> Job | None:
    """Read a file that is as it was then; each is replaced as a whole, and looked at often."""
    if size > FILE_BYTES_MOST:
        return None
    try:
        return _job(json.loads(path.read_bytes()), path.stem)
    except (AttributeError, KeyError, OSError, RecursionError, TypeError, ValueError):
        return None


def called(asked: AskedRun, name: str) -> AskedRun:
    """Return the same run under another name.

    >>> called(AskedRun("county", ('name="mine"', "run.days=3")), "mine-2").settings
    ('name="mine-2"', 'run.days=3')
    """
    others = [one for one in asked.settings if not is_name(one)]
    return replace(asked, settings=(f'name="{name}"', *others))


def is_name(setting: str) -> bool:
    """Return whether a setting names the run."""
    return setting.partition("=")[0].strip() == "name"


def _job(values: dict[str, Any], name: str) -> Job:
    """Return the job. Raise KeyError, TypeError or ValueError for what is none of ours."""
    from sim.files.scenario_file import shipped_scenarios

    asked = values.pop("asked")
    settings = asked.pop("settings")
    found = Job(asked=AskedRun(**asked, settings=tuple(settings)), **values)
    texts = (found.asked.scenario, found.asked.until, *found.asked.settings)
    of_types = (
        ((*texts, found.inputs_sha256, found.code, found.instead_of, found.refusal), str),
        ((found.begun, found.stopping), bool),
        ((found.number, found.asked.replications or 0), int),
    )
    is_right = all(type(value) is kind for values, kind in of_types for value in values)
    is_right = is_right and all(map(str.isprintable, texts))
    if not is_right or found.name != name or not NAME.fullmatch(name):
        message = f"no job is called {name} and is made like this"
        raise ValueError(message)
    if found.asked.scenario not in shipped_scenarios():
        message = f"{found.asked.scenario} does not ship"
        raise ValueError(message)
    if not _is_of_this_name(found.asked, name):
        message = f"its settings make a run that is not called {name}, or name a file"
        raise ValueError(message)
    return found


def _is_of_this_name(asked: AskedRun, name: str) -> bool:
    """Return whether a run will be called so, and its settings name no file, as in a form.

    What is no scenario any more, as another version may find, is shown: it ends with its findings.
    """
    from sim.files.findings import FileErrors
    from sim.files.scenario_file import setting_source

    try:
        read = [setting_source(one).values for one in asked.settings]
    except FileErrors:
        return False
    if any(names_a_file("", values) for values in read):
        return False
    try:
        return scenario_asked(asked).name == name
    except FileErrors:
        return True
