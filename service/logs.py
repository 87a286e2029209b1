"""Logs: a line of JSON on stderr for each event, with its moment in UTC and its level.

They hold no number, password, key or identity: what is logged names things by their ids.
"""

import json
import logging
from datetime import UTC, datetime
from typing import Any

from pydantic_core import to_json

_OF_EVERY_RECORD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}

LEVELS = ("info", "warning")


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
        "class": "logging.StreamHandler",
        "formatter": "json",
        "stream": "ext://sys.stderr",
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "service.logs.JsonLine"},
        },
        "handlers": {"stderr": handler},
        "loggers": {
            "service": {"handlers": ["stderr"], "level": level.upper(), "propagate": False},
            # Tells of workers that died; its warnings are advice.
            "_granian": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
    }


class JsonLine(logging.Formatter):
    """Writes an event as a line of JSON, with what `extra` says of it: a line for each request."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        said = vars(record)
        line = {
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
            **{name: said[name] for name in said if name not in _OF_EVERY_RECORD},
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
        }
        if record.exc_info:
            line["exc_info"] = self.formatException(record.exc_info)
        if record.stack_info:
            line["stack_info"] = record.stack_info
        try:
            return to_json(line, fallback=str, inf_nan_mode="null", bytes_mode="base64").decode()
        except (ValueError, TypeError):  # a file's name that is no UTF-8, a circle of lists
            return json.dumps({name: ascii(said) for name, said in line.items()})
