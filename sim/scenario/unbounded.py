"""The distributions without a largest value, each of which may be given a `maximum`.

A law with a maximum is the law of those values that do not exceed it: conditioned, not cut, so that
nobody stands exactly at the maximum. Its other parameters are those of the law without it, and
`mean()` is the mean that is left.
"""

from abc import abstractmethod
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator
from scipy import special

from sim.scenario.limits import KEPT_MIN, PositiveValue, Sigma, Variation, VariationFromOne
from sim.units import Floats

# Newton's steps double the digits that are right: after one below this part of the value, all are.
# From the bounds that they begin with 5 to 9 are enough.
STEP_LAST = 1e-8
STEPS_MOST = 50
HALF = 0.5
SMALLEST = float(np.finfo(np.float64).tiny)


class Distribution(BaseModel):
    """What every distribution is: frozen, and strict about its parameters, which are finite."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


def _never_none(schema: dict[str, Any]) -> None:
    """Leave out that it may be none, for which TOML has no word: then the key is left out."""
    schema |= schema.pop("anyOf")[0]
    schema.pop("default", None)


Maximum = Annotated[
    PositiveValue | None,
    Field(
        description="The largest value: the law of those values that do not exceed it. The other "
        "parameters are those without it. None by default.",
        json_schema_extra=_never_none,
        exclude_if=lambda value: value is None,
    ),
]


class UnboundedDistribution(Distribution):
    """A distribution on all values from 0 on, or on those up to a maximum."""

    maximum: Maximum = None

    @model_validator(mode="after")
    def _keeps_enough(self) -> Self:
        if self.maximum is not None and not self._kept(self.maximum) >= KEPT_MIN:
            message = (
                f"maximum is {self.maximum:.15g}, and less than a millionth of the law lies below "
                "it: raise it, or lower the mean"
            )
            raise ValueError(message)
        return self

    def quantile(self, uniforms: Floats) -> Floats:
        """Return the value below which each share of those up to the maximum lies."""
        if self.maximum is None:
            return self.whole_quantile(uniforms)
        values = self.whole_quantile(uniforms * self._kept(self.maximum))
        return np.minimum(values, self.maximum)

    def cumulative(self, values: Floats) -> Floats:
        """Return the share of values up to each of these: the inverse of `quantile`."""
        if self.maximum is None:
            return self.whole_cumulative(values)
        kept = self._kept(self.maximum)
        return self.whole_cumulative(np.minimum(values, self.maximum)) / kept

    def mean(self) -> float:
        """Return the expected value, of those up to the maximum if there is one."""
        if self.maximum is None:
            return self.whole_mean()
        return self.mean_up_to(self.maximum) / self._kept(self.maximum)

    def _kept(self, maximum: float) -> float:
        return float(self.whole_cumulative(np.array(maximum)))

    @abstractmethod
    def whole_quantile(self, uniforms: Floats) -> Floats:
        """Return the quantile function without a maximum."""

    @abstractmethod
    def whole_cumulative(self, values: Floats) -> Floats:
        """Return the distribution function without a maximum."""

    @abstractmethod
    def whole_mean(self) -> float:
        """Return the expected value without a maximum."""

    @abstractmethod
    def mean_up_to(self, maximum: float) -> float:
        """Return the mean of what each value is if it does not exceed the maximum, and else 0."""


class Exponential(UnboundedDistribution):
    """The memoryless distribution: variance is the mean squared."""

    law: Literal["exponential"] = "exponential"
    mean_value: PositiveValue = Field(alias="mean")

    def whole_quantile(self, uniforms: Floats) -> Floats:
        """Return -mean log(1 - u)."""
        return -self.mean_value * np.log1p(-uniforms)

    def whole_cumulative(self, values: Floats) -> Floats:
        """Return 1 - exp(-x / mean)."""
        return -np.expm1(-values / self.mean_value)

    def whole_mean(self) -> float:
        """Return the mean of its name."""
        return self.mean_value

    def mean_up_to(self, maximum: float) -> float:
        """Return the incomplete mean: that of a gamma distribution of shape 1."""
        return self.mean_value * float(special.gammainc(2, maximum / self.mean_value))


class Hyperexponential(UnboundedDistribution):
    """Two kinds, each exponential, one short and frequent, the other long and seldom.

    By its mean and its coefficient of variation, of 1 or more, with balanced means: each kind has
    half of the time in all. Source: Tijms (2003), A First Course in Stochastic Models, appendix B.
    """

    law: Literal["hyperexponential"] = "hyperexponential"
    mean_value: PositiveValue = Field(alias="mean")
    cv: VariationFromOne

    def whole_quantile(self, uniforms: Floats) -> Floats:
        """Return the root of the survival function, by Newton's method on its logarithm.

        That is convex, as it is the logarithm of a sum of exponentials; so from a lower bound of
        the root the steps never pass it, and they end at the last digit.

        >>> round(float(Hyperexponential(mean=2.9, cv=2).quantile(np.array([0.5]))[0]), 3)
        1.309
        """
        often, seldom = self._shares()
        target = np.log1p(-uniforms)
        x = np.maximum((np.log(often) - target) / (2 * often), -target / self._rate_at_zero())
        x = np.maximum(x, (np.log(seldom) - target) / (2 * seldom))
        for _ in range(STEPS_MOST):
            step = self._newton_step(x, target)
            x += step
            if not np.any(step > STEP_LAST * x):
                break
        return np.asarray(x * self.mean_value)

    def _newton_step(self, x: Floats, target: Floats) -> Floats:
        """Return how far above the target the logarithm of the survival is, over its slope."""
        often, seldom = self._shares()
        of_often, of_seldom = np.exp(-2 * often * x), np.exp(-2 * seldom * x)
        survival = often * of_often + seldom * of_seldom
        gone = often * np.expm1(-2 * often * x) + seldom * np.expm1(-2 * seldom * x)
        logarithm = np.where(gone > -HALF, np.log1p(np.maximum(gone, -HALF)), np.log(survival))
        slope = 2 * (often**2 * of_often + seldom**2 * of_seldom)
        return np.asarray((logarithm - target) * survival / slope)

    def whole_cumulative(self, values: Floats) -> Floats:
        """Return one less the survival function: that of both kinds, by their shares."""
        often, seldom = self._shares()
        x = values / self.mean_value
        return -often * np.expm1(-2 * often * x) - seldom * np.expm1(-2 * seldom * x)

    def whole_mean(self) -> float:
        """Return the mean of its name."""
        return self.mean_value

    def mean_up_to(self, maximum: float) -> float:
        """Return the incomplete mean: half of it is of each kind, as if there were no maximum."""
        rates = 2 * np.array(self._shares()) / self.mean_value
        return self.mean_value * float(special.gammainc(2, maximum * rates).mean())

    def _shares(self) -> tuple[float, float]:
        """Return how many are of the frequent kind, and of the other; neither by a difference."""
        squared = self.cv**2
        root = float(np.sqrt((squared - 1) / (squared + 1)))
        return (1 + root) / 2, 1 / ((squared + 1) * (1 + root))

    def _rate_at_zero(self) -> float:
        often, seldom = self._shares()
        return 2 * (often**2 + seldom**2)


class Lognormal(UnboundedDistribution):
    """A skewed distribution, by its mean and its coefficient of variation (not by mu and sigma)."""

    law: Literal["lognormal"] = "lognormal"
    mean_value: PositiveValue = Field(alias="mean")
    cv: Variation

    def whole_quantile(self, uniforms: Floats) -> Floats:
        """Return exp(mu + sigma z), with mu and sigma from the mean and the CV.

        >>> round(float(Lognormal(mean=2.9, cv=0.8).quantile(np.array([0.5]))[0]), 3)
        2.265
        """
        sigma_squared = np.log1p(self.cv**2)
        mu = np.log(self.mean_value) - sigma_squared / 2
        return np.asarray(np.exp(mu + np.sqrt(sigma_squared) * special.ndtri(uniforms)))

    def whole_cumulative(self, values: Floats) -> Floats:
        """Return the normal distribution function of the logarithm, standardised."""
        sigma = np.sqrt(np.log1p(self.cv**2))
        return _normal(values / self.mean_value, float(sigma), sigma / 2)

    def whole_mean(self) -> float:
        """Return the mean of its name."""
        return self.mean_value

    def mean_up_to(self, maximum: float) -> float:
        """Return the incomplete mean, by the normal distribution function."""
        sigma = np.sqrt(np.log1p(self.cv**2))
        below = _normal(np.array(maximum / self.mean_value), float(sigma), -sigma / 2)
        return self.mean_value * float(below)


class LognormalMedian(UnboundedDistribution):
    """The lognormal by its median and sigma of the logarithm, as patience is often stated."""

    law: Literal["lognormal_median"] = "lognormal_median"
    median: PositiveValue
    sigma: Sigma

    def whole_quantile(self, uniforms: Floats) -> Floats:
        """Return median exp(sigma z)."""
        return self.median * np.exp(self.sigma * special.ndtri(uniforms))

    def whole_cumulative(self, values: Floats) -> Floats:
        """Return the normal distribution function of the logarithm, standardised."""
        return _normal(values / self.median, self.sigma)

    def whole_mean(self) -> float:
        """Return median exp(sigma^2 / 2)."""
        return float(self.median * np.exp(self.sigma**2 / 2))

    def mean_up_to(self, maximum: float) -> float:
        """Return the incomplete mean, by the normal distribution function."""
        below = _normal(np.array(maximum / self.median), self.sigma, -self.sigma)
        return self.whole_mean() * float(below)


class Gamma(UnboundedDistribution):
    """A skewed distribution with a lighter tail, by its mean and its coefficient of variation."""

    law: Literal["gamma"] = "gamma"
    mean_value: PositiveValue = Field(alias="mean")
    cv: Variation

    def whole_quantile(self, uniforms: Floats) -> Floats:
        """Return the inverse regularised incomplete gamma function, scaled."""
        shape = 1 / self.cv**2
        return np.asarray(special.gammaincinv(shape, uniforms) * (self.mean_value / shape))

    def whole_cumulative(self, values: Floats) -> Floats:
        """Return the regularised incomplete gamma function."""
        shape = 1 / self.cv**2
        return np.asarray(special.gammainc(shape, np.maximum(values, 0) * shape / self.mean_value))

    def whole_mean(self) -> float:
        """Return the mean of its name."""
        return self.mean_value

    def mean_up_to(self, maximum: float) -> float:
        """Return the incomplete mean: the incomplete gamma function of the next shape."""
        shape = 1 / self.cv**2
        return self.mean_value * float(
            special.gammainc(shape + 1, maximum * shape / self.mean_value)
        )


def _normal(values: Floats, sigma: float, shift: float = 0.0) -> Floats:
    """Return the normal distribution function of log(x) / sigma + shift; 0 up to 0."""
    logarithms = np.log(np.maximum(values, SMALLEST))
    return np.asarray(special.ndtr(logarithms / sigma + shift) * (values > 0))
