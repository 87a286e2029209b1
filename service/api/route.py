"""What a route is: an address, who may call it, what goes in and out, and what may be refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import Connection

from service.domain.refusal import Refusal
from service.exchange import Call, Operation

Method = Literal["GET", "POST", "PATCH", "DELETE"]
Reading = Callable[[Connection, Call[Any]], Mapping[str, Any]]
TextReading = Callable[[Connection, Call[Any]], str]


@dataclass(frozen=True)
class Route:
    """One line of the contract; a path's names stand in braces, as in OpenAPI.

    A route that changes something has an `operation`; one that only reads has `reads`, or
    `reads_text` with its media type. `roles` is empty where no key is asked for; `reads_nothing`
    says of an operation that it decides without looking anything up.
    """

    method: Method
    path: str
    summary: str
    roles: tuple[str, ...]
    operation: Operation[Any] | None = None
    reads: Reading | None = None
    reads_text: TextReading | None = None
    media_type: str = "application/json"
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    answer: type[BaseModel] | None = None
    status: int = 201
    refusals: tuple[type[Refusal], ...] = ()
    reads_nothing: bool = False
    path_forms: Mapping[str, str] = field(default_factory=dict)

    @property
    def needs_key(self) -> bool:
        """Tell whether an Idempotency-Key is asked for: what is done twice would be done twice."""
        return self.method == "POST" and self.operation is not None

    @property
    def name(self) -> str:
        """Return the operation's name in the contract, which clients make functions of."""
        words = self.path.removeprefix("/v1/").replace("{", "").replace("}", "")
        return f"{self.method.lower()}_{words.replace('/', '_').replace('-', '_')}"
