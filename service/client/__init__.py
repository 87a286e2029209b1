"""A client of the service in Python: a method for each operation, with typed answers.

    with Client("http://127.0.0.1:8000", api_key) as client:
        deposit = client.deposit(17_500, password="081208", identity="11010519491231002X")

`where` is a base URL, or the WSGI application itself. A refusal is raised as `Refused`, an id that
cannot be part of a path as `AddressError`. A request that must be carried out only once gets a new
Idempotency-Key; pass `idempotency_key` to resume a request that another process began.

`TestServer` has the controls of a server that was started for tests.
"""

from service.client.agency import AgencyCalls
from service.client.annotations import AnnotationCalls
from service.client.audit import AuditCalls
from service.client.books import BookCalls
from service.client.controls import TestServer
from service.client.counter import CounterCalls
from service.client.holds import HoldCalls
from service.client.lists import ListCalls
from service.client.messages import MessageCalls
from service.client.offline import OfflineCalls, OfflineDeposit
from service.client.parcels import ParcelCalls
from service.client.prices import PriceCalls
from service.client.retrying import AddressError, Refused, Unreachable
from service.client.trade import TradeCalls
from service.client.wallets import WalletCalls

__all__ = ["AddressError", "Client", "OfflineDeposit", "Refused", "TestServer", "Unreachable"]


class Client(
    CounterCalls,
    OfflineCalls,
    WalletCalls,
    AnnotationCalls,
    HoldCalls,
    AgencyCalls,
    TradeCalls,
    ListCalls,
    ParcelCalls,
    MessageCalls,
    PriceCalls,
    BookCalls,
    AuditCalls,
):
    """A caller of one service, with its API key: its methods are grouped in one module a noun."""
