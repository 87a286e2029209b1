"""Statements that PostgreSQL prepares once for each connection, sent through libpq itself.

For what is asked most: a cursor makes a plan of how to adapt values and rows for each statement
anew, which takes longer than sending it. Each statement is a transaction of its own.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from psycopg import Connection, DataError, OperationalError
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGresult

from service.database.statements import Statement

Row = dict[str, Any]


class Connections:
    """As many connections as threads ask at once, made when they are needed."""

    def __init__(self, connect: Callable[[], Connection[Any]]) -> None:
        """Keep how to connect, in autocommit mode."""
        self._connect = connect
        self._free: deque[_Prepared] = deque()
        self._closings = 0

    def ask(self, statement: Statement, values: Sequence[Any]) -> list[Row]:
        """Return the rows that a statement gives. Raise psycopg's errors."""
        closings = self._closings
        try:
            prepared = self._free.pop()
        except IndexError:
            prepared = _Prepared(self._connect())
        try:
            return prepared.ask(statement, values)
        finally:
            if not prepared.is_alive:
                prepared.connection.close()
                self.close()  # the others were lost with it, most probably
            elif closings == self._closings:
                self._free.append(prepared)
            else:
                prepared.connection.close()

    def close(self) -> None:
        """End the connections that are free now, and the others when they are."""
        self._closings += 1
        while True:
            try:
                free = self._free.pop()
            except IndexError:  # other threads take from here as well
                return
            free.connection.close()


class _Prepared:
    """A connection, and the names of the statements that are prepared there with their columns."""

    def __init__(self, connection: Connection[Any]) -> None:
        self.connection = connection
        self._libpq = connection.pgconn
        self._names: dict[str, bytes] = {}
        self._columns: dict[bytes, list[str]] = {}
        self._loading = Transformer(connection)  # keeps what it has found for each type
        self._is_lost = False

    @property
    def is_alive(self) -> bool:
        """Tell whether the connection can be used further."""
        return self._libpq.status == ConnStatus.OK and not self._is_lost

    def ask(self, statement: Statement, values: Sequence[Any]) -> list[Row]:
        """Send a statement, and return its rows. Raise psycopg's errors."""
        name = self._names.get(statement.text) or self._named(statement.text)
        # Asked of dozens of values for each request: the usual ones are written where they stand.
        given: list[Any] = [
            value.encode()
            if value.__class__ is str and "\0" not in value
            else b"%d" % value
            if value.__class__ is int
            else value
            if value is None or value.__class__ is bytes
            else _text(value)
            for value in values
        ]
        return self._rows(name, self._libpq.exec_prepared(name, given, statement.formats))

    def _named(self, text: str) -> bytes:
        # The same for all connections: whoever lends one to several cannot mix statements up.
        name = b"wanghuiyi_" + hashlib.sha256(text.encode()).hexdigest()[:32].encode()
        self._rows(name, self._libpq.prepare(name, text.encode()))
        self._names[text] = name
        return name

    def _rows(self, name: bytes, result: PGresult) -> list[Row]:
        if result.status == ExecStatus.COMMAND_OK:
            return []
        if result.status != ExecStatus.TUPLES_OK:
            error = error_from_result(result)
            # What libpq says by itself has no severity; its status may say OK for a while longer.
            self._is_lost = error.diag.severity_nonlocalized in {None, "FATAL", "PANIC"}
            if self.is_alive:
                raise error
            raise OperationalError(str(error)) from error
        if not result.ntuples:
            return []
        columns = self._columns.get(name)
        if columns is None:
            found = (result.fname(place) or b"" for place in range(result.nfields))
            columns = self._columns[name] = [one.decode() for one in found]
        self._loading.set_pgresult(result)
        rows = self._loading.load_rows(0, result.ntuples, tuple)
        self._loading.set_pgresult(None)
        return [dict(zip(columns, row, strict=True)) for row in rows]


def _text(value: Any) -> bytes:  # noqa: ANN401 - whatever a column holds
    """Return a value as PostgreSQL reads it. Raise DataError for a text that it cannot hold."""
    text = str(value).encode()
    if b"\0" in text:  # libpq would cut it there
        message = "PostgreSQL text fields cannot contain NUL (0x00) bytes"
        raise DataError(message)
    return text
