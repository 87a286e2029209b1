"""Logs: a line of JSON on stderr for each event, with its moment in UTC and its level.

They hold no number, password, key or identity: what is logged names things by their ids. Lines that
only inform are written together, a moment later: whoever answers a request does not wait for that.
"""

import json
import logging
import os
import select
import threading
import time
from collections import deque
from datetime import UTC, datetime
from multiprocessing.util import Finalize
from typing import Any, TextIO

from pydantic_core import to_json

_OF_EVERY_RECORD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
_OF_ANSWERED = vars(
    logging.makeLogRecord(
        {
            "name": "service.access",
            "levelno": logging.INFO,
            "levelname": "INFO",
            "msg": "answered",
        }
    )
)

LEVELS = ("info", "warning")
GATHER_S = 0.05
"""How long lines that only inform gather. Assumption."""
WAITING_MAX = 10_000
"""So many lines wait at most, where nobody reads them as fast as they come; then all wait."""


def leave_out_places() -> None:
    """Let no event in this process find out which line of code and which thread it comes from.

    Nothing here says so, and it is looked up for every request. Source: Python's documentation of
    `logging`, "Optimization".
    """
    logging._srcfile = None  # noqa: SLF001 - the documentation names it
    logging.logThreads = False
    logging.logMultiprocessing = False


def logging_config(level: str) -> dict[str, Any]:
    """Return the configuration for `logging`; "warning" leaves out the line of each request."""
    handler = {
        "class": "service.telemetry.logs.BufferedHandler",
        "formatter": "json",
        "stream": "ext://sys.stderr",
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "service.telemetry.logs.JsonLine"},
        },
        "handlers": {"stderr": handler},
        "loggers": {
            "service": {"handlers": ["stderr"], "level": level.upper(), "propagate": False},
            # Tells of workers that died; its warnings are advice.
            "_granian": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
    }


class Answered(logging.LogRecord):
    """The record of a request that was answered: there is one for each, so it is quickly made.

    `logging` itself finds out some twenty things anew for each record; here only the moment and the
    process are its own.
    """

    def __init__(
        self,
        request_id: str,
        key_id: str | None,
        asked: tuple[str, str],
        status: int,
        took_s: float,
    ) -> None:
        """Keep what is said of a request, which asked with a method for a route."""
        vars(self).update(_OF_ANSWERED)
        self.created = time.time()  # noqa: TID251 - as `logging` does
        self.process = os.getpid()
        self.request_id, self.key_id = request_id, key_id
        self.method, self.route = asked
        self.status, self.took_ms = status, round(took_s * 1000, 2)

    @property
    def line(self) -> str:
        """Return it as `JsonLine` writes others; nothing here has a character to be quoted."""
        key = "null" if self.key_id is None else f'"{self.key_id}"'
        return (
            f'{{"level":"{self.levelname}","logger":"{self.name}","message":"{self.msg}",'
            f'"process":{self.process},"request_id":"{self.request_id}","method":"{self.method}",'
            f'"route":"{self.route}","status":{self.status},"took_ms":{self.took_ms},'
            f'"key_id":{key},"at":"{_moment(self.created)}"}}'
        )


class BufferedHandler(logging.Handler):
    """Writes lines to a stream: what is wrong at once, the rest a few at a time.

    A process that is killed takes with it what has gathered; one that ends writes it.
    """

    def __init__(self, stream: TextIO) -> None:
        """Write to a stream of text."""
        super().__init__()
        self._stream = stream
        self._begin()

    def _begin(self) -> None:
        """Begin as a process does that has no thread for this yet."""
        self._process = os.getpid()
        self._lines: deque[str] = deque()
        self._one_writes = threading.Lock()
        self._has_lines = threading.Event()
        self._thread: threading.Thread | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Take a line."""
        self._notice_a_fork()
        try:
            line = self.format(record)
        except Exception:  # noqa: BLE001 - as all handlers do: who logs goes on
            self.handleError(record)
            return
        self._lines.append(line)
        if record.levelno >= logging.WARNING or len(self._lines) > WAITING_MAX:
            self.flush()
        elif not self._has_lines.is_set():
            self._has_lines.set()
            if self._thread is None:
                self._start()

    def _notice_a_fork(self) -> None:
        if self._process != os.getpid():
            self._begin()  # the lines of the process before are its own affair

    def _start(self) -> None:
        self._thread = threading.Thread(target=self._go_on, daemon=True)
        try:
            self._thread.start()
        except RuntimeError:  # Python is at its last steps
            self._thread = None
            self._has_lines.clear()
            self.flush()
            return
        # A process that another has started ends without Python's own last steps.
        Finalize(self, self.flush, exitpriority=0)

    def flush(self) -> None:
        """Write what there is, in pieces that are whole also in a pipe of several processes."""
        self._notice_a_fork()
        with self._one_writes:
            piece: list[str] = []
            size = 0
            while self._lines:
                line = f"{self._lines.popleft()}\n"
                length = len(line.encode(errors="replace"))
                if size + length > select.PIPE_BUF:
                    self._write(piece)
                    piece, size = [], 0
                piece.append(line)
                size += length
            self._write(piece)

    def _write(self, lines: list[str]) -> None:
        try:
            self._stream.write("".join(lines))
            self._stream.flush()
        except (OSError, ValueError):
            return  # nobody reads any more

    def _go_on(self) -> None:
        while self._has_lines.wait():
            time.sleep(GATHER_S)
            self._has_lines.clear()
            self.flush()


class JsonLine(logging.Formatter):
    """Writes an event as a line of JSON, with what `extra` says of it: a line for each request."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        if isinstance(record, Answered):
            return record.line
        said = vars(record)
        line = {
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
            **{name: said[name] for name in said if name not in _OF_EVERY_RECORD},
            "at": _moment(record.created),
        }
        if record.exc_info:
            line["exc_info"] = self.formatException(record.exc_info)
        if record.stack_info:
            line["stack_info"] = record.stack_info
        try:
            return to_json(line, fallback=str, inf_nan_mode="null", bytes_mode="base64").decode()
        except (ValueError, TypeError):  # a file's name that is no UTF-8, a circle of lists
            return json.dumps({name: ascii(said) for name, said in line.items()})


def _moment(s: float) -> str:
    return datetime.fromtimestamp(s, UTC).isoformat()
