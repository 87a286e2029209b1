"""A fault's name is read as it was written, and what names none is refused with how to write it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.schemas.faults import FaultsBody
from wanghuiyi.adversary.disturbance import (
    FAIR,
    KINDS,
    Disturbance,
    disturbance_of,
    disturbances_of,
    named,
    rules_of,
)
from wanghuiyi.adversary.notes import Seen, in_short, note, note_world, read_notes
from wanghuiyi.adversary.plan import Plan, faults_by_test, read_plan, write_plan
from wanghuiyi.adversary.traffic import Traffic

LOST = Disturbance("lose_answer", "POST /v1/orders/{order_id}/payments", 1)
SWAPPED = Disturbance("swap", "order.paid", 11)
ALL = [
    Disturbance(kind, whom, 2)
    for kind in KINDS
    for whom in [SWAPPED.whom if kind in {"duplicate", "swap", "hold"} else LOST.whom]
]
TRAFFIC: dict[str, Any] = {
    "requests": [{"method": "POST", "path": "/v1/texts", "count": 2}],
    "messages": [],
    "clock_settings": 1,
    "fault_settings": 0,
}


@given(st.lists(st.sampled_from(ALL)))
def test_a_list_is_read_as_it_was_written_and_is_a_body_of_the_service(
    faults: list[Disturbance],
) -> None:
    assert disturbances_of(named(faults)) == tuple(faults)
    body = FaultsBody.model_validate(rules_of(faults))
    assert len(body.rules) + len(body.webhook_rules) == len(faults)
    assert all(rule.only_client for rule in body.rules)


@pytest.mark.parametrize("fault", ALL)
def test_a_fault_has_words_and_what_is_simpler_is_another_that_strikes_the_same(
    fault: Disturbance,
) -> None:
    assert "2nd" in fault.in_words
    assert all((one.whom, one.which) == (fault.whom, 2) for one in fault.simpler)
    assert fault not in fault.simpler
    assert fault.what in FAIR or fault.what == "boundary"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("lose_answer", "write it as lose_answer POST /v1/redemptions 1"),
        ("lose_answer POST /v1/redemptions", "write it as"),
        ("lose_answer POST /v1/redemptions 0", "write lose_answer POST /v1/redemptions 1"),
        ("lose_answer order.paid 1", "write lose_answer POST /v1/redemptions 1"),
        ("swap POST /v1/redemptions 1", "write swap wallet.credited 1"),
        ("burn POST /v1/redemptions 1", "burn is no fault, and one of lose_answer"),
        ("swap order.paid \u0661", "is no fault"),
        ("swap order.paid 99999999999999999999", "is no fault"),
    ],
)
def test_what_is_no_fault_is_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says.replace(".", "[.]")):
        disturbance_of(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("swap order.paid 1", "names no faults"),
        ("[]", "names no faults"),
        ("{}", "names no faults"),
        ('{"a": []}', "the faults of a are no text"),
        ('{"a": "swap"}', "'swap' is no fault"),
    ],
)
def test_what_cannot_be_replayed_is_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        faults_by_test(text)


def test_a_plan_is_read_as_it_was_written(tmp_path: Path) -> None:
    plan = Plan(
        {"tests/test_a.py::test_b[x, y]": (LOST, SWAPPED)}, frozenset({"a"}), tmp_path, tmp_path
    )

    for one in (plan, Plan()):
        write_plan(one, tmp_path / "plan")
        assert read_plan(tmp_path / "plan") == one
    assert plan.of("tests/test_a.py::test_b[x, y]") == (LOST, SWAPPED)
    assert Plan(everywhere=(LOST,)).of("any") == (LOST,)


def test_notes_of_several_processes_are_put_together(tmp_path: Path) -> None:
    file = tmp_path / "notes"
    note(file, "a", begun=True)
    note(file, "b", begun=True)
    note_world(file, "a", Seen(mistakes={"new_key_on_retry": "twice"}, idle=(LOST,)), TRAFFIC)
    note(file, "a", failed="assert 1 == 2")
    with file.open("a", encoding="utf-8") as cut:
        cut.write('{"test": "b", "fai')

    seen = read_notes(file)

    traffic = Traffic({"POST /v1/texts": 2}, moves_clock=True)
    expected = Seen(traffic, {"new_key_on_retry": "twice"}, (LOST,), ["assert 1 == 2"])
    expected.is_begun = True
    assert seen == {"a": expected, "b": Seen(is_begun=True)}
    assert expected.symptoms() == {"new_key_on_retry": "twice"}
    assert expected.symptoms(["new_key_on_retry"]) == {"fails": "assert 1 == 2"}
    assert expected.symptoms(with_verdict=False) == {"fails": "assert 1 == 2"}
    assert read_notes(tmp_path / "none") == {}
    assert json.dumps(in_short("x\n\n" * 999))[-5:] == ' ..."'
