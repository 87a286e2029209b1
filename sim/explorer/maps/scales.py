"""The colours of maps: of values one scale, of differences one that parts at 0."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np

# Cividis, which is even in lightness and the same to the colour-blind: more is darker. Source:
# Nunez, Anderton and Renslow (2018).
SEQUENTIAL = (
    *("#fee838", "#ddc858", "#bbad6d", "#9a9376", "#7c7b78"),
    *("#60646f", "#424e6c", "#18376f", "#00224e"),
)
# From blue over grey to orange, as dark at one end as at the other.
DIVERGING = ("#08519c", "#4292c6", "#9ecae1", "#cfcfcf", "#fdbe85", "#e6720e", "#8c3a04")
MANY = 200


@dataclass(frozen=True)
class ValueScale:
    """The colours of a map, from one value to another, and what stands at the two ends."""

    colours: Sequence[str]
    low: float
    high: float
    words: tuple[str, str]


def scale_of_values(values: Sequence[float], unit: str) -> ValueScale:
    """Return the scale of values; of many, 2% at each end share the last colour."""
    defined = np.array([one for one in values if isfinite(one)])
    if not defined.size:
        return ValueScale(SEQUENTIAL, 0.0, 1.0, ("", ""))
    low, high = float(defined.min()), float(defined.max())
    words = (f"{low:.3g}", f"{high:.3g} {unit}")
    if defined.size > MANY:
        low, high = (float(np.quantile(defined, share)) for share in (0.02, 0.98))
        words = (f"≤ {low:.3g}", f"≥ {high:.3g} {unit}")
    return ValueScale(SEQUENTIAL, low, high if high > low else low + 1e-9, words)


def scale_of_differences(values: Sequence[float], unit: str) -> ValueScale:
    """Return the scale of differences, as far below 0 as above."""
    sizes = np.abs([one for one in values if isfinite(one)])
    if not sizes.size or not sizes.max():
        return ValueScale(DIVERGING, -1.0, 1.0, ("-1", f"+1 {unit}"))
    most = float(np.quantile(sizes, 0.98) if sizes.size > MANY else sizes.max())
    most = most or float(sizes.max())
    below, above = ("≤ ", "≥ ") if sizes.size > MANY else ("", "")
    words = (f"{below}-{most:.3g}", f"{above}+{most:.3g} {unit}")
    return ValueScale(DIVERGING, -most, most, words)
