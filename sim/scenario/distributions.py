"""Probability distributions by their field names; a new one is added here.

A distribution turns uniform numbers into values by its quantile function (inverse transform), so a
person keeps the same uniform number whatever the distribution: two scenarios with one seed meet the
same people. The unit of the values is in the key of the parameter (`service_min`). In scenario
files the key `law` names the distribution. Those that have a largest value of their own stand
here, all others, which may be given one, in `unbounded`.
"""

from typing import Annotated, Literal, Self

import numpy as np
from pydantic import BeforeValidator, Field, model_validator

from sim.scenario.limits import FilePath, Name, PositiveValue, Value, Values
from sim.scenario.unbounded import (
    Distribution,
    Exponential,
    Gamma,
    Hyperexponential,
    Lognormal,
    LognormalMedian,
)
from sim.units import Floats

__all__ = [
    "AnyDistribution",
    "Deterministic",
    "Empirical",
    "Exponential",
    "Gamma",
    "Hyperexponential",
    "Lognormal",
    "LognormalMedian",
    "Triangular",
    "Uniform",
]


class Deterministic(Distribution):
    """Always the same value; a bare number in a scenario means this one."""

    law: Literal["deterministic"] = "deterministic"
    value: Value

    def quantile(self, uniforms: Floats) -> Floats:
        """Return `value` for every uniform number."""
        return np.full(uniforms.shape, self.value)

    def cumulative(self, values: Floats) -> Floats:
        """Return 0 below the value and 1 from it on."""
        return (values >= self.value).astype(np.float64)

    def mean(self) -> float:
        """Return the expected value."""
        return self.value


class Uniform(Distribution):
    """Every value between `low` and `high` is as likely as any other."""

    law: Literal["uniform"] = "uniform"
    low: Value
    high: Value

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if self.high < self.low:
            message = f"high is {self.high:.15g}, and must be at least low, {self.low:.15g}"
            raise ValueError(message)
        return self

    def quantile(self, uniforms: Floats) -> Floats:
        """Return low + u (high - low)."""
        return self.low + (self.high - self.low) * uniforms

    def cumulative(self, values: Floats) -> Floats:
        """Return the part of the width that lies up to each value."""
        if self.low == self.high:
            return (values >= self.low).astype(np.float64)
        return np.clip((values - self.low) / (self.high - self.low), 0, 1)

    def mean(self) -> float:
        """Return the expected value."""
        return (self.low + self.high) / 2


class Triangular(Distribution):
    """For an expert's guess: lowest, most likely and highest value."""

    law: Literal["triangular"] = "triangular"
    low: Value
    mode: Value
    high: PositiveValue

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if not self.low <= self.mode <= self.high or self.low == self.high:
            message = (
                f"low, mode and high are {self.low:.15g}, {self.mode:.15g}, {self.high:.15g}, "
                "and must be in this order, with low below high"
            )
            raise ValueError(message)
        return self

    def quantile(self, uniforms: Floats) -> Floats:
        """Return the inverse of the piecewise quadratic distribution function."""
        width = self.high - self.low
        rising = np.sqrt(uniforms * width * (self.mode - self.low))
        falling = np.sqrt((1 - uniforms) * width * (self.high - self.mode))
        is_rising = uniforms * width < self.mode - self.low
        return np.where(is_rising, self.low + rising, self.high - falling)

    def cumulative(self, values: Floats) -> Floats:
        """Return the piecewise quadratic distribution function."""
        width = self.high - self.low
        # Each side of the mode by itself, as parts of it: a side may be as short as floats go.
        rising = np.clip(values, self.low, self.mode) - self.low
        falling = self.high - np.clip(values, self.mode, self.high)
        below = rising / width * (rising / ((self.mode - self.low) or 1.0))
        above = falling / width * (falling / ((self.high - self.mode) or 1.0))
        return np.where(values < self.mode, below, 1 - above)

    def mean(self) -> float:
        """Return the expected value."""
        return (self.low + self.mode + self.high) / 3


class Empirical(Distribution):
    """Measured values, drawn with equal chance; `file` is a CSV, read when the scenario is."""

    law: Literal["empirical"] = "empirical"
    file: FilePath = Field(
        default="", description="A CSV beside the scenario: one column of values, or several."
    )
    column: Name = Field(default="", description="Which column of the file, if it has several.")
    values: Values = ()

    @model_validator(mode="after")
    def _has_values(self) -> Self:
        if self.column and not self.file:
            message = f'column is "{self.column}", and there is no file: name the CSV in file'
            raise ValueError(message)
        if not self.values:
            message = "there are no values: name a CSV in file, or list them in values"
            raise ValueError(message)
        return self

    def quantile(self, uniforms: Floats) -> Floats:
        """Return the inverse of the empirical distribution function."""
        ordered = np.sort(np.array(self.values))
        indices = np.minimum((uniforms * ordered.size).astype(np.int64), ordered.size - 1)
        return ordered[indices]

    def cumulative(self, values: Floats) -> Floats:
        """Return the empirical distribution function: the share of measured values up to each."""
        ordered = np.sort(np.array(self.values))
        return np.searchsorted(ordered, values, side="right") / ordered.size

    def mean(self) -> float:
        """Return the expected value."""
        return float(np.mean(self.values))


def _bare_number_is_deterministic(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return {"law": "deterministic", "value": value}
    return value


_Named = Annotated[
    Deterministic
    | Exponential
    | Hyperexponential
    | Lognormal
    | LognormalMedian
    | Gamma
    | Uniform
    | Triangular
    | Empirical,
    Field(discriminator="law"),
]
AnyDistribution = Annotated[
    _Named,
    BeforeValidator(_bare_number_is_deterministic, json_schema_input_type=Value | _Named),
]
