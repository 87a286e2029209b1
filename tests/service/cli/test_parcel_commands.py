"""The commands of parcels, upon a database in this process."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.clock import now_ms, rfc3339
from service.domain.item_numbers import number_at
from sim.cli import commands
from tests.service.parcels import LABEL

Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path) -> Call:
    """Call a command of parcels with the key of a role, upon a new database."""
    database = ("--database", f"sqlite:///{tmp_path / 'books.db'}")

    def run(*words: str, key: str = "", typed: str | None = None) -> Result:
        env = {"WANGHUIYI_KEY": key} if key else {}
        return CliRunner().invoke(commands, [*words, *database], input=typed, env=env)

    keys = {
        role: run("keys", "create", role, holder).stdout.strip()
        for role, holder in (("outlet", "Gushi 1"), ("operator", "me"))
    }

    def called(*words: str, role: str = "outlet", typed: str | None = None) -> Result:
        return run("parcel", *words, key=keys.get(role, ""), typed=typed)

    return called


def printed(done: Result) -> str:
    """Return what a command prints that ends well."""
    assert done.exit_code == 0, done.stderr
    return done.stdout.strip()


def test_a_parcel_is_made_accepted_scanned_and_tracked(call: Call) -> None:
    first, second = printed(call("blocks", "--new", "2")).splitlines()
    number = printed(call("make", typed=json.dumps(LABEL)))

    accepted = printed(call("accept", number))
    soon = rfc3339(now_ms() + 2_000)  # after the acceptance, and within the skew of clocks
    repeated = [printed(call("scan", number, "departed", "--at", soon)) for _ in range(2)]
    tracked = printed(call("track", number, role="nobody"))

    assert (first, second, number) == (number_at(0), number_at(1), number_at(0))
    assert re.search(r"is_new +yes", accepted)
    assert [re.search(r"is_new +(\w+)", one)[1] for one in repeated] == ["yes", "no"]  # type: ignore[index]  # it is found
    assert tracked.splitlines()[0] == f"{number}: departed from Gushi 1"
    assert len(tracked.splitlines()) == 3
    assert printed(call("blocks")).splitlines()[1].split() == [first, second, "1", "of", "2"]


def test_a_label_is_printed_and_names_stay_on_it(call: Call) -> None:
    printed(call("blocks", "--new", "1"))
    number = printed(call("make", typed=json.dumps(LABEL)))

    assert LABEL["recipient"]["name"] in printed(call("label", number))
    assert LABEL["recipient"]["name"] not in printed(call("track", number))


def test_what_is_no_label_is_reported_before_anything_is_asked_for(call: Call) -> None:
    done = call("make", typed='{"sender": 5}')

    assert done.exit_code == 2
    assert "not a label, which is JSON with sender and recipient" in done.stderr


def test_a_refusal_is_reported_with_what_to_do(call: Call) -> None:
    done = call("make", typed=json.dumps(LABEL))

    assert (done.exit_code, done.stdout) == (1, "")
    assert "ask for another block" in done.stderr


def test_a_sweep_prints_what_goes_back(call: Call) -> None:
    assert printed(call("sweep", role="operator")) == ""


def test_a_label_of_two_recipients_is_none(call: Call) -> None:
    text = json.dumps(LABEL).replace('"recipient":', '"recipient": {}, "recipient":')

    done = call("make", typed=text)

    assert (done.exit_code, done.stdout) == (2, "")
    assert "has /recipient twice" in done.stderr
