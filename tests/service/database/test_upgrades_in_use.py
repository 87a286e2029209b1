"""Databases in use that go back to each revision and up again: nothing is lost, keys still answer.

Experiment E20: what a revision could hold is filled in, with requests under idempotency keys.
"""

from dataclasses import dataclass, field

import pytest
from alembic.script import ScriptDirectory
from werkzeug.test import TestResponse

from service.database import schema
from tests.service.api.market import Market
from tests.service.api.stories import GOOD, Request
from tests.service.api.stories.annotations import noted_deposit
from tests.service.api.stories.story import Prepare
from tests.service.database.test_migrations import rows
from tests.service.parcels import parcel
from tests.service.servers import Service

# From which revision on there is what a request needs.
SINCE: dict[str, tuple[str, ...]] = {
    "0001": (
        "POST /v1/deposits",
        "POST /v1/deposit-batches",
        "POST /v1/redemptions",
        "POST /v1/cash-outs",
        "POST /v1/payments",
        "POST /v1/withdrawals",
    ),
    "0003": (
        "POST /v1/orders/{order_id}/payments",
        "POST /v1/reference-payments",
        "POST /v1/payouts",
    ),
    "0009": ("POST /v1/cash-ins", "POST /v1/float-top-ups"),
}
# Whatever a later revision adds to others, these hold money, and answers.
OF_MONEY = ("draft", "wallet", "outlet", "transfer", "answer", "settlement")
_NEWEST, *REVISIONS = (
    step.revision for step in ScriptDirectory(str(schema.MIGRATIONS)).walk_revisions()
)
Held = dict[str, list[str]]


@dataclass
class Used:
    """A service that was used, and what it was asked and answered, under keys."""

    service: Service
    asked: list[tuple[Request, TestResponse]] = field(default_factory=list)

    def ask(self, prepare: Prepare) -> None:
        """Send a request under a key that is remembered."""
        key = {"Idempotency-Key": f"in-use-{len(self.asked)}"}
        made = prepare(self.service)
        request = Request(made.key, made.method, made.path, made.body, key)
        response = request.send(self.service)
        assert response.status_code in {200, 201}, response.text
        self.asked.append((request, response))


def used_at(service: Service, revision: str) -> Used:
    """Use a service for all that a revision knew."""
    used = Used(service)
    for since, routes in SINCE.items():
        if since <= revision:
            for route in routes:
                used.ask(GOOD[route])
    if revision >= "0003":
        Market(service).disputed()
    if revision >= "0004":
        parcel(service)
    return used


def of_money(service: Service) -> Held:
    """Return what holds money, row by row."""
    found = rows(service.database)
    return {table: found[table] for table in OF_MONEY}


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_database_in_use_at_a_revision_is_upgraded_twice_and_its_keys_answer_as_before(
    service: Service, revision: str
) -> None:
    used = used_at(service, revision)
    held = service.deposit()
    before = of_money(service)

    for _ in range(2):
        schema.downgrade(service.database, revision)
        schema.upgrade(service.database)
    service.restart()

    assert of_money(service) == before
    for request, response in used.asked:
        again = request.send(service)
        assert (again.status_code, again.data) == (response.status_code, response.data)
        assert again.headers["Idempotency-Replayed"] == "true"
    assert of_money(service) == before
    assert service.redeem(held["number"], service.wallet()).status_code == 201
    assert service.books()["is_sound"]


def test_what_was_noted_goes_with_its_table_and_its_objects_and_answers_stay(
    service: Service,
) -> None:
    draft_id = noted_deposit(service)
    with_notes = of_money(service)

    schema.downgrade(service.database, "0010")
    assert "annotation" not in rows(service.database)
    schema.upgrade(service.database)
    service.restart()

    assert of_money(service) == with_notes
    assert service.count("annotation") == 0
    assert service.get(service.outlet, f"/v1/drafts/{draft_id}").status_code == 200
    noted_deposit(service)  # its number is free again, and can be noted anew
    assert service.count("annotation") == 1


def test_a_database_of_before_takes_notes_after_the_upgrade_and_repeats_what_has_none(
    service: Service,
) -> None:
    schema.downgrade(service.database, "0012")
    used = Used(service)
    used.ask(GOOD["POST /v1/deposits"])  # it notes nothing, so it needs no table

    schema.upgrade(service.database)
    service.restart()

    ((request, response),) = used.asked
    assert request.send(service).data == response.data
    noted_deposit(service)
    assert service.count("draft") == 2
    assert service.books()["is_sound"]
