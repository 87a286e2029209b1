"""A world for one test: a service of its own, with a clock, an outlet, a provider and a shop.

It is a fork of a world that was seeded once for the session, so it is there in milliseconds.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Unpack

from wanghuiyi.clock import Clock
from wanghuiyi.faults import NamedFaults, Rule, faults_struck, rule_of
from wanghuiyi.line import AnswerLost, Client, Json, Line
from wanghuiyi.mistakes import Verdict

if TYPE_CHECKING:
    from wanghuiyi.webhooks import Webhooks

PASSWORD = "081208"  # noqa: S105 - of tests
IDENTITY = "11010519491231002X"


@dataclass(frozen=True)
class Beginning:
    """How a world begins: its seed, and the moment at which its clock stands."""

    seed: str
    at: str


@dataclass(frozen=True)
class Template:
    """A seeded world that others are forked from; never used itself."""

    beginning: Beginning
    world_id: str
    seeded: Mapping[str, Json] = field(repr=False)


@dataclass(frozen=True)
class Draft:
    """A deposit that was paid in: whoever has number and password redeems it."""

    draft_id: str
    number: str
    password: str
    amount: int
    """In fen."""


@dataclass(frozen=True)
class Wallet:
    """A wallet of the provider."""

    wallet_id: str
    provider: Client = field(repr=False)

    @property
    def balance(self) -> int:
        """Return what is in it, in fen."""
        amount: int = self.provider.get(f"/v1/wallets/{self.wallet_id}")["balance"]["amount"]
        return amount

    def redeem(self, draft: Draft) -> Json:
        """Redeem a draft into it, as the provider."""
        body = {
            "number": draft.number,
            "password": draft.password,
            "wallet_id": self.wallet_id,
        }
        return self.provider.post("/v1/redemptions", body)


@dataclass(eq=False)
class World:
    """A world for one test."""

    line: Line
    world_id: str = field(repr=False)
    base_path: str
    template: Template = field(repr=False)
    is_disturbed: bool = field(default=False, repr=False)
    _made: Iterator[int] = field(default_factory=lambda: count(1), repr=False)
    _webhooks: "Webhooks | None" = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Return the base URL, which paths such as `/v1/deposits` follow."""
        return self.line.url + self.base_path

    @property
    def beginning(self) -> Beginning:
        """Return its seed and the moment at which it began."""
        return self.template.beginning

    @property
    def keys(self) -> dict[str, str]:
        """Return an API key of each role."""
        return dict(self.template.seeded["keys"])

    @property
    def env(self) -> dict[str, str]:
        """Return variables for an application in another process: URL, and a key of each role.

        They are `WANGHUIYI_URL`, `WANGHUIYI_PROVIDER_KEY`, `WANGHUIYI_OUTLET_KEY` and so on.
        """
        keys = {f"WANGHUIYI_{role.upper()}_KEY": key for role, key in self.keys.items()}
        return {"WANGHUIYI_URL": self.url, **keys}

    @cached_property
    def clock(self) -> Clock:
        """Return its clock."""
        return Clock(self.control)

    @cached_property
    def outlet(self) -> Client:
        """Return a post office, where cash is paid in."""
        return self.client("outlet")

    @cached_property
    def provider(self) -> Client:
        """Return whoever keeps the wallets."""
        return self.client("provider")

    @cached_property
    def shop(self) -> Client:
        """Return a shop, which sells."""
        return self.client("shop")

    @cached_property
    def control(self) -> Client:
        """Return whoever controls the world, without a key: the paths under `/test/`."""
        return Client(self.line, self.base_path, "control", "", self._new_key)

    def client(self, role: str) -> Client:
        """Return a client with the key of a role, such as "auditor". Raise ValueError."""
        if role not in self.keys:
            __tracebackhide__ = True  # the test's own line says more
            message = f"role is {role!r}, and is one of {', '.join(sorted(self.keys))}"
            raise ValueError(message)
        return Client(self.line, self.base_path, role, self.keys[role], self._new_key)

    def wallet(self, tier: str = "plain") -> Wallet:
        """Open a wallet."""
        opened = self.provider.post("/v1/wallets", {"tier": tier})
        return Wallet(opened["wallet_id"], self.provider)

    def deposit(self, amount: int, password: str = PASSWORD, identity: str = IDENTITY) -> Draft:
        """Pay so many fen in at the outlet."""
        body = {
            "money": {"amount": amount, "currency": "CNY"},
            "password": password,
            "depositor": {"identity": identity},
        }
        answer = self.outlet.post("/v1/deposits", body)
        return Draft(answer["draft_id"], answer["number"], password, amount)

    def faults(self, *rules: Rule, **named: Unpack[NamedFaults]) -> AbstractContextManager[None]:
        """Have requests or webhooks go wrong inside a `with`. Raise NeverStruck if one met none.

        `rules` are sent as they are to `PUT /test/faults`.
        """
        __tracebackhide__ = True  # the test's own line says more
        all_rules = list(rules)
        for name, words in named.items():
            all_rules.append(rule_of(name, words))  # type: ignore[arg-type]  # mypy forgets what the values are
        return faults_struck(self.control, all_rules)

    @cached_property
    def verdict(self) -> Verdict:
        """Return what finds the mistakes of the application under test."""
        return Verdict(self.control)

    def expects_mistake(self, *names: str) -> AbstractContextManager[None]:
        """Have each of these mistakes made inside a `with`, and not warned of.

        They are named as in the verdict, such as "new_key_on_retry". Raises MistakeNotMade.
        """
        return self.verdict.expecting(names)

    @property
    def webhooks(self) -> "Webhooks":
        """Return a receiver of the provider's webhooks, which is subscribed at the first look."""
        if self._webhooks is None:
            from wanghuiyi.webhooks import Webhooks  # noqa: PLC0415 - few tests listen

            self._webhooks = Webhooks(self.client, self.control, self.deliver)
            self._webhooks.subscribe("provider")
        return self._webhooks

    @property
    def texts(self) -> list[Json]:
        """Return the texts that were sent, the oldest first; those that are due are sent now."""
        self.deliver()
        found: list[Json] = self.control.get("/test/texts")["texts"]
        return found

    @property
    def requests(self) -> list[Json]:
        """Return the requests that came, the oldest first, their secrets masked."""
        found: list[Json] = self.control.get("/test/requests")["requests"]
        return found

    def deliver(self) -> Json:
        """Send all webhooks and texts that are due; return how many were delivered or failed.

        What an adversary has held back or swapped comes at the end: it loses nothing.
        """
        counts = self.control.post("/test/deliveries")
        if self.is_disturbed:
            self.control.post("/test/releases", {})
        return counts

    def close(self) -> None:
        """Stop listening."""
        if self._webhooks is not None:
            self._webhooks.close()

    def _new_key(self) -> str:
        return f"wanghuiyi-{next(self._made)}"


def seeded(line: Line, beginning: Beginning) -> Template:
    """Make a world that others are forked from, with an outlet, a provider, wallets and a shop."""
    body = {"seed": beginning.seed, "now": beginning.at}
    made = line.send("POST", "/test/worlds", body).json()
    opened = line.send("POST", f"{made['base_path']}/test/seed", {}).json()
    return Template(beginning, made["world_id"], opened)


@contextmanager
def lent(line: Line, beginning: Beginning) -> Iterator[World]:
    """Lend a world that is forked from no other, which is deleted afterwards."""
    template = seeded(line, beginning)
    made = World(line, template.world_id, f"/worlds/{template.world_id}", template)
    with _deleted_afterwards(made):
        yield made


@contextmanager
def forked(line: Line, template: Template) -> Iterator[World]:
    """Lend a fresh fork of a template, which is deleted afterwards."""
    made = line.send("POST", "/test/worlds", {"from": template.world_id}).json()
    world = World(line, made["world_id"], made["base_path"], template)
    with _deleted_afterwards(world):
        yield world


@contextmanager
def _deleted_afterwards(world: World) -> Iterator[None]:
    try:
        yield
    finally:
        world.close()
        with suppress(AnswerLost):  # a server that died has no worlds
            world.line.send("DELETE", f"/test/worlds/{world.world_id}")
