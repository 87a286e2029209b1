"""A story that is told again leads to the same books, balances, events and texts."""

import re
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.service.console.following.story import story, world
from tests.service.histories import History
from tests.service.servers import Service
from tests.service.testing.replaying.told import NOT_COMPARED, rows, shown, state_of, told_again
from tests.service.testing.served import DEPOSIT, Served, books_in, served
from tests.service.testing.shop import model_in, shop_of

MISSING = "since the answer to request 2 shows nothing at /number"
PHONE, IDENTITY, PASSWORD = "+8613800138000", "11010519491231002X", "081208"


@pytest.fixture
def here(tmp_path: Path) -> Served:
    return served(books_in(tmp_path))


def state(world: Served) -> Any:  # noqa: ANN401 - the state of the world
    return state_of(world.client.application)


@pytest.mark.parametrize("seed", range(6))
def test_any_history_leads_to_the_same_rows_whoever_made_its_keys(seed: int) -> None:
    history = History(world(), Random(seed))
    history.happen()
    before = state_of(history.service.app)

    told = told_again(before)

    assert told.differences == ()
    assert rows(told.state, *NOT_COMPARED) == rows(before, *NOT_COMPARED)
    assert shown(told.state) == shown(before)


def test_with_keys_of_its_own_requests_every_row_is_the_same_keys_and_answers_too(
    here: Served,
) -> None:
    here.redeemed(here.deposited()["number"])
    here.deposited(amount_fen=444_402)  # and a stranger tries it

    told = told_again(state(here))

    assert told.differences == ()
    assert rows(told.state) == rows(state(here))


def test_the_clock_faults_and_lost_answers_are_as_they_were(here: Served) -> None:
    rule = {"method": "POST", "path": "/v1/deposits", "drop_answer": True, "nth": 2}
    here.answer_to("PUT /test/faults", {"rules": [rule]})
    first = here.deposited("deposit-1")
    lost = here.ask("outlet", "POST /v1/deposits", DEPOSIT, "deposit-2")
    again = here.ask("outlet", "POST /v1/deposits", DEPOSIT, "deposit-2")
    here.answer_to("PUT /test/clock", {"advance_days": 61})
    expired = here.ask(
        "provider",
        "POST /v1/redemptions",
        {"number": first["number"], "password": PASSWORD, "wallet_id": here.wallets[0]},
    )
    here.ask("outlet", "POST /v1/deposits", DEPOSIT, Wanghuiyi_Fault="error=503")

    told = told_again(state(here))

    assert (lost.status_code, again.status_code, expired.status_code) == (502, 201, 410)
    assert told.differences == ()
    assert rows(told.state) == rows(state(here))
    assert shown(told.state) == shown(state(here))


def test_webhooks_are_not_sent_again_but_have_the_answers_that_they_had(tmp_path: Path) -> None:
    with shop_of(model_in(tmp_path)) as shop:
        shop.credit(100, 200)
        shop.deliver()
        world = shop.world.client.application.extensions["wanghuiyi.worlds"]
        with world.used(shop.world.world_id) as before:
            told = told_again(before)
            arrived = len(shop.receiver.received)

            assert told.differences == ()
            assert rows(told.state, "webhook") == rows(before, "webhook")
    assert arrived == 2
    assert "127.0.0.1:9/" in told.file


def test_texts_arrive_again_and_codes_in_them_are_references(here: Served) -> None:
    wallet = here.wallets[0]
    here.ask("provider", f"PUT /v1/wallets/{wallet}/contact", {"phone": PHONE, "language": "en"})
    draft = here.deposited()
    message = f"r {draft['number']} {PASSWORD}"
    here.ask("provider", "POST /v1/texts", {"phone": PHONE, "text": message})
    here.answer_to("POST /test/deliveries")

    told = told_again(state(here))

    assert told.differences == ()
    assert rows(told.state) == rows(state(here))
    assert [one["body"] for one in _texts(told.state)] == [
        one["body"] for one in _texts(state(here))
    ]


def _texts(of: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - the state of a world
    found: list[dict[str, Any]] = of.texts.shown()["texts"]
    return [{"body": re.sub(r"\+[0-9]+", "", str({**one, "phone": ""}))} for one in found]


def test_nothing_secret_or_personal_stands_in_the_file(here: Served) -> None:
    wallet = here.wallets[0]
    here.ask("provider", f"PUT /v1/wallets/{wallet}/contact", {"phone": PHONE, "language": "en"})
    draft = here.deposited()
    here.redeemed(draft["number"])
    here.ask(
        "provider", "POST /v1/texts", {"phone": PHONE, "text": f"R {draft['number']} {PASSWORD}"}
    )
    hook = {"url": "http://127.0.0.1:1/secret-path-of-a-receiver", "kinds": ["*"]}
    made = here.ask("provider", "POST /v1/webhooks", hook).get_json()
    here.answer_to("POST /test/simulations/strangers", {"number": draft["number"]})
    here.ask("outlet", "POST /v1/cash-outs", {"number": "2007010100005726", "password": "123456"})

    told = told_again(state(here))

    secrets = {
        *here.keys.values(), draft["number"], draft["number"].replace(" ", ""), PASSWORD, PHONE,
        IDENTITY, made["secret"], "secret-path", "2007010100005726", "123456",
        draft["receipt"]["signature"],
    }  # fmt: skip
    assert {one for one in secrets if one in told.file} == set()
    assert told.differences == ()


def test_without_a_seed_numbers_are_others_and_references_lead_to_them(tmp_path: Path) -> None:
    here = served(books_in(tmp_path), seed=None)
    draft = here.deposited()
    here.redeemed(draft["number"])

    told = told_again(state(here))

    assert told.differences == ()
    assert "no seed" in told.story.warnings[0]
    before, after = rows(state(here)), rows(told.state)
    assert {name: len(found) for name, found in before.items()} == {
        name: len(found) for name, found in after.items()
    }
    assert [one["draft_id"] for one in before["draft"]] != [
        one["draft_id"] for one in after["draft"]
    ]
    assert sum(one["balance_fen"] for one in after["wallet"]) == 17_500


def test_of_a_clock_that_ran_each_moment_is_the_same_and_it_runs_on(tmp_path: Path) -> None:
    here = served(books_in(tmp_path), start_ms=None)
    here.redeemed(here.deposited()["number"])

    told = told_again(state(here))

    assert told.differences == ()
    assert "the clock ran" in told.story.warnings[0]
    assert (
        rows(told.state, "api_key", "wallet", "answer")["transfer"]
        == (rows(state(here))["transfer"])
    )
    assert not told.state.clock.moment()[1]


def test_who_asks_too_often_is_refused_again(tmp_path: Path) -> None:
    here = served(books_in(tmp_path))
    for _ in range(61):
        answer = here.client.get("/v1/tracking/BA000000005CN")

    told = told_again(state(here))

    assert answer.status_code == 429
    assert told.differences == ()


def test_a_story_can_be_told_from_what_it_was_told_to(here: Served) -> None:
    here.redeemed(here.deposited()["number"])
    once = told_again(state(here))

    twice = told_again(once.state)

    assert twice.differences == ()
    assert rows(twice.state) == rows(state(here))
    assert twice.file == once.file.replace('"password": "081208"', '"password": "100001"')


def test_a_reset_begins_the_story_anew(here: Served) -> None:
    here.deposited()
    here.client.post("/test/reset")
    here.seeded().deposited(amount_fen=500)

    told = told_again(state(here))

    assert len(told.story.requests) == 3
    assert rows(told.state) == rows(state(here))


def test_a_fork_has_the_story_of_what_it_was_forked_from(here: Served) -> None:
    here.deposited()
    fork = here.forked()
    fork.deposited(amount_fen=500)
    worlds = here.client.application.extensions["wanghuiyi.worlds"]

    with worlds.used(fork.world_id) as before:
        told = told_again(before)

        assert told.differences == ()
        assert rows(told.state) == rows(before)


def test_what_comes_out_otherwise_is_named_and_the_story_goes_on(here: Served) -> None:
    draft = here.deposited()
    here.redeemed(draft["number"])
    file = told_again(state(here)).file

    changed = file.replace('"amount": 17500', '"amount": 99999999')
    told = told_again(state(here), changed)

    assert [str(one) for one in told.differences] == [
        "request 2, POST /v1/deposits: status 422 here, 201 in the file (amount_over_limit)",
        f"request 3, POST /v1/redemptions: left out, {MISSING}",
    ]


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Service:
    monkeypatch.setattr("service.testing.replaying.kept.REQUESTS_MAX", 3)
    return story().market.service


def test_a_story_without_room_has_its_beginning_and_says_what_is_missing(full: Service) -> None:
    told = told_again(state_of(full.app))

    assert len(told.story.requests) == 3
    assert told.story.lost == ["there was no room for the last 9 requests: reset the world"]


def test_a_database_that_had_content_makes_no_whole_story(tmp_path: Path) -> None:
    database = books_in(tmp_path)
    served(database).deposited()

    again = served(database)

    assert state(again).kept.story().lost == ("the database had content before the server started",)
