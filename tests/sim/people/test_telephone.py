"""Who redeems by text and orders by telephone, how long a text takes, and how many are lost."""

from typing import Any

import numpy as np
import pytest

from sim.people.wishes import Wish
from tests.sim.lives import MINUTE
from tests.sim.people.crowds import is_exponential, is_share, plan_of_many, wishes_of

BY_TELEPHONE = ("redeems_by_text", "orders_by_phone", "text_ms", "texts_lost")
EVERYBODY: dict[str, dict[str, Any]] = {
    "redeem": {"by_text_share": 1.0},
    "market": {"by_phone_share": 1.0},
    "sms": {"reach_share": 0.65, "loss_share": 0.3},
}


def test_who_redeems_by_text_or_orders_by_telephone_has_one() -> None:
    wishes = wishes_of(plan_of_many(**EVERYBODY))

    assert is_share(wishes["phone"], 0.65)
    assert (wishes["redeems_by_text"] == wishes["phone"]).all()
    assert (wishes["orders_by_phone"] == wishes["phone"]).all()


def test_the_shares_are_of_those_with_a_telephone_and_independent() -> None:
    tables = EVERYBODY | {"redeem": {"by_text_share": 0.4}, "market": {"by_phone_share": 0.5}}

    wishes = wishes_of(plan_of_many(**tables))

    owners = wishes["phone"] == 1
    texts, calls = wishes["redeems_by_text"][owners], wishes["orders_by_phone"][owners]
    assert is_share(texts, 0.4)
    assert is_share(calls, 0.5)
    assert is_share(texts * calls, 0.2)


def test_nobody_has_a_telephone_where_there_are_no_texts() -> None:
    wishes = wishes_of(plan_of_many(**EVERYBODY | {"sms": {"enabled": False}}))

    assert not wishes["redeems_by_text"].any()
    assert not wishes["orders_by_phone"].any()


def test_a_text_takes_the_time_of_all_texts() -> None:
    delay = {"law": "exponential", "mean": 3.0}

    wishes = wishes_of(plan_of_many(**EVERYBODY | {"sms": {"delay_min": delay}}))

    assert is_exponential(wishes["text_ms"], 3 * MINUTE)


@pytest.mark.parametrize("loss_share", [0.0, 0.3, 0.9])
def test_texts_are_lost_in_a_row_by_the_geometric_law(loss_share: float) -> None:
    lost = wishes_of(plan_of_many(**EVERYBODY | {"sms": {"loss_share": loss_share}}))["texts_lost"]

    assert all(is_share(lost >= number, loss_share**number) for number in range(1, 6))


def test_where_every_text_is_lost_none_arrives_within_the_longest_run() -> None:
    plan = plan_of_many(**EVERYBODY | {"sms": {"loss_share": 1.0}})

    lost = wishes_of(plan)["texts_lost"]

    longest_run_h, again_h = 3_660 * 24, 0.1
    assert (lost * again_h > longest_run_h).all()


def test_telephones_leave_everything_else_about_people_as_it_was() -> None:
    without = wishes_of(plan_of_many(sms=EVERYBODY["sms"]))
    with_them = wishes_of(plan_of_many(**EVERYBODY))

    changed = {name for name in Wish._fields if (without[name] != with_them[name]).any()}
    assert changed == set(BY_TELEPHONE)
    assert not any(np.any(without[name]) for name in BY_TELEPHONE)


def test_a_higher_share_keeps_those_who_text_at_a_lower_one() -> None:
    few, many = (
        wishes_of(plan_of_many(redeem={"by_text_share": share}))["redeems_by_text"]
        for share in (0.3, 0.7)
    )

    assert (few <= many).all()
    assert few.sum() < many.sum()
