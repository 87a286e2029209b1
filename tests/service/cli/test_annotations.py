"""Commands that note a number and metadata, find by it, and look answers up by their keys."""

import json

import pytest

from tests.service.cli.desk import ROLES, Desk, new_desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return new_desk(tmp_path_factory.mktemp("annotations"), ROLES)


def test_what_was_made_with_a_number_is_found_by_it_and_noted_anew(desk: Desk) -> None:
    noted = ("--external-id", "A-1", "--metadata", "till=3", "--metadata", "amount=a=b")
    deposit = json.loads(desk.printed("outlet", "deposit", "175", *noted, "--json"))
    wallet = desk.printed("provider", "wallet", "open", "--external-id", "A-1")

    found = json.loads(desk.printed("outlet", "find", "A-1", "--json"))
    shown = desk.printed("outlet", "note", "draft", deposit["draft_id"])
    changed = desk.printed("outlet", "note", "draft", deposit["draft_id"], "--metadata", "till=4")
    cleared = desk.printed("outlet", "note", "draft", deposit["draft_id"], "--clear", "--json")

    assert (found["kind"], found["object_id"]) == ("draft", deposit["draft_id"])
    assert found["metadata"] == {"amount": "a=b", "till": "3"}
    assert "metadata     amount=a=b, till=3" in shown
    assert "metadata     till=4" in changed
    assert json.loads(cleared)["metadata"] == {}
    assert wallet in desk.printed("provider", "find", "A-1")


def test_a_payment_shows_what_is_noted_about_it_and_its_number_serves_once(desk: Desk) -> None:
    payer, payee = (desk.printed("provider", "wallet", "open") for _ in range(2))
    desk.printed("provider", "redeem", desk.deposit()["number"], payer)
    pay = ("wallet", "pay", payer, payee, "5", "--external-id", "B-1", "--metadata", "n=1")

    paid = desk.printed("provider", *pay)
    again = desk.call("provider", *pay)

    assert "external_id" in paid
    assert "n=1" in paid
    assert again.exit_code == 1
    assert "has this external_id" in again.stderr


def test_an_answer_is_looked_up_by_its_key(desk: Desk) -> None:
    desk.printed("outlet", "deposit", "7", "--idempotency-key", "a-lost-answer")

    done = desk.call("outlet", "answer", "a-lost-answer")
    unknown = desk.call("outlet", "answer", "never-sent-it")

    assert done.exit_code == 0
    assert "state        done" in done.stdout
    assert "7.00 CNY" in done.stdout
    assert unknown.exit_code == 1
    assert "unknown" in unknown.stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--metadata", "till"), "is KEY=VALUE"),
        (("--metadata", "=3"), "is KEY=VALUE"),
        (("--metadata", "a=1", "--metadata", "a=2"), "has a twice"),
    ],
)
def test_pairs_that_are_none_are_wrong_usage_and_make_nothing(
    desk: Desk, options: tuple[str, ...], said: str
) -> None:
    done = desk.call("provider", "wallet", "open", *options)

    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_metadata_and_clear_are_not_given_together(desk: Desk) -> None:
    done = desk.call("provider", "note", "wallet", "w", "--metadata", "a=1", "--clear")

    assert done.exit_code == 2
    assert "leave one out" in done.stderr
