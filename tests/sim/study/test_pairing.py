"""Who is the same person in two scenarios: by number, and only if the wish is the same."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.people import draw_people
from sim.plan import make_plan
from sim.scenario import CLASSES
from sim.study.winners import journeys_of, pair, same_places, traits_of
from sim.study.winners.pairing import NO_PARTNER, TRAITS
from sim.units import DAY_MS
from tests.sim.runs import small_experiment
from tests.sim.study.people import journeys

THREE = journeys((5.0, 1.0), (6.0, 2.0), (None, 3.0))


def test_the_same_number_in_the_same_replication_and_county_is_the_same_person() -> None:
    other = journeys((4.0, 0.0), (6.0, 0.0), (7.0, 0.0))
    turned = {name: column[::-1] for name, column in other.items()}

    pairs = pair(THREE, turned)

    assert pairs.baseline["person"].tolist() == pairs.alternative["person"].tolist() == [0, 1, 2]
    assert pairs.alternative["delivered_ms"].tolist() == other["delivered_ms"].tolist()
    assert dict(pairs.unpaired) == {}


@pytest.mark.parametrize("trait", TRAITS)
def test_a_person_whose_wish_home_or_price_differs_is_nobody_of_the_baseline(trait: str) -> None:
    changed = THREE | {trait: THREE[trait] + np.array([0, 1, 0])}

    pairs = pair(THREE, changed)

    assert pairs.baseline["person"].tolist() == [0, 2]
    assert dict(pairs.unpaired) == {TRAITS[trait]: 1}


@pytest.mark.parametrize("key", ["replication", "county"])
def test_of_another_replication_or_county_nobody_is_the_same(key: str) -> None:
    pairs = pair(THREE, THREE | {key: THREE[key] + 1})

    assert pairs.count == 0
    assert dict(pairs.unpaired) == {NO_PARTNER: 3}


def test_who_was_kept_in_one_of_the_two_only_is_counted() -> None:
    some = {name: column[1:] for name, column in THREE.items()}

    for pairs in (pair(THREE, some), pair(some, THREE)):
        assert pairs.baseline["person"].tolist() == [1, 2]
        assert dict(pairs.unpaired) == {NO_PARTNER: 1}


def test_more_wishes_are_other_wishes(tmp_path: Path) -> None:
    few = small_experiment(tmp_path, "run.days=2")
    more = small_experiment(tmp_path, "run.days=2", "market.wishes_per_1000_people_day=1.5")

    pairs = pair(journeys_of(few), journeys_of(more))

    assert pairs.count == 0
    assert TRAITS["wish_ms"] in pairs.unpaired


def test_other_hours_meet_the_same_people_all_of_them(tmp_path: Path) -> None:
    one = small_experiment(tmp_path, "run.days=4")
    other = small_experiment(tmp_path, "run.days=4", 'hours.opening_hours="Mo-Su 07:00-20:00"')

    pairs = pair(journeys_of(one), journeys_of(other))

    assert pairs.count == sum(
        kept.journeys["person"].size for each in one.replications for kept in each.kept
    )
    assert dict(pairs.unpaired) == {}
    assert (pairs.baseline["delivered_ms"] != pairs.alternative["delivered_ms"]).any()


def test_wishes_before_the_end_of_the_warm_up_are_left_out(tmp_path: Path) -> None:
    done = small_experiment(tmp_path, "run.days=4", "run.warm_up_days=2")

    found = journeys_of(done)

    whole = np.concatenate(
        [kept.journeys["wish_ms"] for one in done.replications for kept in one.kept]
    )
    assert found["wish_ms"].min() >= 2 * DAY_MS
    assert found["wish_ms"].size == (whole >= 2 * DAY_MS).sum() < whole.size


def test_people_live_in_the_same_places_or_not(tmp_path: Path) -> None:
    counties = small_experiment(tmp_path, "run.days=1").counties
    (county,) = counties
    moved = replace(
        county, settlements=(replace(county.settlements[0], lat=1.0), *county.settlements[1:])
    )

    assert same_places(counties, counties)
    assert not same_places(counties, (moved,))
    assert not same_places(counties, (replace(county, code="other"),))


def test_traits_are_those_with_which_the_people_were_drawn(tmp_path: Path) -> None:
    done = small_experiment(tmp_path, "run.days=4", "run.replications=2", "sms.reach_share=0.4")

    found = traits_of(done.scenario, done.counties, journeys_of(done))

    (county,) = done.counties
    plan = make_plan(done.scenario, county)
    wishes = [draw_people(plan, number).wishes for number in range(2)]
    outlet, home, phone, tier = (
        np.concatenate([each[name] for each in wishes])
        for name in ("outlet", "settlement", "phone", "tier")
    )
    assert 0 < found.has_phone.mean() < 1
    assert found.has_phone.tolist() == (phone == 1).tolist()
    assert found.tier.tolist() == tier.tolist()
    assert [CLASSES[one] for one in found.outlet_class] == [
        county.outlets[one].outlet_class for one in outlet
    ]
    assert found.distance_km.tolist() == [county.settlements[one].distance_km for one in home]


def test_a_telephone_is_had_where_no_text_is_sent_too(tmp_path: Path) -> None:
    with_texts = small_experiment(tmp_path, "run.days=2")
    without = small_experiment(tmp_path, "run.days=2", "sms.enabled=false")

    found = [
        traits_of(done.scenario, done.counties, journeys_of(done)).has_phone.tolist()
        for done in (with_texts, without)
    ]

    assert found[0] == found[1]
    assert any(found[0])
