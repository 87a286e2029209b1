"""What all calls of the client share: the connection, typed answers, pages, idempotency keys."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import quote

from service.client.lazy_module import LazyModule
from service.client.previewing import Previewed, previewing
from service.client.retrying import (
    AddressError,
    ApiRequest,
    RetryingClient,
    Unreachable,
    retrying_client,
)
from service.json_reader import text_faults

if TYPE_CHECKING:
    from pydantic import BaseModel

    from service.client.transport import HttpResponse
    from service.schemas import (
        agency,
        books,
        day_proofs,
        holds,
        lists,
        payments,
        previews,
        reconciliations,
        seller_statements,
        sellers,
        wallets,
    )
else:
    previews = LazyModule("service.schemas.previews")

Answer = TypeVar("Answer", bound="BaseModel")
Page = TypeVar(
    "Page",
    "wallets.StatementAnswer",
    "agency.AgentStatementAnswer",
    "books.SettlementsAnswer",
    "holds.HoldsAnswer",
    "holds.ReversalsAnswer",
    "day_proofs.LinesAnswer",
    "reconciliations.AccountLinesAnswer",
    "sellers.OffersAnswer",
    "seller_statements.SellerStatementAnswer",
    "seller_statements.SellerEntriesAnswer",
    "payments.PaymentsAnswer",
    "payments.WithdrawalsAnswer",
    "lists.DraftsAnswer",
    "lists.OrdersAnswer",
    "lists.WalletsAnswer",
)
PAGE = "500"
_DOT_SEGMENTS = (".", "..")


class Calls:
    """A connection to a service with an API key, and how requests are made on it."""

    def __init__(
        self,
        where: str | Any,  # noqa: ANN401 - WSGI has no type
        api_key: str | None = None,
        *,
        idempotency_key: str | None = None,
        sends_digests: bool = False,
    ) -> None:
        """Open a connection; close it, or use the client in a `with`.

        `idempotency_key` is that of a request begun elsewhere: the first request that needs a key
        uses it. With `sends_digests`, every body has its Content-Digest, and one that was damaged
        on its way is refused.
        """
        self.connection: RetryingClient = retrying_client(
            where, api_key, sends_digests=sends_digests
        )
        self._resumed = idempotency_key
        self._noted: Mapping[str, Any] = {}
        self.keys_made: list[str] = []
        """The Idempotency-Keys of the requests made so far."""

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Close the connection."""
        self.close()

    def noting(
        self, external_id: str | None = None, metadata: Mapping[str, str] | None = None
    ) -> Self:
        """Return this client for making one thing that is noted so: your number for it, and pairs.

            client.noting("2026-1174", {"till": "3"}).pay(payer_id, payee_id, 17_500)

        It has the same connection. What makes nothing that can be found again takes no notes.
        """
        noted = {"external_id": external_id, "metadata": metadata}
        client = copy(self)
        given = {name: one for name, one in noted.items() if one is not None}
        client._noted = given  # noqa: SLF001 - it is one of us
        self._resumed = None  # it has the key of a request that was begun elsewhere
        return client

    def close(self) -> None:
        """Close the connection."""
        self.connection.transport.close()

    def preview(self, ask: Callable[[Self], object]) -> previews.PreviewAnswer:
        """Return what a request would do now: all its refusals, or its transfers.

            client.preview(lambda would: would.pay("w1", "w2", 500))

        Nothing is done, and no Idempotency-Key is used. Raise Refused for what has no preview, and
        ValueError if only reads were asked for.
        """
        would = copy(self)
        would.connection, would.keys_made = previewing(self.connection), []
        would._resumed = None  # noqa: SLF001 - one of our own
        try:
            ask(would)
        except Previewed as asked:
            return self._read(asked.request, asked.response, previews.PreviewAnswer)
        message = "nothing was asked that would change anything: ask for what moves money"
        raise ValueError(message)

    def _post(
        self,
        path: str,
        body: Mapping[str, Any] | None,
        kind: type[Answer],
        idempotency_key: str | None,
    ) -> Answer:
        if self._noted:
            body = {**(body or {}), **self._noted}
        return self._answer(
            ApiRequest("POST", path, body, idempotency_key=idempotency_key or self._new_key()), kind
        )

    def _new_key(self) -> str:
        resumed, self._resumed = self._resumed, None
        self.keys_made.append(resumed or new_idempotency_key())
        return self.keys_made[-1]

    def _get(self, path: str, kind: type[Answer]) -> Answer:
        return self._answer(ApiRequest("GET", path), kind)

    def _text(self, path: str, kind: str, query: Mapping[str, str] | None = None) -> str:
        request = ApiRequest("GET", path, query=query, accept=kind)
        response = self.connection.send(request)
        if not response.headers.get("content-type", "").startswith(kind):
            raise self._unread(request)
        return response.content.decode()

    def _pages(
        self,
        path: str,
        kind: type[Page],
        cursor: str | None = None,
        wanted: Mapping[str, str] = MappingProxyType({}),
    ) -> Iterator[Page]:
        query = {**wanted, "limit": PAGE} | ({} if cursor is None else {"cursor": cursor})
        while True:
            page = self._answer(ApiRequest("GET", path, query=query), kind)
            yield page
            if page.next_cursor is None:
                return
            query["cursor"] = page.next_cursor

    def _answer(self, request: ApiRequest, kind: type[Answer]) -> Answer:
        return self._read(request, self.connection.send(request), kind)

    def _read(self, request: ApiRequest, response: HttpResponse, kind: type[Answer]) -> Answer:
        from pydantic import ValidationError  # noqa: PLC0415 - not needed before the first answer

        if text_faults(response.content):
            raise self._unread(request)
        try:
            # A newer service may return fields that this client does not know.
            return kind.model_validate_json(response.content, extra="ignore")
        except ValidationError:
            raise self._unread(request) from None

    def _unread(self, request: ApiRequest) -> Unreachable:
        where = self.connection.transport.base_url
        return Unreachable(
            where, "its answer does not match /openapi.json", request.idempotency_key
        )


def new_idempotency_key() -> str:
    """Return a new Idempotency-Key."""
    return str(uuid.uuid4())


def part(**named: str) -> str:
    """Return one named value as one segment of a path. Raise AddressError.

    >>> part(draft_id="a b")
    'a%20b'
    """
    ((name, value),) = named.items()
    if not value.strip() or value in _DOT_SEGMENTS or "/" in value:
        raise AddressError(name, value)
    return quote(value, safe="")
