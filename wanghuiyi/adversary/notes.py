"""What a session of pytest notes for an adversary: a line of JSON for each thing that it sees.

Several processes write to one file, each line at once, as the workers of pytest-xdist do.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from wanghuiyi.adversary.disturbance import Disturbances, disturbances_of, named
from wanghuiyi.adversary.traffic import Traffic, traffic_of
from wanghuiyi.line import Json

FAILS, HANGS = "fails", "hangs"
MESSAGE_LETTERS = 400


@dataclass
class Seen:
    """What was seen of a test in one run.

    `failed` is what pytest says in short, `mistakes` what the verdict of its world names, with a
    sentence for each. Faults that are `idle` never struck.
    """

    traffic: Traffic | None = None
    mistakes: dict[str, str] = field(default_factory=dict)
    idle: Disturbances = ()
    failed: list[str] = field(default_factory=list)
    is_begun: bool = False

    def symptoms(self, ignored: Iterable[str] = (), *, with_verdict: bool = True) -> dict[str, str]:
        """Return what is wrong: the mistakes, or that it fails if there is none."""
        named_wrong = dict(self.mistakes) if with_verdict else {}
        found = {name: what for name, what in named_wrong.items() if name not in set(ignored)}
        if found or not self.failed:
            return found
        return {FAILS: self.failed[0]}


def note(file: Path, test: str, **what: Json) -> None:
    """Add a line."""
    line = json.dumps({"test": test, **what}) + "\n"
    written = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(written, line.encode())
    finally:
        os.close(written)


def note_world(file: Path, test: str, seen: Seen, answer: Json) -> None:
    """Note what the world of a test saw; `answer` is its traffic as it came."""
    note(file, test, traffic=answer, mistakes=seen.mistakes, idle=named(seen.idle))


def read_notes(file: Path) -> dict[str, Seen]:
    """Return what was seen of each test, by its node id; a line that was cut off is left out."""
    found: dict[str, Seen] = {}
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    for line in text.splitlines():
        try:
            said: Mapping[str, Json] = json.loads(line)
        except ValueError:  # the session was killed while it wrote
            continue
        seen = found.setdefault(said["test"], Seen())
        seen.is_begun |= bool(said.get("begun"))
        if "failed" in said:
            seen.failed.append(said["failed"])
        if "traffic" in said:
            seen.traffic = traffic_of(said["traffic"])
            seen.mistakes |= said["mistakes"]
            seen.idle = disturbances_of(said["idle"])
    return found


def in_short(message: str) -> str:
    """Return the first lines of what a test failed with."""
    text = "\n".join(line for line in message.splitlines() if line.strip())
    return text if len(text) <= MESSAGE_LETTERS else text[:MESSAGE_LETTERS] + " ..."
