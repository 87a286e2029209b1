"""The desk: what the console remembers of a world beside what the world itself has.

The parties whose part it plays with their API keys, and the requests that it sent. It is in memory,
as all of a test server is, and a reset of the world forgets it. Keys and remittance numbers stand
here in the clear: on a test server they are worth nothing, and a person must see them to play.
"""

from dataclasses import dataclass
from typing import Any

from service.schemas.testing import SeedBody
from service.testing import fixtures
from service.testing.replaying.kept import AskedAt, seed_request
from service.testing.state import State

_NAME = "console"


@dataclass(frozen=True)
class SentRequest:
    """A request that the console sent, and what came back; `answer` is None if it was lost."""

    title: str
    method: str
    path: str
    body: Any
    idempotency_key: str | None
    role: str
    faults: str
    status: int | None
    answer: Any
    headers: dict[str, str]


@dataclass
class Desk:
    """The console's memory of a world: API keys by role, and the wallets."""

    keys: dict[str, str]
    outlets: dict[str, str]
    wallets: list[str]
    shop_wallet: str


def noted_desk(state: State) -> Desk:
    """Return the desk, or while there is none a blank one: who only looks opens no wallets."""
    found = state.remembered.get(_NAME)
    return found if isinstance(found, Desk) else Desk({}, {}, [], "")


def desk_of(state: State) -> Desk:
    """Return the desk of a world, made with its parties when it is first asked for."""
    found = state.remembered.get(_NAME)
    if isinstance(found, Desk):
        return found
    with state.turns.alone():  # who asks at the same time gets the same
        found = state.remembered.get(_NAME)
        if isinstance(found, Desk):
            return found
        asked, body = AskedAt(*state.clock.moment()), SeedBody()
        seeded = fixtures.seed(state.context, body, asked.at_ms)
        state.kept.note(seed_request(asked, body, seeded))
        wallets = [one["wallet_id"] for one in seeded["wallets"]]
        shop = seeded["shop_wallet"]["wallet_id"]
        made = Desk(seeded["keys"], seeded["outlets"], wallets, shop)
        state.remembered[_NAME] = made
    return made
