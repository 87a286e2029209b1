"""A client of the service in Python: a method for each operation, with typed answers.

    with Client("http://127.0.0.1:8000", api_key) as client:
        deposit = client.deposit(17_500, password="081208", identity="11010519491231002X")

`where` is a base URL, or the WSGI application itself. Refusals are raised as `Refused`, and an id
that is none as `AddressError`. What may happen only once gets an Idempotency-Key of its own; name
one with `once` to go on with a request that another process began.
"""

from service.client.books import BookCalls
from service.client.counter import CounterCalls
from service.client.messages import MessageCalls
from service.client.offline import OfflineCalls, OfflineDeposit
from service.client.parcels import ParcelCalls
from service.client.retrying import AddressError, Refused, Unreachable
from service.client.trade import TradeCalls
from service.client.wallets import WalletCalls

__all__ = ["AddressError", "Client", "OfflineDeposit", "Refused", "Unreachable"]


class Client(
    CounterCalls, OfflineCalls, WalletCalls, TradeCalls, ParcelCalls, MessageCalls, BookCalls
):
    """A caller of one service, with its API key: a room of this package for each noun."""
