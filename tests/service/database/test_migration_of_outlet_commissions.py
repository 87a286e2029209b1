"""Commissions of outlets and codes of agents: a database with money in it goes up, down and up."""

from service.database import schema
from tests.service.api.stories import agency, outlet_commissions
from tests.service.database.test_migrations import rows
from tests.service.servers import Service, money, taken

REVISION_BEFORE, DAYS = "0016", ("2026-11-24", "2026-11-25")


def closed(service: Service, day: str) -> None:
    """Let cash come in at the outlet and at an agent, and close the day."""
    service.deposit(outlet_commissions.PAID_IN_FEN)
    agency.topped_up(service, 30_000)
    service.clock.advance(days=1)
    service.done(service.operator, "/v1/settlements", {"day": day})


def test_a_database_of_the_version_before_keeps_all_and_earns_from_the_last_closing_on(
    service: Service,
) -> None:
    closed(service, DAYS[0])
    schema.downgrade(service.database, REVISION_BEFORE)
    before = rows(service.database)
    assert not {"float_code", "outlet_commission"} & before.keys()

    schema.upgrade(service.database)
    schema.downgrade(service.database, REVISION_BEFORE)
    assert rows(service.database) == before
    schema.upgrade(service.database)
    outlet_commissions.by_tariff(service)
    closed(service, DAYS[1])

    shown = taken(service.get(service.outlet, "/v1/outlet"))
    assert shown["commission"] == money(outlet_commissions.EARNED_FEN)
    assert agency.withdrawal(service, 50_000).send(service).status_code == 201
    assert service.books()["findings"] == []
