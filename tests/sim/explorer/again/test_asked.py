import pytest
from werkzeug.exceptions import BadRequest, HTTPException, NotFound

from sim.explorer.again import OutletPlace, place_of
from sim.explorer.again.asked import county_of, day_of_run, replication_of
from sim.explorer.results import RunResults


def test_an_outlet_is_found_by_its_row_in_the_file(reference: RunResults) -> None:
    names = reference.table("offices.parquet")["outlet"].to_list()

    found = [place_of(reference, number) for number in range(20)]

    assert found == [
        OutletPlace(number, 20, names[number], "500242", number) for number in range(20)
    ]
    assert place_of(reference, 20) is None
    assert place_of(reference, -1) is None


@pytest.mark.parametrize(
    ("asked", "day"), [("2007-11-05", 0), ("2007-11-11", 6), ("1", 0), ("7", 6)]
)
def test_a_day_has_a_date_and_a_number(reference: RunResults, asked: str, day: int) -> None:
    assert day_of_run(reference, asked) == day


@pytest.mark.parametrize("asked", ["2007-11-04", "2007-11-12", "0", "8", "monday", "9" * 400])
def test_a_day_that_is_not_in_the_run_is_refused_with_those_that_are(
    reference: RunResults, asked: str
) -> None:
    with pytest.raises(BadRequest) as refused:
        day_of_run(reference, asked)

    assert refused.value.description == (
        f"day {asked} is not in reference: choose 2007-11-05 to 2007-11-11, or a number from 1 to 7"
    )


def test_replications_and_counties_are_refused_with_those_that_there_are(
    reference: RunResults,
) -> None:
    assert (replication_of(reference, ""), replication_of(reference, "1")) == (0, 1)
    assert (county_of(reference, ""), county_of(reference, "500242")) == ("500242", "500242")

    said = []
    for ask, asked in ((replication_of, "2"), (replication_of, "-1"), (county_of, "1")):
        with pytest.raises((BadRequest, NotFound)) as refused:
            ask(reference, asked)
        assert isinstance(refused.value, HTTPException)
        said.append(refused.value.description)

    assert said == [
        "replication 2 is not in reference: choose 0 to 1",
        "replication -1 is not in reference: choose 0 to 1",
        "county 1 is not in reference: choose 500242",
    ]
