import re

import pytest

from tests.service.console.worlds import Watched

PATH = "/console/events"


def happened(world: Watched) -> dict[str, str]:
    """Redeem a draft, and close a day later."""
    deposit = world.deposited()
    world.redeemed(deposit["number"])
    world.posted("/console/clock", {"by": "1 day", "closings": "on", "deliveries": "on"})
    return {"number": deposit["number"], "draft_id": deposit["draft_id"]}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["settlement.closed", "wallet.credited"]),
        ("kind=wallet.credited", ["wallet.credited"]),
        ("text=2026-11-24", ["settlement.closed"]),
        ("text=closed_at", ["settlement.closed"]),
        ("text=%25", []),
        ("before=2", ["wallet.credited"]),
        ("kind=order.paid", []),
    ],
)
def test_events_are_found_by_type_and_text(world: Watched, query: str, expected: list[str]) -> None:
    happened(world)

    page = world.page(f"{PATH}?{query}")

    kinds = re.findall(r"<td>([a-z_]+\.[a-z_]+)</td>", page)
    assert [one for one in kinds if one in {"settlement.closed", "wallet.credited"}] == expected


def test_an_event_says_who_may_hear_of_it_and_shows_no_secret(world: Watched) -> None:
    secret = happened(world)["number"]

    credited, closed = (world.page(f"{PATH}/{seq}") for seq in (1, 2))

    assert "provider a provider may hear of it" in credited
    assert "all auditors and operators may hear of it" in closed
    assert "No message: none of them has a webhook for this type" in closed
    assert secret not in credited


def test_an_event_that_is_not_addressed_says_so(world: Watched) -> None:
    world.redeemed(world.deposited()["number"])

    before = world.page(PATH)
    world.posted("/console/webhooks/deliveries")

    assert "not addressed yet" in before
    assert "not addressed yet" not in world.page(PATH)


def test_a_page_that_begins_nowhere_is_refused(world: Watched) -> None:
    assert "it is a whole number: leave it out" in world.page(f"{PATH}?before=x", 400)
