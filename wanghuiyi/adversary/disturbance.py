"""What an adversary does to a client: a fault of one request, or of one webhook message.

It is named by what it is, whom it strikes, and which of them, as in
`lose_answer POST /v1/redemptions 1` or `duplicate wallet.credited 1`. Requests and messages are
counted by their kind from 1, the client's alone, so that a name means the same in a shorter list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from wanghuiyi.line import Json

DELAY_MS = 200
SEPARATOR = ", "

LOSSES: Mapping[str, Mapping[str, Json]] = {
    "lose_answer": {"drop_answer": True},
    "reset": {"reset_connection": "after"},
    "reset_before": {"reset_connection": "before"},
    "truncate": {"truncate_answer": True},
    "fail_503": {"error_status": 503},
    "fail_429": {"error_status": 429},
    "delay": {"latency_ms": DELAY_MS},
}
JUMPS: Mapping[str, Mapping[str, Json]] = {
    name: {"jump_to": name} for name in ("last_moment", "new_day", "boundary")
}
_OF_REQUESTS = {**LOSSES, **JUMPS}
_OF_MESSAGES: Mapping[str, Mapping[str, Json]] = {
    "duplicate": {"fault": "duplicate"},
    "swap": {"fault": "swap"},
    "hold": {"fault": "hold", "until_later": 2},
}
KINDS = (*_OF_REQUESTS, *_OF_MESSAGES)
FAIR = tuple(kind for kind in KINDS if kind != "boundary")
"""What every right client bears; past a boundary, what it holds may have ended."""

_SIMPLER: Mapping[str, Sequence[str]] = {
    "reset": ("lose_answer",),
    "truncate": ("lose_answer",),
    "fail_429": ("fail_503",),
    "reset_before": ("fail_503",),
    "hold": ("swap",),
    "new_day": ("last_moment",),
    "boundary": ("last_moment", "new_day"),
}
_WORDS = {
    "lose_answer": "the answer to the client's {which} {whom} is lost",
    "reset": "the connection of the client's {which} {whom} is reset when all is done",
    "reset_before": "the connection of the client's {which} {whom} is reset, and nothing is done",
    "truncate": "of the answer to the client's {which} {whom} half comes",
    "fail_503": "the client's {which} {whom} is answered 503, and nothing is done",
    "fail_429": "the client's {which} {whom} is answered 429, and nothing is done",
    "delay": f"the client's {{which}} {{whom}} takes {DELAY_MS} ms longer",
    "last_moment": "before the client's {which} {whom} the clock goes to the last millisecond "
    "before anything changes",
    "new_day": "before the client's {which} {whom} a new day begins",
    "boundary": "before the client's {which} {whom} the clock goes to the next boundary",
    "duplicate": "the {which} {whom} is delivered twice",
    "swap": "the {which} {whom} is delivered after the message that follows it",
    "hold": "the {which} {whom} is delivered two messages later",
}


@dataclass(frozen=True, order=True)
class Disturbance:
    """A fault: `whom` is a method with the path of the contract, or a kind of event."""

    what: str
    whom: str
    which: int

    def __post_init__(self) -> None:
        """Raise ValueError if there is no such fault."""
        if self.what not in KINDS:
            message = f"{self.what} is no fault, and one of {', '.join(KINDS)} is"
            raise ValueError(message)
        is_request = " /" in self.whom
        if self.which < 1 or is_request != self.is_of_requests:
            form = "POST /v1/redemptions 1" if self.is_of_requests else "wallet.credited 1"
            message = f"{self} is no fault: write {self.what} {form}"
            raise ValueError(message)

    def __str__(self) -> str:
        """Return its name, which `disturbance_of` reads."""
        return f"{self.what} {self.whom} {self.which}"

    @property
    def is_of_requests(self) -> bool:
        """Return whether it strikes a request of the client, not a message to it."""
        return self.what in _OF_REQUESTS

    @property
    def is_jump(self) -> bool:
        """Return whether it moves the clock."""
        return self.what in JUMPS

    @property
    def rule(self) -> dict[str, Json]:
        """Return the rule for `PUT /test/faults`."""
        if not self.is_of_requests:
            return {**_OF_MESSAGES[self.what], "kind": self.whom, "nth": self.which}
        method, _, path = self.whom.partition(" ")
        named = {"method": method, "path": path, "nth": self.which, "only_client": True}
        return {**_OF_REQUESTS[self.what], **named}

    @property
    def in_words(self) -> str:
        """Return it for people.

        >>> Disturbance("lose_answer", "POST /v1/redemptions", 2).in_words
        "the answer to the client's 2nd POST /v1/redemptions is lost"
        """
        return _WORDS[self.what].format(which=_ordinal(self.which), whom=self.whom)

    @property
    def simpler(self) -> list["Disturbance"]:
        """Return what is alike and easier to understand, the easiest first."""
        return [replace(self, what=what) for what in _SIMPLER.get(self.what, ())]


Disturbances = tuple[Disturbance, ...]


def disturbance_of(text: str) -> Disturbance:
    """Return the fault of a name. Raise ValueError.

    >>> disturbance_of("swap order.paid 1")
    Disturbance(what='swap', whom='order.paid', which=1)
    """
    what, _, rest = text.strip().partition(" ")
    whom, _, which = rest.rpartition(" ")
    if not (which.isascii() and which.isdecimal()) or len(which) > len("1000000"):
        message = (
            f"{text!r} is no fault: write it as lose_answer POST /v1/redemptions 1, or as "
            "duplicate wallet.credited 1"
        )
        raise ValueError(message)
    return Disturbance(what, whom, int(which))


def disturbances_of(text: str) -> Disturbances:
    """Return the faults of a list with commas, none of nothing. Raise ValueError."""
    return tuple(disturbance_of(one) for one in text.split(",") if one.strip())


def named(faults: Sequence[Disturbance]) -> str:
    """Return the list with commas that `disturbances_of` reads."""
    return SEPARATOR.join(map(str, faults))


def rules_of(faults: Sequence[Disturbance]) -> dict[str, Json]:
    """Return the body for `PUT /test/faults`."""
    return {
        "rules": [one.rule for one in faults if one.is_of_requests],
        "webhook_rules": [one.rule for one in faults if not one.is_of_requests],
    }


def _ordinal(number: int) -> str:
    teens = range(11, 14)
    ends = {1: "st", 2: "nd", 3: "rd"}
    end = "th" if number % 100 in teens else ends.get(number % 10, "th")
    return f"{number}{end}"
