"""Sampling: uniform numbers become what is true of each person, in whole units, once."""

from dataclasses import dataclass

import numpy as np

from sim.people.streams import Dice, Stream
from sim.scenario import AnyDistribution, LineRules
from sim.scenario.limits import VALUE_MAX
from sim.units import FEN_PER_YUAN, MINUTE_MS, NEVER_MS, Floats, Ints

# The one cap of every duration that is drawn, in ms: 34 years, longer than any run, so that what
# takes so long never happens. No moment plus all durations of a journey comes near 63 bits: a
# moment is below 2^39 or NEVER_MS = 2^62, and the longest service, of 2^20 drafts, below 2^60.
ENDLESS = 2**40
# The most that one purchase costs, whatever the distribution of prices.
PRICE_MAX_FEN = VALUE_MAX * FEN_PER_YUAN


@dataclass(frozen=True)
class Sampler:
    """What a draw needs: the dice, and how many people come in each part, such as an outlet."""

    dice: Dice
    counts: tuple[int, ...]

    @property
    def count(self) -> int:
        """Return how many people come in all."""
        return sum(self.counts)

    def uniforms(self, stream: Stream) -> Floats:
        """Return one uniform number a person, part by part."""
        return self.dice.uniforms_of_parts(stream, self.counts)

    def happens(self, stream: Stream, share: float) -> Ints:
        """Return 1 for those to whom it happens, and 0 for the others."""
        return (self.uniforms(stream) < share).astype(np.int64)

    def amounts(
        self, stream: Stream, distribution: AnyDistribution, unit: float, most: int = ENDLESS
    ) -> Ints:
        """Return one value a person, in whole units, such as milliseconds; none above `most`."""
        values = distribution.quantile(self.uniforms(stream))
        values *= unit
        return whole(values, most)

    def amounts_each_time(
        self, stream: Stream, distribution: AnyDistribution, unit: float, times: Ints
    ) -> tuple[Ints, Ints]:
        """Return so many values a person, in whole units: where each one's begin, and all in a row.

        The first of a person is of the person's number in the stream, as if there were no other;
        the further ones are of the second turn, of one person after the other.
        """
        begins = np.zeros(times.size + 1, dtype=np.int64)
        np.cumsum(times, out=begins[1:])
        in_parts = np.diff(begins[np.cumsum((0, *self.counts))]).tolist()
        uniforms = self.dice.uniforms_of_parts(stream, in_parts, turn=1)
        people = np.flatnonzero(times > 0)  # of truth values it is quicker
        uniforms[begins[people]] = self.uniforms(stream)[people]
        values = distribution.quantile(uniforms)
        values *= unit
        return begins[:-1], whole(values)

    def repeats(self, stream: Stream, share: float, most: int) -> Ints:
        """Return how often something of this chance happens in a row: geometric, at most `most`."""
        if share >= 1:
            return np.full(self.count, most, dtype=np.int64)
        if share <= 0:
            return np.zeros(self.count, dtype=np.int64)
        runs = self.uniforms(stream)
        np.log1p(np.negative(runs, out=runs), out=runs)
        runs /= np.log(share)
        return np.asarray(np.minimum(runs, most, out=runs), dtype=np.int64)


def whole(values: Floats, most: int = ENDLESS) -> Ints:
    """Return values as whole numbers; what is above `most`, infinite too, is `most`.

    The values are written over: to fetch fresh memory takes longer than the arithmetic.

    >>> whole(np.array([0.4, 1.5, np.inf]), most=10)
    array([ 0,  2, 10])
    """
    np.minimum(values, float(most), out=values)
    return np.rint(values, out=values).astype(np.int64)


def balk_lengths(line: LineRules, sampler: Sampler, stream: Stream) -> Ints:
    """Return how many people waiting deter each person from joining."""
    if not line.balking:
        return np.full(sampler.count, ENDLESS)
    return sampler.amounts(stream, line.balk_length, 1)


def patiences(line: LineRules, sampler: Sampler, stream: Stream) -> Ints:
    """Return how long each person is ready to wait, in milliseconds."""
    if not line.reneging:
        return np.full(sampler.count, NEVER_MS)
    return sampler.amounts(stream, line.patience_min, MINUTE_MS)
