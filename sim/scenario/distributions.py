"""Probability distributions by their field names; a new one is added here.

A distribution turns uniform numbers into values by its quantile function (inverse transform), so a
person keeps the same uniform number whatever the distribution: two scenarios with one seed meet the
same people. The unit of the values is in the key of the parameter (`service_min`). In scenario
files the key `law` names the distribution.
"""

from typing import Annotated, Literal, Self

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from scipy import special

from sim.scenario.limits import (
    FilePath,
    Name,
    PositiveValue,
    Sigma,
    Value,
    Values,
    Variation,
)
from sim.units import Floats


class Distribution(BaseModel):
    """What every distribution is: frozen, and strict about its parameters, which are finite."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Deterministic(Distribution):
    """Always the same value; a bare number in a scenario means this one."""

    law: Literal["deterministic"] = "deterministic"
    value: Value

    def quantile(self, uniforms: Floats) -> Floats:
        """Return `value` for every uniform number."""
        return np.full(uniforms.shape, self.value)

    def mean(self) -> float:
        """Return the expected value."""
        return self.value


class Exponential(Distribution):
    """The memoryless distribution: variance is the mean squared."""

    law: Literal["exponential"] = "exponential"
    mean_value: PositiveValue = Field(alias="mean")

    def quantile(self, uniforms: Floats) -> Floats:
        """Return -mean log(1 - u)."""
        return -self.mean_value * np.log1p(-uniforms)

    def mean(self) -> float:
        """Return the expected value."""
        return self.mean_value


class Lognormal(Distribution):
    """A skewed distribution, by its mean and its coefficient of variation (not by mu and sigma)."""

    law: Literal["lognormal"] = "lognormal"
    mean_value: PositiveValue = Field(alias="mean")
    cv: Variation

    def quantile(self, uniforms: Floats) -> Floats:
        """Return exp(mu + sigma z), with mu and sigma from the mean and the CV.

        >>> round(float(Lognormal(mean=2.9, cv=0.8).quantile(np.array([0.5]))[0]), 3)
        2.265
        """
        sigma_squared = np.log1p(self.cv**2)
        mu = np.log(self.mean_value) - sigma_squared / 2
        return np.asarray(np.exp(mu + np.sqrt(sigma_squared) * special.ndtri(uniforms)))

    def mean(self) -> float:
        """Return the expected value."""
        return self.mean_value


class LognormalMedian(Distribution):
    """The lognormal by its median and sigma of the logarithm, as patience is often stated."""

    law: Literal["lognormal_median"] = "lognormal_median"
    median: PositiveValue
    sigma: Sigma

    def quantile(self, uniforms: Floats) -> Floats:
        """Return median exp(sigma z)."""
        return self.median * np.exp(self.sigma * special.ndtri(uniforms))

    def mean(self) -> float:
        """Return the expected value."""
        return float(self.median * np.exp(self.sigma**2 / 2))


class Gamma(Distribution):
    """A skewed distribution with a lighter tail, by its mean and its coefficient of variation."""

    law: Literal["gamma"] = "gamma"
    mean_value: PositiveValue = Field(alias="mean")
    cv: Variation

    def quantile(self, uniforms: Floats) -> Floats:
        """Return the inverse regularised incomplete gamma function, scaled."""
        shape = 1 / self.cv**2
        return np.asarray(special.gammaincinv(shape, uniforms) * (self.mean_value / shape))

    def mean(self) -> float:
        """Return the expected value."""
        return self.mean_value


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
