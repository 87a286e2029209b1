"""What a route is: an address, who may call it, what goes in and out, and what may be refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import Connection, Table

from service.call import Call, Operation
from service.domain.refusals.base import Refusal
from service.idempotency import Concurrency

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Read = Callable[[Connection, Call[Any]], Mapping[str, Any]]
TextRead = Callable[[Connection, Call[Any]], str]
Action = Callable[[Call[Any]], Mapping[str, Any]]


@dataclass(frozen=True)
class Route:
    """One line of the contract; a path's names stand in braces, as in OpenAPI.

    A route has one of these: an `operation`, which changes something, and is run for each item of
    the list that `each_of` names, if it names one; a `read`, which changes nothing; `texts`, which
    are reads by their media types, the usual one first; an `action`, which is no transaction.

    `roles` is empty where no API key is needed; `concurrency` says how an operation is kept
    apart from others; `is_lookup` says that anyone may ask without a key, and therefore not
    often. With `changes_api_keys`, keys that were remembered are looked up again, so that a
    revoked one ends at once. `answer_if_repeated` describes an answer of status 200 to what was
    done before. A read that pages by the numbers of a table names it in `numbered_by`: all rows up
    to `Call.settled` are there before it looks, and none comes among them later.

    `refusals` stand in the order in which they are checked. What `moves_money` can be previewed:
    see `service.web.previews`. A preview does not look for what is `kept_from_previews`: refusals
    that depend on what is somebody else's, and which could be asked for until it is known.
    """

    method: Method
    path: str
    summary: str
    roles: tuple[str, ...]
    operation: Operation[Any] | None = None
    read: Read | None = None
    texts: Mapping[str, TextRead] = field(default_factory=dict)
    action: Action | None = None
    each_of: str = ""
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    answer: type[BaseModel] | None = None
    status: int = 201
    refusals: tuple[type[Refusal], ...] = ()
    refusals_of_each: tuple[type[Refusal], ...] = ()
    concurrency: Concurrency = "locking"
    is_lookup: bool = False
    changes_api_keys: bool = False
    moves_money: bool = False
    kept_from_previews: tuple[type[Refusal], ...] = ()
    answer_if_repeated: str = ""
    numbered_by: Table | None = None

    @property
    def needs_key(self) -> bool:
        """Return whether it takes an Idempotency-Key, without which a retry would be run twice."""
        return self.method == "POST" and self.operation is not None

    @property
    def name(self) -> str:
        """Return the operation's name in the contract, which clients make functions of."""
        words = self.path.removeprefix("/v1").removeprefix("/").replace("{", "").replace("}", "")
        return f"{self.method.lower()}_{words.replace('/', '_').replace('-', '_')}"
