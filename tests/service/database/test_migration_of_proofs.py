"""Days that were closed before there were proofs: they stay, up and down, and are proved later."""

from sqlalchemy import text

from service.database import schema
from tests.service.database.test_migrations import rows
from tests.service.servers import Service, taken

DAYS = ("2026-11-24", "2026-11-25")
REVISION_BEFORE = "0014"


def closed(service: Service, day: str) -> None:
    """Let money move, and close the day."""
    service.full_wallet(300)
    service.clock.advance(days=1)
    service.done(service.operator, "/v1/settlements", {"day": day})


def test_days_closed_before_there_were_proofs_stay_and_are_proved_with_the_next_closing(
    service: Service,
) -> None:
    closed(service, DAYS[0])
    schema.downgrade(service.database, REVISION_BEFORE)
    service.restart()
    before = rows(service.database)
    assert "day_proof" not in before

    schema.upgrade(service.database)
    schema.downgrade(service.database, REVISION_BEFORE)
    assert rows(service.database) == before
    schema.upgrade(service.database)
    service.restart()
    closed(service, DAYS[1])

    proofs = [
        taken(service.get(service.auditor, f"/v1/settlements/{day}/proof"))["proof"] for day in DAYS
    ]
    assert [(one["number"], one["line_count"]) for one in proofs] == [(1, 3), (2, 5)]
    assert [one["made_at"] > one["closed_at"] for one in proofs] == [True, False]
    assert service.books()["findings"] == []


def test_a_day_that_did_not_note_its_last_line_leaves_its_lines_to_the_next_proof(
    service: Service,
) -> None:
    service.full_wallet(300)
    with service.database.engine.begin() as connection:
        connection.execute(
            text("INSERT INTO settlement (day, net_due_fen, closed_ms) VALUES (5, 0, 0)")
        )
    service.clock.advance(days=1)

    service.done(service.operator, "/v1/settlements", {"day": DAYS[0]})

    with service.database.reading() as connection:
        found = connection.execute(text("SELECT number, day, last_seq FROM day_proof ORDER BY 1"))
        assert [(row.number, row.last_seq) for row in found] == [(1, 0), (2, 3)]
    assert service.books()["findings"] == []
