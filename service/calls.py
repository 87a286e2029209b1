"""How a client asks and reads: what the parts of `service.client.Client` share."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar
from urllib.parse import quote

from pydantic import BaseModel

from service.line import Line, Request

Answer = TypeVar("Answer", bound=BaseModel)
PAGE = "500"


class Calls:
    """A caller on a line."""

    line: Line

    def _post(
        self, path: str, body: Mapping[str, Any] | None, kind: type[Answer], once: str | None
    ) -> Answer:
        request = Request("POST", path, body, once=once or str(uuid.uuid4()))
        return self._answer(request, kind)

    def _get(self, path: str, kind: type[Answer]) -> Answer:
        return self._answer(Request("GET", path), kind)

    def _text(self, path: str) -> str:
        return self.line.send(Request("GET", path)).content.decode()

    def _pages(self, path: str, kind: type[Answer], **query: str) -> Iterator[Answer]:
        query = {"limit": PAGE, **query}
        while True:
            page = self._answer(Request("GET", path, query=query), kind)
            yield page
            cursor: str | None = vars(page)["next_cursor"]
            if cursor is None:
                return
            query = {**query, "cursor": cursor}

    def _answer(self, request: Request, kind: type[Answer]) -> Answer:
        # A newer service may tell more than we know of.
        return kind.model_validate_json(self.line.send(request).content, extra="ignore")


def part(name: str) -> str:
    """Return a name as one part of a path, whatever is in it."""
    return quote(name, safe="")
