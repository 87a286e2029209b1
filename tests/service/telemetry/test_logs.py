"""Lines of the log: each is one object, whatever is said in it."""

import io
import json
import logging
import os
import select
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import pytest

from service.telemetry import logs
from service.telemetry.logs import AccessRecord, BufferedHandler, JsonLine
from tests.service.processes import messages_in
from tests.waiting import wait_for


def line_of(record: logging.LogRecord) -> dict[str, Any]:
    text = JsonLine().format(record)
    assert "\n" not in text
    said: dict[str, Any] = json.loads(text)
    return said


def record_of(message: str, *arguments: object, **extra: object) -> logging.LogRecord:
    logger = logging.getLogger("service.somewhere")
    return logger.makeRecord(
        "service.somewhere", logging.ERROR, "file.py", 1, message, arguments, None, None, extra
    )


def test_a_line_says_what_how_bad_who_and_when_and_nothing_of_the_place() -> None:
    record = record_of("line one\nline %d", 2, draft_id="d1", took_ms=0.5)

    said = line_of(record)

    assert list(said) == ["level", "logger", "message", "process", "draft_id", "took_ms", "at"]
    assert (said["level"], said["logger"]) == ("ERROR", "service.somewhere")
    assert said["message"] == "line one\nline 2"
    assert (said["draft_id"], said["took_ms"]) == ("d1", 0.5)
    assert datetime.fromisoformat(said["at"]) == datetime.fromtimestamp(record.created, UTC)


def test_tests_find_an_event_in_a_log_by_what_it_says() -> None:
    written = "\n".join(["ready", JsonLine().format(record_of("fault")), '{"message": "cu', "[1]"])

    assert messages_in(written) == ["fault"]


def test_a_fault_is_reported_with_its_traceback() -> None:
    record = record_of("fault")
    try:
        divmod(1, 0)
    except ZeroDivisionError:
        record.exc_info = sys.exc_info()

    said = line_of(record)

    assert said["exc_info"].startswith("Traceback")
    assert said["exc_info"].endswith("ZeroDivisionError: integer division or modulo by zero")


def endless() -> list[object]:
    """Return a list that holds itself."""
    circle: list[object] = []
    circle.append(circle)
    return circle


@pytest.mark.parametrize(
    ("odd", "reported"),
    [
        (ZeroDivisionError("why"), "why"),
        (float("nan"), None),
        (b"\xff", "_w=="),
        ("odd \udcff", "'odd \\udcff'"),  # a file's name that is no UTF-8
        (endless(), "[[...]]"),
    ],
)
def test_whatever_is_no_json_is_reported_all_the_same(odd: object, reported: object) -> None:
    assert line_of(record_of("odd", what=odd))["what"] == reported


class Written(io.StringIO):
    """A stream that keeps what each write was."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def write(self, text: str) -> int:
        """Keep it."""
        self.pieces.append(text)
        return len(text)


def gathering(stream: TextIO) -> tuple[BufferedHandler, logging.Logger]:
    handler = BufferedHandler(stream)
    handler.setFormatter(JsonLine())
    logger = logging.Logger("service.test", logging.INFO)  # noqa: LOG001 - with one handler alone
    logger.addHandler(handler)
    return handler, logger


def said_in(stream: Written) -> list[str]:
    return [json.loads(line)["message"] for line in "".join(stream.pieces).splitlines()]


def test_what_is_wrong_is_written_at_once_after_what_came_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(logs, "BUFFERED_S", 1_000.0)
    stream = Written()
    _, logger = gathering(stream)

    logger.info("one")
    logger.info("two")
    assert stream.pieces == []
    logger.warning("three")

    assert said_in(stream) == ["one", "two", "three"]


def test_what_has_gathered_is_written_by_itself_by_a_flush_and_where_too_much_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by_itself = Written()
    handler, logger = gathering(by_itself)
    logger.info("one")
    wait_for(lambda: by_itself.pieces)
    assert said_in(by_itself) == ["one"]

    monkeypatch.setattr(logs, "BUFFERED_S", 1_000.0)
    monkeypatch.setattr(logs, "BUFFERED_MAX", 3)
    by_flush = Written()
    handler, logger = gathering(by_flush)
    logger.info("one")
    handler.flush()
    assert said_in(by_flush) == ["one"]
    for number in range(4):
        logger.info("%d", number)
    assert said_in(by_flush) == ["one", "0", "1", "2", "3"]


def test_pieces_are_whole_lines_that_a_pipe_does_not_mix_and_a_reader_that_left_is_no_fault() -> (
    None
):
    stream = Written()
    handler, logger = gathering(stream)
    for number in range(100):
        logger.info("%d%s", number, "验" * 100)
    logger.info("x" * 2 * select.PIPE_BUF)
    handler.flush()

    assert len(said_in(stream)) == 101
    assert all(piece.endswith("\n") or not piece for piece in stream.pieces)
    assert all(len(one.encode()) <= select.PIPE_BUF for one in stream.pieces if "xx" not in one)
    assert len(stream.pieces) < 20

    closed = io.StringIO()
    handler, logger = gathering(closed)
    closed.close()
    logger.warning("nobody hears this")


def test_a_process_writes_its_last_lines_when_it_ends_and_none_of_its_parents(
    tmp_path: Path,
) -> None:
    program = """
import logging.config, multiprocessing, sys
import service.telemetry.logs
service.telemetry.logs.BUFFERED_S = 1000.0
logging.config.dictConfig(service.telemetry.logs.logging_config("info"))
log = logging.getLogger("service.test")

def child():
    log.info("of the child")

if __name__ == "__main__":
    log.info("of the parent")
    process = multiprocessing.get_context(sys.argv[1]).Process(target=child)
    process.start()
    process.join()
"""
    file = tmp_path / "program.py"
    file.write_text(program, encoding="utf-8")
    for way in ("fork", "spawn"):
        done = subprocess.run(
            [sys.executable, file, way],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONPATH": str(Path(logs.__file__).parents[2])},
        )
        assert sorted(messages_in(done.stderr)) == ["of the child", "of the parent"], way


def test_where_no_thread_starts_any_more_lines_are_written_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError

    monkeypatch.setattr(threading.Thread, "start", refuse)
    stream = Written()
    _, logger = gathering(stream)

    logger.info("one")
    logger.info("two")

    assert said_in(stream) == ["one", "two"]


def test_a_fork_does_not_write_what_its_parent_has_gathered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(logs, "BUFFERED_S", 1_000.0)
    stream = Written()
    handler, logger = gathering(stream)
    logger.info("of the parent")

    monkeypatch.setattr(os, "getpid", lambda: -1)
    handler.flush()

    assert said_in(stream) == []


def test_an_event_that_cannot_be_written_is_no_fault_of_who_logs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(logging, "raiseExceptions", False)
    stream = Written()
    _, logger = gathering(stream)

    logger.warning("%s %s", "one")  # noqa: PLE1206 - what is tried
    logger.warning("two")

    assert said_in(stream) == ["two"]


@pytest.mark.parametrize("key_id", ["8371ea117c8fb968", None])
@pytest.mark.parametrize("trace_id", ["0af7651916cd43dd8448eb211c80319c", None])
def test_the_line_of_a_request_is_as_any_other_would_be(
    key_id: str | None, trace_id: str | None
) -> None:
    asked = ("POST", "/v1/orders/<string:order_id>/payments")
    said = {
        "request_id": "839822482577e9bf",
        **({"trace_id": trace_id} if trace_id else {}),
        "method": asked[0],
        "route": asked[1],
        "status": 201,
        "took_ms": 1.23,
        "key_id": key_id,
    }
    usual = logging.getLogger("service.access").makeRecord(
        "service.access", logging.INFO, "file.py", 1, "answered", (), None, None, said
    )

    record = AccessRecord("839822482577e9bf", key_id, asked, 201, 0.0012345)
    if trace_id:
        record.trace_id = trace_id

    written, expected = line_of(record), line_of(usual)
    assert datetime.fromisoformat(written.pop("at")) == datetime.fromtimestamp(record.created, UTC)
    del expected["at"]
    assert list(written.items()) == list(expected.items())
    assert vars(usual).keys() - vars(record).keys() == set(), "other handlers find what they know"
