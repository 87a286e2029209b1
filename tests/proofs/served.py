"""`wanghuiyi serve` with real processes, which may be killed, and a client's line to it."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from service.server.secret_file import write_new_secret
from tests.proofs.scene import Keys, furnished
from tests.service.processes import messages_in
from tests.waiting import PATIENCE_S

COMMAND = (sys.executable, "-c", "from sim.cli import main; main()", "serve")
TRACKER = "resource_tracker"
"""Names the child of Python's own that answers nobody."""
WORKERS = 2
STOP_S_MAX = 45.0
ANSWER_S_MAX = 60.0
POLL_S = 0.02
READY = re.compile(r"^ready on http://127\.0\.0\.1:(\d+) ", re.MULTILINE)
LOST = (OSError, http.client.HTTPException)
"""What a client gets when nobody answers."""


@dataclass
class Served:
    """A service upon a database; `log` has what all its processes wrote."""

    url: str
    folder: Path
    keys: Keys = field(init=False)
    port: int = 0
    more: tuple[str, ...] = ("--no-deliver",)
    """Further options; who proves nothing of messages does without a worker that delivers."""
    _process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        """Make the tables, the keys and the secret, and start."""
        self.keys = furnished(self.url)
        self._secret, self.log = self.folder / "secret", self.folder / "log"
        write_new_secret(self._secret)
        self.start()

    def start(self) -> None:
        """Start, and wait until all workers can be asked."""
        options = {
            "--database": self.url,
            "--secrets": str(self._secret),
            "--port": "0",
            "--workers": str(WORKERS),
            "--log-level": "warning",
            "--rate-per-key": "10000000",
            "--outlet-tariff": "standard",
        }
        with self.log.open("ab") as log:
            began = log.tell()
            self._process = subprocess.Popen(
                [*COMMAND, *(word for one in options.items() for word in one), *self.more],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline_s = time.monotonic() + PATIENCE_S
        while not (found := READY.search(self._logged(began))):
            assert self._process.poll() is None, self._logged(began)
            assert time.monotonic() < deadline_s, self._logged(began)
            time.sleep(POLL_S)
        self.port = int(found.group(1))

    @property
    def kind(self) -> str:
        """Return which kind of database it is upon."""
        return self.url.partition(":")[0]

    def workers(self) -> list[int]:
        """Return the processes that answer; only Linux tells them so."""
        main = self._running.pid
        children = Path(f"/proc/{main}/task/{main}/children").read_text(encoding="ascii").split()
        commands = {child: _command(child) for child in children}
        return [int(one) for one, words in commands.items() if words and TRACKER not in words]

    def kill_worker(self, place: int) -> None:
        """Kill one worker, and wait until another took its place."""
        before = self.workers()
        os.kill(before[place % len(before)], signal.SIGKILL)
        deadline_s = time.monotonic() + PATIENCE_S
        while len(set(self.workers()) - set(before)) == 0:
            assert time.monotonic() < deadline_s, "nobody took its place"
            time.sleep(POLL_S)

    def kill(self) -> None:
        """Kill all processes at once, and do not ask."""
        if self._process is None:
            return
        self.port = 0  # another may get it now
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(STOP_S_MAX)
        self._process = None

    def stop(self) -> None:
        """Stop as whoever runs it does."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_S_MAX)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        self._process = None

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        assert self._process, "it runs"
        return self._process

    def _logged(self, began: int) -> str:
        return self.log.read_bytes()[began:].decode()


@contextmanager
def serving(url: str, folder: Path) -> Iterator[Served]:
    """Lend a service; it must stop when it is told to, and must have logged no fault of its own."""
    served = Served(url, folder)
    try:
        yield served
    except BaseException:
        served.kill()
        raise
    served.stop()
    assert "fault" not in messages_in(served.log.read_text(encoding="utf-8"))


def _command(process: str) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text(encoding="utf-8", errors="replace")
    except OSError:  # it has just ended
        return ""


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    content: bytes
    retry_after_s: str | None = None
    is_repeated: bool = False

    @property
    def said(self) -> dict[str, Any]:
        """Return the answer's JSON."""
        said: dict[str, Any] = json.loads(self.content)
        return said

    @property
    def code(self) -> str | None:
        """Return the code of a refusal."""
        return self.said.get("code")

    @property
    def is_final(self) -> bool:
        """Tell whether the same request would get this answer again."""
        return self.status != 503 and self.code != "request_in_progress"


@dataclass(frozen=True)
class Request:
    """What one who takes part asks for, under one key."""

    who: str
    method: str
    path: str
    body: dict[str, Any] | None
    key: str


class Line:
    """One client's connection, made anew when it breaks."""

    def __init__(self, served: Served) -> None:
        """Connect at the first request."""
        self._served = served
        self._connection: http.client.HTTPConnection | None = None

    def __enter__(self) -> Self:
        """Lend the line."""
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self.close()

    def ask(self, request: Request) -> Reply:
        """Send a request once. Raise one of `LOST`."""
        try:
            return self._asked(request)
        except LOST:
            self.close()
            raise

    def learn(self, who: str, key: str) -> None:
        """Let all who ask as somebody use this API key from now on."""
        self._served.keys[who] = f"Bearer {key}"

    def close(self) -> None:
        """Hang up."""
        if self._connection:
            self._connection.close()
        self._connection = None

    def _asked(self, request: Request) -> Reply:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(
                "127.0.0.1", self._served.port, timeout=ANSWER_S_MAX
            )
        headers = {
            "Authorization": self._served.keys[request.who],
            "Content-Type": "application/json",
            "Idempotency-Key": request.key,
        }
        body = None if request.body is None else json.dumps(request.body)
        self._connection.request(request.method, f"/v1/{request.path}", body, headers)
        response = self._connection.getresponse()
        return Reply(
            response.status,
            response.read(),
            response.headers["Retry-After"],
            response.headers["Idempotency-Replayed"] == "true",
        )
