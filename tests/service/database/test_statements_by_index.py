"""A statement is read by the index of its accounts, however long the books are."""

import pytest
from sqlalchemy import Connection

from service.domain import chart
from service.domain.chart import Account
from service.store import statements
from service.store.account_lines import lines_of
from service.store.paging import RowRange
from tests.service.database.query_plans import plans_of
from tests.service.servers import Service

LINES = (
    "INSERT INTO transfer (book, key, debit, credit, amount_fen, at_ms) "
    "WITH RECURSIVE line(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM line WHERE n < 3000) "
    "SELECT 'gateway', 'planted:' || n, 'gateway:due_from_post', "
    "'gateway:{kind}:' || (n % 100), 5, n FROM line"
)
BANK_LINES = (
    "INSERT INTO transfer (book, key, debit, credit, amount_fen, at_ms) "
    "WITH RECURSIVE line(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM line WHERE n < 30) "
    "SELECT 'gateway', 'withdrawal:' || n, 'gateway:wallet:1', 'gateway:bank', 7, n FROM line"
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

    def read(connection: Connection) -> None:
        found = statements.statement_of(connection, account.name, 0, 50)
        assert [transfer.at_ms for _, transfer in found] == list(range(7, 3_000, 100))

    for plan, side in zip(plans_of(service, read), ("debit", "credit"), strict=True):
        assert f"transfer_{side}_{index}" in plan


def test_each_side_of_the_bank_is_found_by_its_index(service: Service) -> None:
    service.run(LINES.format(kind="wallet"))
    service.run(BANK_LINES)
    service.run("ANALYZE transfer")

    def read(connection: Connection) -> None:
        found = lines_of(connection, "gateway:bank", (0, 0), RowRange(0, 10_000, 50))
        assert [line.amount_fen for line in found] == [-7] * 30

    for plan, side in zip(plans_of(service, read), ("debit", "credit"), strict=True):
        assert f"transfer_bank_{side}" in plan
