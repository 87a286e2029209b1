"""Lines of the log: each is one object, whatever is said in it."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from service.logs import JsonLine
from tests.service.processes import messages_in


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


def test_a_fault_is_told_with_its_traceback() -> None:
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
    ("odd", "told"),
    [
        (ZeroDivisionError("why"), "why"),
        (float("nan"), None),
        (b"\xff", "_w=="),
        ("odd \udcff", "'odd \\udcff'"),  # a file's name that is no UTF-8
        (endless(), "[[...]]"),
    ],
)
def test_whatever_is_no_json_is_told_all_the_same(odd: object, told: object) -> None:
    assert line_of(record_of("odd", what=odd))["what"] == told
