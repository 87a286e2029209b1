"""Prices that change while others are killed, and the phones that hear of them."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from service.client import Client
from service.clock import now_ms
from tests.proofs.asking import date_of
from tests.proofs.hearer import Hearer
from tests.proofs.model import DAY_MS
from tests.proofs.scene import CARRIER, OPERATOR

Result = TypeVar("Result")
GOODS = ("rice", "wheat", "tea")
PHONES = ("+447946000001", "+447946000002")
MARKET = "Gushi"
FIRST_FEN = 250


class Asks(Protocol):
    """Whoever asks a service until it answers."""

    def ask(self, who: str, question: Callable[[Client], Result]) -> Result:
        """Ask as somebody."""


def subscribe(trade: Asks) -> None:
    """Let each phone hear of each good."""
    for good in GOODS:
        _name(trade, good)
        _post(trade, good, FIRST_FEN)
        for phone in PHONES:
            _hear(trade, phone, good)


def change_prices(trade: Asks, times: int) -> None:
    """Post a price of each good that is another than before."""
    for good in GOODS:
        _post(trade, good, FIRST_FEN + times)


def told(hearer: Hearer) -> dict[tuple[str, str], set[str]]:
    """Return the ids of texts that each phone heard of each good."""
    found: dict[tuple[str, str], set[str]] = {}
    for one in hearer.heard("/sms"):
        text: dict[str, Any] = one["said"]["data"]
        if text["to"] in PHONES:
            good = str(text["text"]).partition(" ")[0]
            found.setdefault((text["to"], good), set()).add(one["message_id"])
    return found


def is_all_told(hearer: Hearer) -> bool:
    """Tell whether each phone heard of each good."""
    return len(told(hearer)) == len(GOODS) * len(PHONES)


def none_told_twice(hearer: Hearer, days: int) -> bool:
    """Tell whether no phone got more than one text of a good on each of so many days."""
    return all(len(ids) <= days for ids in told(hearer).values())


def today() -> int:
    """Return the day, by the clock of this machine."""
    return now_ms() // DAY_MS


def _name(trade: Asks, good: str) -> None:
    names = {language: f"{good} {language}" for language in ("zh", "en", "es")}
    trade.ask(OPERATOR, lambda client: client.name_good(good, **names))


def _hear(trade: Asks, phone: str, good: str) -> None:
    reply = trade.ask(CARRIER, lambda client: client.receive_text(phone, f"PRICE {good} ON"))
    assert str(reply.reply).startswith("You get a text"), reply


def _post(trade: Asks, good: str, fen: int) -> None:
    date, key = date_of(today()), f"{good}-price-{fen}"
    trade.ask(
        OPERATOR,
        lambda client: client.post_price(MARKET, good, date, (fen, "kg"), idempotency_key=key),
    )
