"""How a database finds what is asked of it: by which index, or by looking at everything."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, event

from tests.service.servers import Service


def plans_of(service: Service, read: Callable[[Connection], object]) -> list[str]:
    """Return how the database finds what a function reads, query by query."""
    asked: list[tuple[str, Any]] = []

    def noted(*args: Any) -> None:  # noqa: ANN401 - what SQLAlchemy hands over
        asked.append((args[2], args[3]))

    with service.database.engine.begin() as connection:
        event.listen(connection, "before_cursor_execute", noted)
        read(connection)
        event.remove(connection, "before_cursor_execute", noted)
        explain = "EXPLAIN QUERY PLAN " if service.database.is_sqlite else "EXPLAIN "
        return [
            str(connection.exec_driver_sql(explain + query, values).all())
            for query, values in asked
            if query.startswith("SELECT")
        ]
