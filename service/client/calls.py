"""What all calls of the client share: the connection, typed answers, pages, idempotency keys."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import quote

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

    from service.schemas import (
        agency,
        books,
        reconciliations,
        seller_statements,
        sellers,
        wallets,
    )

Answer = TypeVar("Answer", bound="BaseModel")
Page = TypeVar(
    "Page",
    "wallets.StatementAnswer",
    "agency.AgentStatementAnswer",
    "books.SettlementsAnswer",
    "reconciliations.LinesAnswer",
    "sellers.OffersAnswer",
    "seller_statements.SellerStatementAnswer",
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

    def close(self) -> None:
        """Close the connection."""
        self.connection.transport.close()

    def _post(
        self,
        path: str,
        body: Mapping[str, Any] | None,
        kind: type[Answer],
        idempotency_key: str | None,
    ) -> Answer:
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
        query: Mapping[str, str] | None = None,
    ) -> Iterator[Page]:
        usual = {**(query or {}), "limit": PAGE}
        query = usual if cursor is None else {**usual, "cursor": cursor}
        while True:
            page = self._answer(ApiRequest("GET", path, query=query), kind)
            yield page
            if page.next_cursor is None:
                return
            query = {**usual, "cursor": page.next_cursor}

    def _answer(self, request: ApiRequest, kind: type[Answer]) -> Answer:
        response = self.connection.send(request)
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
