"""A statement is read by the index of its accounts, however long the books are."""

from typing import Any

import pytest
from sqlalchemy import event

from service.domain import chart
from service.domain.chart import Account
from service.store import statements
from tests.service.servers import Service

LINES = (
    "INSERT INTO transfer (book, key, debit, credit, amount_fen, at_ms) "
    "WITH RECURSIVE line(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM line WHERE n < 3000) "
    "SELECT 'gateway', 'planted:' || n, 'gateway:due_from_post', "
    "'gateway:{kind}:' || (n % 100), 5, n FROM line"
)


@pytest.mark.parametrize(
    ("kind", "index", "account"),
    [
        ("wallet", "of_wallet", chart.wallet("7")),
        ("agent_float", "of_agent", chart.agent_float("7")),
    ],
)
def test_each_side_of_a_statement_is_found_by_its_index(
    service: Service, kind: str, index: str, account: Account
) -> None:
    service.run(LINES.format(kind=kind))
    service.run("ANALYZE transfer")
    asked: list[tuple[str, Any]] = []

    def noted(*args: Any) -> None:  # noqa: ANN401 - what SQLAlchemy hands over
        asked.append((args[2], args[3]))

    with service.database.engine.begin() as connection:
        event.listen(connection, "before_cursor_execute", noted)
        found = statements.statement_of(connection, account.name, 0, 50)
        event.remove(connection, "before_cursor_execute", noted)
        explain = "EXPLAIN QUERY PLAN " if service.database.is_sqlite else "EXPLAIN "
        plans = [
            str(connection.exec_driver_sql(explain + query, values).all())
            for query, values in asked
        ]

    assert [transfer.at_ms for _, transfer in found] == list(range(7, 3_000, 100))
    for plan, side in zip(plans, ("debit", "credit"), strict=True):
        assert f"transfer_{side}_{index}" in plan
