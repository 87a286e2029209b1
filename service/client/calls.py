"""What every call of the client shares: a line, typed answers, pages, and the key of a request."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import quote

from service.client.retrying import AddressError, Request, RetryingClient, Unreachable, line_to
from service.json_reader import text_faults

if TYPE_CHECKING:
    from pydantic import BaseModel

    from service.schemas import books, seller_statements, sellers, wallets

Answer = TypeVar("Answer", bound="BaseModel")
Page = TypeVar(
    "Page",
    "wallets.StatementAnswer",
    "books.SettlementsAnswer",
    "sellers.OffersAnswer",
    "seller_statements.SellerStatementAnswer",
)
PAGE = "500"
_OF_FOLDERS = (".", "..")


class Calls:
    """A line to a service with an API key, and how it is asked."""

    def __init__(
        self,
        where: str | Any,  # noqa: ANN401 - WSGI has no type
        api_key: str | None = None,
        *,
        once: str | None = None,
    ) -> None:
        """Open a line; close it, or use the client in a `with`.

        `once` is the key of a request that was begun elsewhere: the first that needs one gets it.
        """
        self.line: RetryingClient = line_to(where, api_key)
        self._begun = once
        self.keys_made: list[str] = []
        """The Idempotency-Keys that were made, or gone on with, for what was asked for so far."""

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Close the line."""
        self.close()

    def close(self) -> None:
        """Close the line."""
        self.line.client.close()

    def _post(
        self, path: str, body: Mapping[str, Any] | None, kind: type[Answer], once: str | None
    ) -> Answer:
        return self._answer(Request("POST", path, body, once=once or self._new_key()), kind)

    def _new_key(self) -> str:
        begun, self._begun = self._begun, None
        self.keys_made.append(begun or new_once())
        return self.keys_made[-1]

    def _get(self, path: str, kind: type[Answer]) -> Answer:
        return self._answer(Request("GET", path), kind)

    def _text(self, path: str, kind: str) -> str:
        request = Request("GET", path)
        response = self.line.send(request)
        if not response.headers.get("content-type", "").startswith(kind):
            raise self._unread(request)
        return response.content.decode()

    def _pages(self, path: str, kind: type[Page], cursor: str | None = None) -> Iterator[Page]:
        query = {"limit": PAGE} if cursor is None else {"limit": PAGE, "cursor": cursor}
        while True:
            page = self._answer(Request("GET", path, query=query), kind)
            yield page
            if page.next_cursor is None:
                return
            query = {"limit": PAGE, "cursor": page.next_cursor}

    def _answer(self, request: Request, kind: type[Answer]) -> Answer:
        response = self.line.send(request)
        from pydantic import ValidationError  # noqa: PLC0415 - no answer needs it before

        if text_faults(response.content):
            raise self._unread(request)
        try:
            # A newer service may tell more than we know of.
            return kind.model_validate_json(response.content, extra="ignore")
        except ValidationError:
            raise self._unread(request) from None

    def _unread(self, request: Request) -> Unreachable:
        where = self.line.client.base_url
        return Unreachable(where, "its answer is not what /openapi.json says", request.once)


def new_once() -> str:
    """Return a new Idempotency-Key."""
    return str(uuid.uuid4())


def part(**named: str) -> str:
    """Return one value, given by its name, as one part of a path. Raise AddressError.

    >>> part(draft_id="a b")
    'a%20b'
    """
    ((name, value),) = named.items()
    if not value.strip() or value in _OF_FOLDERS or "/" in value:
        raise AddressError(name, value)
    return quote(value, safe="")
