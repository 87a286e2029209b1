"""Every number of a scenario has two finite limits, and what passes one is refused by its name."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.files.findings import FileErrors
from sim.files.scenario_file import read_scenario
from sim.files.schema import schema

DOCUMENT: dict[str, Any] = json.loads(schema())
LONGEST_MESSAGE = 300
LOWER, UPPER = ("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")


def nodes(node: object, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every part of the schema with its path; defaults are values, and no parts."""
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            if key not in {"default", "const", "enum"}:
                yield from nodes(value, f"{path}/{key}")
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from nodes(value, f"{path}/{place}")


def is_number(node: dict[str, Any]) -> bool:
    """Tell whether a part of the schema is a number."""
    return node.get("type") in {"number", "integer"}


NUMBERS = [(path, node) for path, node in nodes(DOCUMENT) if is_number(node)]
LISTS = [(path, node) for path, node in nodes(DOCUMENT) if node.get("type") == "array"]


def test_the_schema_has_the_numbers_that_are_walked() -> None:
    named = {path.split("/")[-1] for path, _ in NUMBERS}

    assert {"people", "days", "seed", "value", "mean", "cv", "sigma", "hours"} <= named
    assert len(NUMBERS) > 90


def test_every_number_has_a_finite_limit_on_both_sides() -> None:
    for path, node in NUMBERS:
        lower = [node[key] for key in LOWER if key in node]
        upper = [node[key] for key in UPPER if key in node]

        assert (path, len(lower), len(upper)) == (path, 1, 1)
        assert math.isfinite(lower[0]), path
        assert math.isfinite(upper[0]), path
        assert lower[0] < upper[0] <= 2**63, path


def test_every_list_has_a_longest_length() -> None:
    for path, node in LISTS:
        assert node.get("maxItems", 0) in range(1, 1_000_001), path


def refused(setting: str) -> str:
    """Return what the reader says of one setting of the scenario county."""
    with pytest.raises(FileErrors) as refusal:
        read_scenario("county", [setting])
    return str(refusal.value)


def keys_of_numbers() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every number that a key of a table sets, by its key."""

    def inside(table: dict[str, Any], prefix: str) -> Iterator[tuple[str, dict[str, Any]]]:
        for name, parameter in table["properties"].items():
            key = f"{prefix}{name}"
            if is_number(parameter):
                yield key, parameter
            elif "$ref" in parameter:
                yield from inside(DOCUMENT["$defs"][parameter["$ref"].split("/")[-1]], f"{key}.")

    return inside(DOCUMENT, "")


KEYS = dict(keys_of_numbers())


HUGE = ["inf", "-inf", "nan", "1e400", "9" * 400, "9" * 5_000, f"0x{'f' * 5_000}"]


@pytest.mark.parametrize("written", HUGE, ids=[f"{one[:4]} {len(one)}" for one in HUGE])
def test_no_number_is_infinite_or_none_or_of_hundreds_of_digits(written: str) -> None:
    said = {key: refused(f"{key}={written}") for key in KEYS}

    assert [key for key in said if f"{key}: " not in said[key]] == []
    assert [key for key in said if "must be" not in said[key]] == []
    assert [key for key in said if len(said[key]) > LONGEST_MESSAGE] == []


def test_beyond_either_limit_the_limit_is_said() -> None:
    for key, number in KEYS.items():
        upper = next(number[limit] for limit in UPPER if limit in number)
        lower = next(number[limit] for limit in LOWER if limit in number)

        assert "must be" in refused(f"{key}={upper + 1}")
        assert "must be" in refused(f"{key}={lower - 1}")


def test_a_number_of_thousands_of_digits_in_a_file_is_named_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "long.toml"
    path.write_text(f"[run]\ndays = {'9' * 5_000}\n", encoding="utf-8")

    with pytest.raises(FileErrors, match=r"long\.toml.*: a number .* digits"):
        read_scenario(str(path))


PARAMETERS = [
    '{law="deterministic", value=inf}',
    "inf",
    "1e7",
    '{law="exponential", mean=1e300}',
    '{law="exponential", mean=1e-300}',
    '{law="exponential", mean=1, maximum=inf}',
    '{law="exponential", mean=1, maximum=1e7}',
    '{law="hyperexponential", mean=4, cv=1e200}',
    '{law="hyperexponential", mean=4, cv=0.9}',
    '{law="lognormal", mean=4, cv=1e200}',
    '{law="gamma", mean=4, cv=1e-200}',
    '{law="lognormal_median", median=4, sigma=1e3}',
    '{law="lognormal_median", median=nan, sigma=1}',
    '{law="uniform", low=0, high=inf}',
    '{law="triangular", low=0, mode=1, high=1e9}',
    '{law="empirical", values=[1, inf]}',
    '{law="empirical", values=[1, 1e7]}',
]


@pytest.mark.parametrize("law", PARAMETERS)
def test_no_parameter_of_a_law_is_without_measure(law: str) -> None:
    for key in ("line.patience_min", "market.price_yuan", "redeem.retry_h"):
        said = refused(f"{key}={law}")

        assert key in said
        assert "must be" in said


def test_numbers_are_told_apart_and_written_out() -> None:
    law = '{law="uniform", low=1000000, high=999999.5}'

    assert "high is 999999.5, and must be at least low, 1000000" in refused(
        f"trip.own_place_km={law}"
    )
    assert "1000000.5, and must be at most 1000000" in refused("line.balk_length=1000000.5")
