"""Holds come and go with the schema; what was paid before can be given back afterwards."""

import pytest

from service.database import schema
from service.errors import ConfigError
from tests.service.api.stories.holds import captured, paid, placed, release, reversal_of
from tests.service.database.test_migrations import rows
from tests.service.servers import Service

BEFORE = "0013"
NEW = ("wallet_hold", "hold_capture", "payment_reversal")


def test_a_database_with_live_data_goes_up_and_what_was_paid_before_is_given_back(
    service: Service,
) -> None:
    payment_id, before = paid(service), rows(service.database)

    schema.downgrade(service.database, BEFORE)
    schema.upgrade(service.database)
    assert rows(service.database) == before
    service.restart()

    assert reversal_of(service, payment_id).send(service).status_code == 201
    assert service.books()["is_sound"]


def test_a_schema_goes_down_once_nothing_is_held_and_no_money_is_lost(service: Service) -> None:
    hold_id = placed(service)
    payment_id = captured(service, placed(service), is_final=True)
    assert reversal_of(service, payment_id, 10).send(service).status_code == 201

    with pytest.raises(ConfigError, match=r"1 holds keep money.*: release them"):
        schema.downgrade(service.database, BEFORE)
    assert service.books()["is_sound"]
    assert release(service, hold_id).send(service).status_code == 201
    all_before = rows(service.database)
    schema.downgrade(service.database, BEFORE)
    gone = rows(service.database)
    before = {table: found for table, found in all_before.items() if table in gone}
    schema.upgrade(service.database)
    service.restart()

    assert {*NEW} <= all_before.keys() - gone.keys()
    assert gone | {"alembic_version": before["alembic_version"]} == before
    assert service.books()["is_sound"]
    assert placed(service)
