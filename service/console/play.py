"""The play: what the people of the town have in their hands, beside what the service knows.

A depositor remembers number and password, a buyer the texts on the telephone, a seller the item
number. It is kept in the world's memory, and a reset of the world forgets it.
"""

from dataclasses import dataclass, field
from threading import RLock
from typing import Any, Literal

from service.call import Caller, seeded
from service.console.desk import SentRequest
from service.testing.state import State

_NAME = "play"
PASSWORD, IDENTITY = "081208", "11010519491231002X"  # the examples of the API
OUTLETS = ("Gushi 1", "Hangzhou 3")
"""The outlet of the buyer, whose role is `outlet`, and the one at which the seller hands in."""
SENDING_OUTLET = "sending_outlet"
PHONE, LANGUAGE = "+8613800138000", "en"
_TEXTS_MAX = 60
_PLAYER = Caller("console", "player", "console")


@dataclass(frozen=True)
class PhoneText:
    """A text on the buyer's telephone, and which way it went."""

    words: str
    way: Literal["in", "out"]
    at: str


@dataclass(frozen=True)
class Click:
    """What was clicked: the step, and its request with what came back."""

    step: str
    sent: SentRequest


@dataclass
class Play:
    """What the people have in their hands; empty is what they do not have yet."""

    session: str
    wallet_id: str
    phone: str = ""
    language: str = LANGUAGE
    offer: dict[str, Any] = field(default_factory=dict)
    number: str = ""
    password: str = ""
    identity: str = ""
    draft_id: str = ""
    receipt: dict[str, Any] = field(default_factory=dict)
    order_id: str = ""
    reference: str = ""
    numbers: list[str] = field(default_factory=list)
    item_number: str = ""
    texts: list[PhoneText] = field(default_factory=list)
    clicks: tuple[Click, ...] = ()
    notice: str = ""
    fault: str = ""
    asked: int = 0
    _seen: set[str] = field(default_factory=set)
    lock: RLock = field(default_factory=RLock)

    def next_key(self, step: str) -> str:
        """Return a new idempotency key."""
        self.asked += 1
        return f"console-{self.session}-{self.asked:03}-{step}"

    def collect(self, state: State) -> None:
        """Put the texts that were sent to this telephone since on it."""
        for text in state.texts.shown()["texts"]:
            if text["message_id"] in self._seen:
                continue
            self._seen.add(text["message_id"])
            if text["to"] == self.phone:
                self.note_text(PhoneText(text["text"], "in", text["at"]))

    def note_text(self, text: PhoneText) -> None:
        """Put a text on the telephone, and drop the oldest."""
        self.texts.append(text)
        del self.texts[:-_TEXTS_MAX]

    def begin_anew(self) -> None:
        """Forget draft, order and parcel; the shop stays open, and the telephone known."""
        self.number = self.password = self.identity = self.draft_id = ""
        self.order_id = self.reference = self.item_number = self.notice = self.fault = ""
        self.receipt, self.clicks = {}, ()


def play_of(state: State, wallet_id: str) -> Play:
    """Return the play of a world, which begins when it is first asked for."""
    found = state.remembered.get(_NAME)
    if isinstance(found, Play):
        return found
    # With a seed, the same clicks have the same keys again, and get the same numbers.
    drawn = seeded(state.context, _PLAYER, _NAME).integer("session", 1 << 32)
    made = Play(f"{drawn:08x}", wallet_id)
    state.remembered[_NAME] = made
    return made
