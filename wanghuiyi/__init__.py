"""What tests of other projects import: the standard library and pytest, and nothing of the service.

The fixtures `wanghuiyi` and `wanghuiyi_server` come with the plugin of pytest, which needs no
import; here are the types and exceptions of what they lend.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wanghuiyi.clock import Boundary, Clock
    from wanghuiyi.faults import NeverStruck
    from wanghuiyi.line import AnswerLost, Client, HttpAnswer, Refused
    from wanghuiyi.mistakes import MistakeNotMade
    from wanghuiyi.receiver import ReceivedEvent, Receiver
    from wanghuiyi.report import BooksUnsound, ClientMistake
    from wanghuiyi.server import NotStarted, Server, ServerDied
    from wanghuiyi.webhooks import Webhooks
    from wanghuiyi.world import Draft, Wallet, World

_MODULE_OF = {
    **dict.fromkeys(("Boundary", "Clock"), "clock"),
    "NeverStruck": "faults",
    **dict.fromkeys(("AnswerLost", "Client", "HttpAnswer", "Refused"), "line"),
    "MistakeNotMade": "mistakes",
    **dict.fromkeys(("ReceivedEvent", "Receiver"), "receiver"),
    **dict.fromkeys(("BooksUnsound", "ClientMistake"), "report"),
    **dict.fromkeys(("NotStarted", "Server", "ServerDied"), "server"),
    "Webhooks": "webhooks",
    **dict.fromkeys(("Draft", "Wallet", "World"), "world"),
}

__all__ = [
    "AnswerLost",
    "BooksUnsound",
    "Boundary",
    "Client",
    "ClientMistake",
    "Clock",
    "Draft",
    "HttpAnswer",
    "MistakeNotMade",
    "NeverStruck",
    "NotStarted",
    "ReceivedEvent",
    "Receiver",
    "Refused",
    "Server",
    "ServerDied",
    "Wallet",
    "Webhooks",
    "World",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - of several types
    """Import what is asked for, when it is: whoever does not use the plugin pays nothing."""
    if name not in _MODULE_OF:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
