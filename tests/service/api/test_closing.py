"""Closing a day sums only what came since the last closing, and comes to the sum of all lines."""

import threading
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from service.clock import date_of
from service.domain.chart import Book
from service.domain.day import DAY_MS, day_end_ms, day_of
from service.store.books import Closed, due, mutual_lines_between
from tests.proofs.lengths import examples
from tests.service.servers import Service
from tests.waiting import wait_for

LINE = (
    "INSERT INTO transfer (book, key, debit, credit, amount_fen, at_ms) VALUES "
    "('post', :key, {post}, :amount_fen, :at_ms), ('gateway', :key, {gateway}, :amount_fen, :at_ms)"
)
MORE = LINE.format(
    post="'post:fee_income', 'post:due_to_gateway'",
    gateway="'gateway:due_from_post', 'gateway:commission'",
)
LESS = LINE.format(
    post="'post:due_to_gateway', 'post:fee_income'",
    gateway="'gateway:commission', 'gateway:due_from_post'",
)
NIGHT, CLOSE = ("night", 0, 0), ("close", 1, 0)
DAYS_BACK = st.integers(0, 3)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("line"), DAYS_BACK, st.sampled_from((-7, -2, 1, 5))),
        st.just(NIGHT),
        st.tuples(st.just("close"), st.integers(1, 3), st.just(0)),
    ),
    max_size=14,
)


def enter(service: Service, due_fen: int, days_back: int = 0) -> None:
    """Enter a line in both books, which may come days late."""
    service.run(
        MORE if due_fen > 0 else LESS,
        key=f"line {next(service._names)}",  # noqa: SLF001 - numbers that never come again
        amount_fen=abs(due_fen),
        at_ms=service.clock() - days_back * DAY_MS,
    )


def today(service: Service) -> int:
    """Return the day."""
    return day_of(service.clock())


def close(service: Service, day: int) -> int:
    """Close a day; return what was due."""
    body = {"day": date_of(day)}
    return int(service.done(service.operator, "/v1/settlements", body)["net_due"]["amount"])


def sums(service: Service, day: int) -> set[int]:
    """Return what is due by all lines since the beginning, as each book has it."""
    with service.database.reading() as connection:
        return {
            sum(line.due_fen for line in mutual_lines_between(connection, book, 0, day_end_ms(day)))
            for book in Book
        }


@settings(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(steps=STEPS)
@example(steps=[("line", 0, 5), NIGHT, CLOSE, ("line", 1, -2), ("line", 0, 1), NIGHT])
@example(steps=[("line", 0, 5), NIGHT, NIGHT, CLOSE, ("line", 2, -7), ("close", 2, 0), CLOSE])
def test_what_is_due_is_the_sum_of_all_lines_whatever_came_late_or_was_closed_before(
    service: Service, steps: list[tuple[str, int, int]]
) -> None:
    closed: dict[int, int] = {}
    service.clock.advance(days=4)  # an example goes on with the books of the one before
    first = today(service)
    for what, days_back, due_fen in [*steps, NIGHT, CLOSE]:
        day = today(service) - days_back
        if what == "line":
            enter(service, due_fen, days_back)
        elif what == "night":
            service.clock.advance(days=1)
        elif day >= first:
            is_paid = any(later > day for later in closed)
            (expected_fen,) = {0} if is_paid else sums(service, day)
            closed.setdefault(day, expected_fen)

            assert close(service, day) == closed[day]

    assert service.books()["findings"] == []


def test_a_day_after_one_that_a_version_before_has_closed_sums_all_lines(service: Service) -> None:
    enter(service, 7)
    day = today(service)
    service.run(
        "INSERT INTO settlement (day, net_due_fen, closed_ms) VALUES (:day, 0, 0)", day=day - 1
    )
    service.clock.advance(days=1)

    assert close(service, day) == 7
    assert close(service, day - 1) == 0


def test_a_line_planted_among_those_of_a_closed_day_is_named_by_the_check(service: Service) -> None:
    enter(service, 7)
    service.clock.advance(days=1)
    close(service, today(service) - 1)
    assert service.books()["is_sound"]

    service.run("INSERT INTO transfer SELECT -seq, book, 'x' || key, debit, credit, 2, at_ms "
                "FROM transfer WHERE key LIKE 'line %'")  # fmt: skip

    findings = service.books()["findings"]
    assert [one for one in findings if "was closed with 7 fen due" in one] == [
        f"2026-11-24 was closed with 7 fen due, and the lines of the {book} until then sum to 9"
        for book in Book
    ]


def test_a_line_that_is_under_way_while_the_day_is_closed_is_waited_for(service: Service) -> None:
    if service.database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    enter(service, 7)
    day, found = today(service), []
    at_ms = service.clock()
    service.clock.advance(days=1)
    assert service.operator
    closing = threading.Thread(target=lambda: found.append(close(service, day)))

    with service.database.engine.begin() as connection:
        line: dict[str, Any] = {"key": "under way", "amount_fen": 5, "at_ms": at_ms}
        connection.execute(text(MORE), line)
        closing.start()
        wait_for(lambda: is_waited_for(service))
    closing.join()

    assert found == [12]


def test_lines_are_entered_while_a_day_is_closed_and_are_due_with_the_next(
    service: Service,
) -> None:
    if service.database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    enter(service, 7)
    end_ms = day_end_ms(today(service))

    with service.database.engine.begin() as connection:
        first = due(connection, end_ms, None)
        enter(service, 5)
        closed = Closed(today(service), first.at_post_fen, first.last_seq)
        second = due(connection, end_ms + DAY_MS, closed)

    assert (first.at_post_fen, second.at_post_fen) == (7, 12)


def is_waited_for(service: Service) -> bool:
    """Tell whether somebody waits for those who enter lines."""
    query = "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'ShareLock'"
    with service.database.reading() as connection:
        return bool(connection.execute(text(query)).scalar_one())
