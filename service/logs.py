"""Logs: a line of JSON on stderr for each event, with its moment in UTC and its level.

They hold no number, password, key or identity: what is logged names things by their ids.
"""

from typing import Any

LEVELS = ("info", "warning")


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
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "fmt": "{levelname}{name}{message}{process}",
                "style": "{",
                "rename_fields": {"levelname": "level", "name": "logger"},
                "timestamp": "at",
            }
        },
        "handlers": {"stderr": handler},
        "loggers": {
            "service": {"handlers": ["stderr"], "level": level.upper(), "propagate": False},
            # Tells of workers that died; its warnings are advice.
            "_granian": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
    }
