"""Logs: a line of JSON on stderr for each event, with its moment in UTC and its level.

They hold no number, password, key or identity: things are named by their ids. Lines that only
inform are buffered and written together a moment later, so that no request waits for them.
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

_STANDARD_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
_ACCESS_FIELDS = vars(
    logging.makeLogRecord(
        {
            "name": "service.access",
            "levelno": logging.INFO,
            "levelname": "INFO",
            "msg": "answered",
        }
    )
)

BUFFERED_S = 0.05
"""How long lines that only inform are buffered, in seconds. Assumption."""
BUFFERED_MAX = 10_000
"""How many lines are buffered at most where nobody reads them fast enough; then loggers wait."""


def omit_source_locations() -> None:
    """Stop `logging` from looking up the line of code and the thread of each record.

    Our lines have neither, and it would be looked up for every request. Source: Python's
    documentation of `logging`, "Optimization".
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
            # Reports workers that died; its warnings are advice.
            "_granian": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
    }


class AccessRecord(logging.LogRecord):
    """The record of a request that was answered: there is one for each, so it has to be cheap.

    `logging` itself looks up some twenty fields for each record; here only the moment and the
    process are looked up. A request that belongs to no trace has no `trace_id`.
    """

    trace_id: str | None = None

    def __init__(
        self,
        request_id: str,
        key_id: str | None,
        request: tuple[str, str],
        status: int,
        took_s: float,
    ) -> None:
        """Make the record of a request, which is a method and a route."""
        vars(self).update(_ACCESS_FIELDS)
        self.created = time.time()  # noqa: TID251 - as `logging` does
        self.process = os.getpid()
        self.request_id, self.key_id = request_id, key_id
        self.method, self.route = request
        self.status, self.took_ms = status, round(took_s * 1000, 2)

    @property
    def line(self) -> str:
        """Return it as `JsonLine` writes others; no field has a character that JSON escapes."""
        key = "null" if self.key_id is None else f'"{self.key_id}"'
        trace = "" if self.trace_id is None else f'"trace_id":"{self.trace_id}",'
        return (
            f'{{"level":"{self.levelname}","logger":"{self.name}","message":"{self.msg}",'
            f'"process":{self.process},"request_id":"{self.request_id}",{trace}"method":"{self.method}",'
            f'"route":"{self.route}","status":{self.status},"took_ms":{self.took_ms},'
            f'"key_id":{key},"at":"{_moment(self.created)}"}}'
        )


class BufferedHandler(logging.Handler):
    """Writes lines to a stream: warnings and errors at once, the rest a few at a time.

    A process that is killed loses what it has buffered; one that ends writes it.
    """

    def __init__(self, stream: TextIO) -> None:
        """Write to a stream of text."""
        super().__init__()
        self._stream = stream
        self._begin()

    def _begin(self) -> None:
        """Start as a process does that has no writing thread yet."""
        self._process = os.getpid()
        self._lines: deque[str] = deque()
        self._writing = threading.Lock()
        self._has_lines = threading.Event()
        self._thread: threading.Thread | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Take a line."""
        self._check_for_fork()
        try:
            line = self.format(record)
        except Exception:  # noqa: BLE001 - as all handlers do: who logs goes on
            self.handleError(record)
            return
        self._lines.append(line)
        if record.levelno >= logging.WARNING or len(self._lines) > BUFFERED_MAX:
            self.flush()
        elif not self._has_lines.is_set():
            self._has_lines.set()
            if self._thread is None:
                self._start()

    def _check_for_fork(self) -> None:
        if self._process != os.getpid():
            self._begin()  # the parent process writes its lines itself

    def _start(self) -> None:
        self._thread = threading.Thread(target=self._write_when_buffered, daemon=True)
        try:
            self._thread.start()
        except RuntimeError:  # Python is shutting down
            self._thread = None
            self._has_lines.clear()
            self.flush()
            return
        # A process started by `multiprocessing` ends without Python's own exit handlers.
        Finalize(self, self.flush, exitpriority=0)

    def flush(self) -> None:
        """Write all lines, in pieces small enough to stay whole in a pipe that processes share."""
        self._check_for_fork()
        with self._writing:
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

    def _write_when_buffered(self) -> None:
        while self._has_lines.wait():
            time.sleep(BUFFERED_S)
            self._has_lines.clear()
            self.flush()


class JsonLine(logging.Formatter):
    """Formats a record as a line of JSON, with the fields that `extra` gave it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        if isinstance(record, AccessRecord):
            return record.line
        fields = vars(record)
        line = {
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
            **{name: fields[name] for name in fields if name not in _STANDARD_FIELDS},
            "at": _moment(record.created),
        }
        if record.exc_info:
            line["exc_info"] = self.formatException(record.exc_info)
        if record.stack_info:
            line["stack_info"] = record.stack_info
        try:
            return to_json(line, fallback=str, inf_nan_mode="null", bytes_mode="base64").decode()
        except (ValueError, TypeError):  # a file's name that is no UTF-8, a list within itself
            return json.dumps({name: ascii(value) for name, value in line.items()})


def _moment(s: float) -> str:
    return datetime.fromtimestamp(s, UTC).isoformat()
