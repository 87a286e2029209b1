"""What a route is: an address, who may call it, what goes in and out, and what may be refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import Connection

from service.call import Call, Concurrency, Operation
from service.domain.refusals.base import Refusal

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Reading = Callable[[Connection, Call[Any]], Mapping[str, Any]]
TextReading = Callable[[Connection, Call[Any]], str]
Action = Callable[[Call[Any]], Mapping[str, Any]]


@dataclass(frozen=True)
class Route:
    """One line of the contract; a path's names stand in braces, as in OpenAPI.

    A route that changes something has an `operation`, which is done for each item of the list that
    `each_of` names, if it names one; one that only reads has `reads`, or `texts` by their media
    types, the usual one first; one that is not about the books at all has `does`. `roles` is empty
    where no key is asked for; `concurrency` says how an operation is kept apart from others;
    `is_lookup` says that anyone may ask, and therefore not often.
    """

    method: Method
    path: str
    summary: str
    roles: tuple[str, ...]
    operation: Operation[Any] | None = None
    reads: Reading | None = None
    texts: Mapping[str, TextReading] = field(default_factory=dict)
    does: Action | None = None
    each_of: str = ""
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    answer: type[BaseModel] | None = None
    status: int = 201
    refusals: tuple[type[Refusal], ...] = ()
    refusals_of_each: tuple[type[Refusal], ...] = ()
    concurrency: Concurrency = "locking"
    is_lookup: bool = False
    path_forms: Mapping[str, str] = field(default_factory=dict)

    @property
    def needs_key(self) -> bool:
        """Tell whether an Idempotency-Key is asked for: what is done twice would be done twice."""
        return self.method == "POST" and self.operation is not None

    @property
    def name(self) -> str:
        """Return the operation's name in the contract, which clients make functions of."""
        words = self.path.removeprefix("/v1").removeprefix("/").replace("{", "").replace("}", "")
        return f"{self.method.lower()}_{words.replace('/', '_').replace('-', '_')}"
