"""Requests as the pages show them: searched, explained, sent again, and never in the clear."""

import logging
import re

import pytest

from tests.service.console.worlds import Watched
from tests.service.testing.served import DEPOSIT

PATH = "/console/requests"
LOST = {"Wanghuiyi_Fault": "drop-answer"}


def numbers(page: str) -> list[int]:
    """Return the numbers of the requests that a page lists, in its order."""
    return [int(found) for found in re.findall(r'id="request-(\d+)"', page)]


def asked(world: Watched) -> None:
    """Send a deposit twice, one that is refused, one without a key, and a look."""
    world.ask("outlet", "POST /v1/deposits", DEPOSIT, "the-first-key")
    world.ask("outlet", "POST /v1/deposits", DEPOSIT, "the-first-key")
    world.ask("provider", "POST /v1/redemptions", {"number": "1"}, "the-second-key", **LOST)
    world.client.get(f"{world.path}/v1/books/check")
    world.ask("auditor", "GET /v1/books/check")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [5, 4, 3, 2, 1]),
        ("?text=redemptions", [3]),
        ("?text=POST+deposits", [2, 1]),
        ("?text=THE-FIRST-KEY", [2, 1]),
        ("?text=17500", [2, 1]),
        ("?text=request_malformed", [3]),
        ("?role=auditor", [5]),
        ("?status=4", [4, 3]),
        ("?status=lost", [3]),
        ("?verdict=repeated", [2]),
        ("?verdict=first&role=outlet", [1]),
        ("?with_mistakes=on", []),
        ("?text=nothing+like+it", []),
    ],
)
def test_requests_are_found_by_what_is_known_of_them(
    world: Watched, query: str, expected: list[int]
) -> None:
    asked(world)

    assert numbers(world.page(f"{PATH}{query}")) == expected


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?role=queen", "role is &#39;queen&#39;, and there is outlet, hub, provider"),
        ("?status=3", "status is &#39;3&#39;"),
        ("?verdict=good", "verdict is &#39;good&#39;"),
        ("?page=0", "pages are counted from 1"),
        ("?page=x", "pages are counted from 1"),
    ],
)
def test_a_filter_that_is_none_is_refused(world: Watched, query: str, said: str) -> None:
    assert said in world.page(f"{PATH}{query}", 400).replace("Role", "role").replace(
        "Status", "status"
    ).replace("Verdict", "verdict")


def test_there_are_fifty_on_a_page(world: Watched) -> None:
    for _ in range(51):
        world.client.get("/v1/books/check")

    first, second = (numbers(world.page(f"{PATH}?page={page}")) for page in (1, 2))

    assert first == list(range(51, 1, -1))
    assert second == [1]


def test_the_list_is_sent_again_only_when_there_is_more(world: Watched) -> None:
    asked(world)

    same = world.client.get(f"/test{PATH}/part?mark=5-5")
    world.client.get("/v1/books/check")
    other = world.client.get(f"/test{PATH}/part?mark=5-5")

    assert (same.status_code, same.text) == (204, "")
    assert numbers(other.text) == [6, 5, 4, 3, 2, 1]


def test_a_problem_leads_to_the_page_that_explains_it(world: Watched) -> None:
    world.ask("outlet", "POST /v1/deposits", {**DEPOSIT, "password": "1"})

    page = world.page(f"{PATH}/1")

    assert "Problem: request malformed" in page
    assert "/password: " in page
    link = re.search(r'href="(/problems/[a-z_]+)"', page)
    assert link
    assert world.client.get(link[1]).status_code == 200


def test_a_mistake_of_the_client_stands_at_the_request_that_made_it(world: Watched) -> None:
    world.ask("outlet", "POST /v1/deposits", DEPOSIT, "the-one-key", **LOST)
    world.ask("outlet", "POST /v1/deposits", DEPOSIT, "the-another-key")

    page = world.page(f"{PATH}/2")

    assert "Mistake of the client: new key on retry" in page
    assert "repeat it with the same Idempotency-Key" in page
    assert numbers(world.page(f"{PATH}?with_mistakes=on")) == [2, 1]


def test_a_request_whose_answer_was_lost_finds_the_same_answer_again(world: Watched) -> None:
    world.ask("outlet", "POST /v1/deposits", DEPOSIT, "the-one-key", **LOST)

    page = world.posted(f"{PATH}/1/again").text

    assert "<strong>The answers are the same</strong>: the same status and the same bytes" in page
    assert "lost on its way to the client" in page
    assert "the answer to request 1 again, nothing done twice" in page
    drafts = world.ask("outlet", "GET /v1/drafts").get_json()["drafts"]
    assert len(drafts) == 1


def test_under_a_new_key_it_is_done_twice_and_the_answers_differ(world: Watched) -> None:
    world.deposited("the-one-key")

    page = world.posted(f"{PATH}/1/again", {"with_new_key": "yes"}).text

    assert "<strong>The answers differ</strong>" in page
    assert "/draft_id" in page
    assert len(world.ask("outlet", "GET /v1/drafts").get_json()["drafts"]) == 2


def test_requests_are_forgotten_with_all_that_is_kept_of_them(world: Watched) -> None:
    world.deposited()

    page = world.posted(f"{PATH}/forget").text

    assert "Nothing was asked of this world yet" in page
    assert world.answer_to("GET /test/requests") == {"requests": []}
    assert world.state.originals.requests.all() == []


def test_a_request_that_is_kept_no_more_cannot_be_sent_again(world: Watched) -> None:
    world.deposited()
    world.answer_to("DELETE /test/requests")

    answer = world.posted(f"{PATH}/1/again")

    assert answer.status_code == 409
    assert "Request 1 cannot be sent again: as it was it is kept no more" in answer.text
    assert "There is no request 1: the last 1,000" in world.page(f"{PATH}/1", 404)


def test_secrets_are_masked_until_somebody_asks_for_them(
    world: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    deposit = world.deposited("the-one-key")
    world.redeemed(deposit["number"])
    secrets = ("081208", "11010519491231002X", deposit["number"], world.keys["outlet"])

    pages = [world.page(path) for path in (PATH, f"{PATH}/1", f"{PATH}/2")]
    pages += [world.posted(f"{PATH}/1/again").text]
    shown = world.page(f"{PATH}/1?secrets=shown")

    assert [secret for secret in secrets for page in pages if secret in page] == []
    assert [secret for secret in secrets if secret not in shown] == []
    assert [secret for secret in secrets if secret in caplog.text] == []


def test_originals_are_bounded_and_never_stand_in_a_repr(world: Watched) -> None:
    for _ in range(3):
        world.deposited()
    state = world.state

    assert "081208" not in repr(state.originals)
    assert [seq for seq, _ in state.originals.requests.all()] == [1, 2, 3]


def test_a_fault_that_is_on_strikes_what_is_sent_again_and_not_the_page(world: Watched) -> None:
    world.deposited("the-one-key")
    rule = {"method": "POST", "path": "/v1/deposits", "drop_answer": True}
    world.answer_to("PUT /test/faults", {"rules": [rule]})

    answer = world.posted(f"{PATH}/1/again")

    assert answer.status_code == 200
    assert answer.text.count("lost on its way to the client") == 1
    assert "The answers are the same" in answer.text
