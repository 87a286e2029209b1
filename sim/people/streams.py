"""One named random stream per purpose: the only source of chance.

A stream is spawned from (seed, replication, county, purpose, part), never computed by arithmetic
on seeds, so serial, parallel and distributed runs draw the same numbers, and a new purpose
leaves all others as they were. Every draw is one uniform number, turned into a value elsewhere.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any

import numpy as np

from sim.people.seeding import Keys, philox_keys
from sim.units import Floats

SPARE_SIGMAS = 6
SPARE_COUNT = 32
PARTS_A_BLOCK = 32


class Stream(IntEnum):
    """What chance is needed for. The numbers are part of every result: only ever add new ones.

    Number 44 is retired: nothing is drawn from it, and nothing else may be.
    """

    WISH_EPOCH = 1
    SETTLEMENT = 2
    PRICE = 3
    SEARCH = 4
    CERTIFIED = 5
    TRUST = 6
    OWN_PLACE = 7
    KNOWS_HOURS = 8
    ERRAND = 9
    BALK_LENGTH = 10
    PATIENCE = 11
    RETURNS = 12
    RETURN_DELAY = 13
    DEPOSIT_SERVICE = 14
    PICK_UP_SERVICE = 15
    PAPER_SERVICE = 16
    ENQUIRY_SERVICE = 17
    UNPAID = 18
    ORDER_TRANSIT = 19
    REFUSES = 20
    REMIT = 21
    INFORMED = 22
    NEVER_REDEEMS = 23
    CASHES_OUT = 24
    CLAIMS_REFUND = 25
    OWN_ACCESS = 26
    CAFE_TRIP = 27
    REDEEM_DELAY = 28
    RETRY_DELAY = 29
    MISTYPES = 30
    FORGETS = 31
    TIER = 32
    OUT_OF_STOCK = 33
    HANDLING = 34
    DISTANCE = 35
    LINE_HAUL = 36
    RURAL_LEG = 37
    LOST = 38
    DAMAGED = 39
    HOME = 40
    ABSENT = 41
    PHONE = 42
    SMS_CREDITED_LOST = 43
    SMS_ARRIVED_LOST = 45
    SMS_ARRIVED_DELAY = 46
    NOTICE = 47
    COLLECT_DELAY = 48
    CONFIRM_DELAY = 49
    FORGETS_TO_CONFIRM = 50
    DISPUTES = 51
    DISPUTE_DELAY = 52
    DISPUTE_WON = 53
    REDEEMS_BY_TEXT = 54
    ORDERS_BY_PHONE = 55
    TEXT_DELAY = 56
    TEXTS_LOST = 57
    TRAINED_BUYER = 58
    TRAINED_SELLER = 59
    OTHER_EPOCH = 60
    OTHER_SERVICE = 61
    OTHER_PATIENCE = 62
    OTHER_BALK_LENGTH = 63
    OTHER_RETURNS = 64
    OTHER_RETURN_DELAY = 65
    OTHER_ERRAND = 66
    OTHER_PRIORITY = 69
    HUB_PARCELS = 70
    ROUND_PARCELS = 71
    OTHER_GROUP = 76
    OTHER_DAY = 77
    OTHER_PICK_UP = 78
    OUTLET_LINK_EPOCH = 80
    OUTLET_LINK_REPAIR = 81
    COUNTY_LINK_EPOCH = 82
    COUNTY_LINK_REPAIR = 83
    COUNTER_UP = 84
    COUNTER_REPAIR = 85
    SAMPLE = 90
    # Agents of mobile money.
    AGENT_FLOAT = 67
    AGENT_CASH = 68
    AGENT_EPOCH = 72
    AGENT_ERRAND = 73
    AGENT_AMOUNT = 74
    AGENT_SERVICE = 75
    AGENT_BALK_LENGTH = 79
    AGENT_PATIENCE = 86
    AGENT_WHEN_DRY = 87
    AGENT_RETURNS = 88
    AGENT_RETURN_DELAY = 89
    AGENT_SWAP = 97
    TRUSTS_AGENT = 98
    WHEN_DRY = 99
    MARKET_PRICE = 91
    PRODUCER = 92
    LOT_KG = 93
    PRICE_AGE = 94
    TRADER = 95
    PRICE_TEXT = 96
    # Studies of whole runs: no person's chance.
    DESIGN = 100
    BOOTSTRAP = 101


NUMBERS = np.arange(max(Stream) + 1, dtype=np.uint32)


@dataclass(frozen=True)
class Dice:
    """The chance of one county in one replication; of one thread, which draws one at a time."""

    seed: int
    replication: int
    county: str

    def uniforms(self, stream: Stream, count: int, part: int = 0) -> Floats:
        """Return `count` uniform numbers in [0, 1); a longer draw begins with a shorter one.

        `part` distinguishes streams of one purpose, such as the customers of each outlet.

        >>> dice = Dice(seed=1, replication=0, county="411525")
        >>> (dice.uniforms(Stream.PRICE, 3) == dice.uniforms(Stream.PRICE, 9)[:3]).all()
        np.True_
        """
        return self._begun(stream, part).random(count) if count else np.empty(0)

    def uniforms_of_parts(self, stream: Stream, counts: Sequence[int], turn: int = 0) -> Floats:
        """Return the uniform numbers of parts 0, 1 and so on, so many of each, end to end.

        Each `turn` of a part has numbers of its own: 0 is for what is drawn first of a person, and
        further ones are for what may happen to a person again, or for what else is drawn.
        """
        drawn = np.empty(sum(counts))
        first = 0
        for part, count in enumerate(counts):
            if count:
                self._begun(stream, part, turn).random(out=drawn[first : first + count])
            first += count
        return drawn

    def epochs(self, stream: Stream, expected: float, part: int = 0) -> Floats:
        """Return the moments of a Poisson process of rate 1 that lie in [0, expected).

        A higher `expected` keeps the moments of a lower one and adds more.
        """
        if not expected:
            return np.empty(0)
        generator = self._begun(stream, part)
        count = int(expected + SPARE_SIGMAS * np.sqrt(expected)) + SPARE_COUNT
        moments = np.cumsum(-np.log1p(-generator.random(count)))
        while moments[-1] < expected:
            further = np.cumsum(-np.log1p(-generator.random(count)))
            moments = np.concatenate((moments, moments[-1] + further))
        return moments[: np.searchsorted(moments, expected)]

    def _begun(self, stream: Stream, part: int, turn: int = 0) -> np.random.Generator:
        """Return the generator at the beginning of a stream: it takes the stream's key.

        To make a generator for each stream would take twenty times as long. A turn is the second
        word of Philox's counter, so each begins 2^64 blocks of numbers after the one before.
        """
        block, index = divmod(part, PARTS_A_BLOCK)
        if block not in self._keys:
            self._keys[block] = self._keys_of(block)
        self._beginning["state"]["key"] = self._keys[block][stream, index]
        self._beginning["state"]["counter"][1] = turn
        self._generator.bit_generator.state = self._beginning
        return self._generator

    def _keys_of(self, block: int) -> Keys:
        """Return the keys of all streams, for the parts of a block."""
        first = np.uint32(block * PARTS_A_BLOCK)
        parts = first + np.arange(PARTS_A_BLOCK, dtype=np.uint32)
        known = (self.replication, county_number(self.county))
        return philox_keys(self.seed, known, (NUMBERS[:, np.newaxis], parts))

    @cached_property
    def _keys(self) -> dict[int, Keys]:
        return {}

    @cached_property
    def _generator(self) -> np.random.Generator:
        return np.random.Generator(np.random.Philox(0))

    @cached_property
    def _beginning(self) -> dict[str, Any]:
        """Return the state of the generator before anything is drawn; key and turn will change."""
        return dict(self._generator.bit_generator.state)


def county_number(code: str) -> int:
    """Return a county's number in the spawn key: its digits, or a checksum of its name.

    >>> county_number("411525")
    411525
    """
    return int(code) if code.isascii() and code.isdigit() else zlib.crc32(code.encode())
