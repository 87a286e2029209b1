"""Columns that hold more than a number or a text, each as one text in JSON."""

import base64
import json
from dataclasses import dataclass, field

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator


@dataclass(frozen=True)
class OldSecret:
    """A secret that was followed by another, and until when it signs too, as was promised."""

    until_ms: int
    secret_sealed: bytes = field(repr=False)


class TextsColumn(TypeDecorator[tuple[str, ...]]):
    """Several texts."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy gives it
        """Return what is stored."""
        return None if value is None else json.dumps(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:  # noqa: ARG002 - as above
        """Return what was stored."""
        return None if value is None else tuple(json.loads(value))


class OldSecretsColumn(TypeDecorator[tuple[OldSecret, ...]]):
    """Old secrets, sealed, each with its end."""

    impl = Text
    cache_ok = True

    def process_bind_param(
        self,
        value: tuple[OldSecret, ...] | None,
        dialect: Dialect,  # noqa: ARG002 - as above
    ) -> str | None:
        """Return what is stored."""
        if value is None:
            return None
        return json.dumps(
            [(one.until_ms, base64.b64encode(one.secret_sealed).decode()) for one in value]
        )

    def process_result_value(
        self,
        value: str | None,
        dialect: Dialect,  # noqa: ARG002 - as above
    ) -> tuple[OldSecret, ...] | None:
        """Return what was stored."""
        if value is None:
            return None
        return tuple(
            OldSecret(until_ms, base64.b64decode(sealed)) for until_ms, sealed in json.loads(value)
        )
