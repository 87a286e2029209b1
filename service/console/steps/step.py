"""What a step is, and what it works with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from service.console.desk import Desk
from service.console.play import Play
from service.console.sending import ToSend
from service.console.town.facts import Facts

Form = Mapping[str, str]
Answer = Mapping[str, Any]


@dataclass(frozen=True)
class Scene:
    """Where a step is done: who there is, what they have in hand, and how things stand."""

    desk: Desk
    play: Play
    facts: Facts


@dataclass(frozen=True)
class TownStep:
    """Something that somebody does: one click, one request.

    `missing` says why it cannot be done now, and is empty if it can. `request` raises ValueError
    for what was typed and is no amount. `learn` keeps what the answer put into people's hands.
    """

    name: str
    words: str
    missing: Callable[[Play, Facts], str]
    request: Callable[[Scene, Form], ToSend]
    learn: Callable[[Play, ToSend, Answer], None] = lambda _play, _sent, _answer: None


def always(_play: Play, _facts: Facts) -> str:
    """Return that nothing is missing."""
    return ""
