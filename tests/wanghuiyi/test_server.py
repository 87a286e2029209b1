"""The server of a session: who starts it, who shares it, and when it ends."""

import os
import signal
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.waiting import wait_for
from wanghuiyi import NotStarted, server

STAND_IN = f"""#!{sys.executable}
import sys, threading
from http.server import BaseHTTPRequestHandler, HTTPServer

class Ready(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass

listening = HTTPServer(("127.0.0.1", 0), Ready)
threading.Thread(target=listening.serve_forever, daemon=True).start()
sys.stderr.write(f"ready on http://127.0.0.1:{{listening.server_port}} (a stand-in)\\n")
sys.stderr.flush()
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have a quick stand-in for the command, in the place of the real one."""
    written(tmp_path / "stand-in", STAND_IN)
    monkeypatch.setattr(server, "command", lambda: tmp_path / "stand-in")
    return tmp_path / "shared"


def written(script: Path, text: str) -> None:
    script.write_text(text, encoding="utf-8")
    script.chmod(0o755)


def is_there(pid: int) -> bool:
    return Path("/proc", str(pid)).exists()


def test_who_comes_while_it_runs_shares_it_and_it_ends_with_the_last(folder: Path) -> None:
    first = server.running(folder)
    second = server.running(folder)
    started, joined = first.__enter__(), second.__enter__()

    first.__exit__(None, None, None)
    goes_on = is_there(started.pid)
    second.__exit__(None, None, None)

    assert joined == started
    assert goes_on
    wait_for(lambda: state_of(started.pid) in {"", "Z"}, "it goes on")  # its parent is we


def test_who_comes_after_the_last_has_another(folder: Path) -> None:
    with server.running(folder) as first:
        pass
    assert not is_there(first.pid)

    with server.running(folder) as second:
        assert second.pid != first.pid


def test_a_server_that_was_killed_is_not_joined(folder: Path) -> None:
    with server.running(folder) as first:
        os.kill(first.pid, signal.SIGKILL)
        wait_for(lambda: state_of(first.pid) == "Z")

        with server.running(folder) as second:
            assert second.pid != first.pid


def test_a_server_that_does_not_start_shows_the_end_of_its_log(
    folder: Path, tmp_path: Path
) -> None:
    written(tmp_path / "stand-in", "#!/bin/sh\necho 'no room on the disk' >&2\nexit 3\n")

    with (
        pytest.raises(NotStarted, match=r"(?s)ended with 3 .*no room on the disk"),
        server.running(folder),
    ):
        pass


def test_a_library_that_is_missing_is_named_with_what_installs_it(
    folder: Path, tmp_path: Path
) -> None:
    written(tmp_path / "stand-in", f"#!{sys.executable}\nimport not_installed\n")

    with (
        pytest.raises(NotStarted, match=r"(?s)pip install wanghuiyi brings them.*not_installed'"),
        server.running(folder),
    ):
        pass


def test_the_command_of_a_systems_python_is_where_pip_puts_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    (tmp_path / "local").mkdir()
    monkeypatch.setattr(sysconfig, "get_path", lambda *_: str(tmp_path / "local"))
    written(tmp_path / "local" / "wanghuiyi", "#!/bin/sh\n")

    assert server.command() == tmp_path / "local" / "wanghuiyi"


def test_the_command_must_be_beside_the_interpreter_or_where_pip_puts_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(sysconfig, "get_path", lambda *_: str(tmp_path / "scripts"))

    with pytest.raises(NotStarted, match="install wanghuiyi into the environment"):
        server.command()


def state_of(pid: int) -> str:
    """Return the state of a process as the system has it; "Z" has ended, and "" is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return ""
