"""What is drawn can strike, is borne by every right client, and is the same for the same seed."""

from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanghuiyi.adversary.choice import Terms, drawn
from wanghuiyi.adversary.disturbance import FAIR, JUMPS, KINDS, LOSSES
from wanghuiyi.adversary.traffic import Traffic, traffic_of

ROUTES = ("POST /v1/redemptions", "POST /v1/cancellations", "GET /v1/wallets/{wallet_id}")
EVENTS = ("wallet.credited", "order.paid")
Counts = st.integers(1, 5)
TRAFFIC = st.builds(
    Traffic,
    st.dictionaries(st.sampled_from(ROUTES), Counts),
    st.dictionaries(st.sampled_from(EVENTS), Counts),
    st.booleans(),
    st.booleans(),
)
BUSY = Traffic({"POST /v1/redemptions": 3, "GET /v1/wallets/{wallet_id}": 1}, {"order.paid": 2})


@given(TRAFFIC, st.integers(0, 10**12), st.integers(1, 60), st.integers(1, 8))
def test_faults_strike_what_is_there_and_leave_a_right_client_a_way(
    traffic: Traffic, seed: int, run: int, faults_max: int
) -> None:
    terms = Terms(seed, faults_max, KINDS)

    faults = drawn(terms, run, "a test", traffic)

    assert faults == drawn(terms, run, "a test", traffic)
    assert len(faults) <= faults_max
    counts = {**traffic.requests, **traffic.messages}
    assert all(one.which <= counts[one.whom] for one in faults)
    assert not (traffic.sets_faults and faults)
    assert not any(one.what in LOSSES and one.what != "delay" for one in faults if _looks(one.whom))
    jumps = [one for one in faults if one.is_jump]
    assert len(jumps) <= (not traffic.moves_clock)
    assert "POST /v1/cancellations" not in traffic.requests or {one.what for one in jumps} <= {
        "last_moment"
    }
    for one, other in combinations(faults, 2):
        if one.whom == other.whom and not {one.what, other.what} & set(JUMPS):
            assert abs(one.which - other.which) > (one.is_of_requests)


def _looks(whom: str) -> bool:
    return whom.startswith("GET ")


def test_every_kind_comes_and_one_only_where_it_is_asked_for() -> None:
    runs = [drawn(Terms(1, 3), run, "a test", BUSY) for run in range(200)]

    counted = Counter(one.what for faults in runs for one in faults)
    only = {one.what for run in range(20) for one in drawn(Terms(1, 3, ("swap",)), run, "t", BUSY)}
    assert set(counted) == set(FAIR)
    assert min(counted.values()) > 8
    assert only == {"swap"}
    assert {len(faults) for faults in runs} == {1, 2, 3}


def test_another_seed_run_or_test_draws_another_list_and_other_tests_do_not_matter() -> None:
    lists = [
        tuple(drawn(Terms(seed, 3), run, test, BUSY) for run in range(10))
        for seed, test in ((1, "a"), (2, "a"), (1, "b"))
    ]

    assert len(set(lists)) == 3
    assert len(set(lists[0])) > 5


def test_one_message_is_repeated_and_has_none_to_be_swapped_with() -> None:
    alone = Traffic({}, {"order.paid": 1})

    kinds = {one.what for run in range(50) for one in drawn(Terms(1), run, "a test", alone)}

    assert kinds == {"duplicate"}


def test_where_nothing_can_strike_nothing_is_drawn() -> None:
    assert drawn(Terms(1), 1, "a test", Traffic()) == ()
    assert drawn(Terms(1), 1, "a test", replace(BUSY, sets_faults=True)) == ()
    assert drawn(Terms(1, 3, ("hold",)), 1, "a test", Traffic({"POST /v1/texts": 1})) == ()


@pytest.mark.parametrize(
    ("traffic", "said"),
    [
        (Traffic(), "no request of the client"),
        (replace(BUSY, sets_faults=True), "sets faults itself, and is left alone"),
        (replace(BUSY, moves_clock=True), "3 POST /v1/redemptions"),
    ],
)
def test_traffic_says_what_there_is(traffic: Traffic, said: str) -> None:
    assert said in str(traffic)


def test_traffic_is_read_as_it_is_answered() -> None:
    answer = {
        "requests": [{"method": "POST", "path": "/v1/texts", "count": 2}],
        "messages": [{"kind": "order.paid", "count": 1}],
        "clock_settings": 0,
        "fault_settings": 3,
    }

    traffic = traffic_of(answer)

    assert traffic == Traffic({"POST /v1/texts": 2}, {"order.paid": 1}, sets_faults=True)
    assert not traffic.is_any
