"""What a trail reads is found by indexes, however long the books and the list of events are."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, event

from service.domain import chart
from service.domain.movement import LedgerPlace
from service.domain.trail import Span, Way
from service.store.trails import StoredFlows, events_of_subjects, movements_of_keys
from tests.service.database.test_statements_by_index import LINES
from tests.service.servers import Service

EVENTS = (
    "INSERT INTO event (event_id, kind, subject, wallet_id, seller_id, data, at_ms, place, "
    "provider, shop, agent) "
    "WITH RECURSIVE line(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM line WHERE n < 3000) "
    "SELECT 'e' || n, 'order.paid', 's' || n, '', '', '{}', n, n, '', '', '' FROM line"
)


def plans_of(service: Service, read: Callable[[Connection], Any]) -> tuple[Any, list[str]]:
    """Return what is read, and the plan of each statement that reads it."""
    asked: list[tuple[str, Any]] = []

    def noted(*args: Any) -> None:  # noqa: ANN401 - what SQLAlchemy hands over
        asked.append((args[2], args[3]))

    with service.database.engine.begin() as connection:
        event.listen(connection, "before_cursor_execute", noted)
        found = read(connection)
        event.remove(connection, "before_cursor_execute", noted)
        explain = "EXPLAIN QUERY PLAN " if service.database.is_sqlite else "EXPLAIN "
        plans = [
            str(connection.exec_driver_sql(explain + query, values).all())
            for query, values in asked
        ]
    return found, plans


@pytest.mark.parametrize(
    ("kind", "index", "place"),
    [
        ("wallet", "of_wallet", LedgerPlace(chart.wallet("7").name)),
        ("agent_float", "of_agent", LedgerPlace(chart.agent_float("7").name)),
        ("seller", "of_seller", LedgerPlace(chart.seller("7").name)),
    ],
)
def test_what_came_into_an_account_is_found_by_its_index(
    service: Service, kind: str, index: str, place: LedgerPlace
) -> None:
    service.run(LINES.format(kind=kind))
    service.run("ANALYZE transfer")

    came, plans = plans_of(
        service,
        lambda connection: StoredFlows(connection).found(place, Way.FROM, Span(3, 12), 50),
    )
    _, sums = plans_of(
        service, lambda connection: StoredFlows(connection).total_fen(place, Way.FROM)
    )

    assert [(flow.start, flow.movement.at_ms) for flow in came] == [(0, 7), (5, 107), (10, 207)]
    assert f"transfer_credit_{index}" in plans[0]
    assert "transfer_key" in plans[1]
    assert f"transfer_credit_{index}" in sums[0]


def test_entries_and_events_are_found_by_their_keys_and_subjects(service: Service) -> None:
    service.run(LINES.format(kind="wallet"))
    service.run(EVENTS)
    service.run("ANALYZE")

    moved, [by_key] = plans_of(service, lambda one: movements_of_keys(one, ["planted:9"]))
    heard, [addressed, waiting] = plans_of(
        service, lambda one: events_of_subjects(one, ["s8", "s9"])
    )

    assert [one.amount_fen for one in moved["planted:9"]] == [5]
    assert [one.event_id for one in heard] == ["e8", "e9"]
    assert "transfer_key" in by_key
    assert "event_of_subject" in addressed
    assert "event_not_addressed" in waiting
