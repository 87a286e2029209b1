"""The client's notes: sent with one thing, found again, also for deposits of an offline file."""

import pytest

from service.client import Client, OfflineDeposit, Refused
from service.clock import rfc3339
from tests.service.servers import IDENTITY, PASSWORD, Service

NOTED = ("A-1", {"till": "3"})


def outlet(service: Service, **more: str) -> Client:
    """Return a client of an outlet, in this process."""
    return Client(service.app, service.outlet, **more)  # type: ignore[arg-type]  # only a key


def test_only_what_is_made_by_the_noting_client_is_noted(sqlite_service: Service) -> None:
    with outlet(sqlite_service) as client:
        noted = client.noting(*NOTED).deposit(100, password=PASSWORD, identity=IDENTITY)
        plain = client.deposit(100, password=PASSWORD, identity=IDENTITY)

        found = client.find("A-1")

        assert (noted.external_id, noted.metadata) == NOTED
        assert (plain.external_id, plain.metadata) == (None, None)
        assert (found.kind, found.object_id) == ("draft", noted.draft_id)
        changed = client.change_annotation("draft", noted.draft_id, {"till": "4"})
        assert client.annotation("draft", noted.draft_id) == changed
        assert len(client.keys_made) == 2


def test_a_key_of_a_request_begun_elsewhere_is_used_once_by_either_client(
    sqlite_service: Service,
) -> None:
    with outlet(sqlite_service, idempotency_key="begun-elsewhere") as client:
        client.noting(*NOTED).deposit(100, password=PASSWORD, identity=IDENTITY)
        client.deposit(100, password=PASSWORD, identity=IDENTITY)

        first, second = client.keys_made
        assert first == "begun-elsewhere"
        assert second != first
        answer = client.answer("begun-elsewhere")
        assert answer.answer
        assert answer.answer["external_id"] == "A-1"


def test_what_takes_no_notes_refuses_them(sqlite_service: Service) -> None:
    with outlet(sqlite_service) as client, pytest.raises(Refused) as refused:
        client.noting(*NOTED).reserve_numbers(1)

    assert refused.value.code == "request_malformed"
    assert [one["at"] for one in refused.value.errors] == ["/external_id", "/metadata"]


def test_offline_deposits_have_notes_of_their_own(sqlite_service: Service) -> None:
    with outlet(sqlite_service) as client:
        numbers = client.reserve_numbers(2).numbers
        taken_at = rfc3339(sqlite_service.clock())
        deposits = [
            OfflineDeposit(number, 100, PASSWORD, IDENTITY, taken_at, external_id, metadata)
            for number, (external_id, metadata) in zip(numbers, (NOTED, (None, None)), strict=True)
        ]

        first, second = client.deposit_batch(deposits)

        assert first.answer
        assert second.answer
        assert (first.answer.external_id, first.answer.metadata) == NOTED
        assert second.answer.external_id is None
        assert client.find("A-1").object_id == first.answer.draft_id


@pytest.mark.parametrize("key", ["with/slashes//", "%2F%2Fpercent", "?query=#fragment", "../../up"])
def test_an_answer_is_found_whatever_characters_its_key_has(
    sqlite_service: Service, key: str
) -> None:
    with outlet(sqlite_service, idempotency_key=key) as client:
        made = client.deposit(100, password=PASSWORD, identity=IDENTITY)

        found = client.answer(key)

        assert found.answer
        assert found.answer["draft_id"] == made.draft_id
