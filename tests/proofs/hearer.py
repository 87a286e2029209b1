"""Who hears webhooks and texts in a process of its own, which may be killed.

What came is on the disk before it is answered: so what was answered was heard.
"""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import create_connection, create_server
from typing import Any, Self

from tests.waiting import PATIENCE_S

POLL_S = 0.02
COMMAND = (sys.executable, "-m", "tests.proofs.hearer")


class _Handler(BaseHTTPRequestHandler):
    file = 0

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        line = {"path": self.path, "message_id": self.headers["webhook-id"], "said": said}
        os.write(self.file, json.dumps(line).encode() + b"\n")
        os.fsync(self.file)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@dataclass
class Hearer:
    """The process, started and killed; `heard` reads what it wrote."""

    file: Path
    port: int = field(init=False)
    _process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start at a free port, which stays the same."""
        with create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self.kill()

    def start(self) -> None:
        """Start, and wait until it listens."""
        self._process = subprocess.Popen([*COMMAND, str(self.port), str(self.file)])
        deadline_s = time.monotonic() + PATIENCE_S
        while True:
            try:
                create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                assert time.monotonic() < deadline_s, "the hearer does not start"
                time.sleep(POLL_S)
            else:
                return

    def kill(self) -> None:
        """Kill it, and do not ask."""
        assert self._process, "it runs"
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(PATIENCE_S)

    def kill_and_start(self) -> None:
        """Kill it, and start it again at the same port."""
        self.kill()
        self.start()

    def heard(self, path: str) -> list[dict[str, Any]]:
        """Return what came at a path, in order."""
        lines = self.file.read_bytes().split(b"\n") if self.file.exists() else []
        # It may have been killed in the middle of a line, which it then had not answered.
        whole = [json.loads(line) for line in lines if line.endswith(b"}")]
        return [one for one in whole if one["path"] == path]


def main(port: str, file: str) -> None:
    """Hear until killed."""
    _Handler.file = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    ThreadingHTTPServer(("127.0.0.1", int(port)), _Handler).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
