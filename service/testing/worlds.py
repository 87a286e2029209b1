"""Worlds: many test servers in one process, none of which sees another.

A world has a database in memory, a clock, faults, records, texts, rates and keys of its own; the
routes, which take longest to make, are shared. So a world is made, or forked from another, in
milliseconds. A fork falls between two requests. It keeps the root secret of what it was forked
from, with which all that it holds was sealed; faults, records, texts and rates begin anew.

What nobody asks for is forgotten after a while of the real clock, looked for at each request.
"""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

from service.call import Context, Entropy
from service.clock import from_rfc3339, now_ms, rfc3339
from service.database.memory import MemoryDatabase, content_of, empty_content
from service.refusals.worlds import TooManyWorlds, WorldNotForkable, WorldUnknown
from service.schemas.worlds import WorldBody
from service.testing.clock import FakeClock
from service.testing.state import State
from service.vault import ROOT_BYTES, Vault

BASE_PATH = "/worlds/"
DEFAULT = "default"
_OTHER_SEED = ("the world was forked with another seed than it had before",)


@dataclass(frozen=True)
class WorldLimits:
    """How many worlds there may be at a time, and for how long nobody need ask for one."""

    worlds_max: int = 256
    idle_s: float = 3_600.0


@dataclass(eq=False)
class ServedWorld:
    """A world: its state, when it was used last, and how many use it now."""

    world_id: str
    state: State
    forked_from: str | None
    made_ms: int
    used_s: float
    under_way: int = 0
    is_deleted: bool = False


@dataclass
class Worlds:
    """The worlds of a server; `default` is the one without a base path, which is always there.

    `new_state` makes the state of a world of its context and clock.
    """

    default: State
    new_state: Callable[[Context, FakeClock], State]
    limits: WorldLimits = field(default_factory=WorldLimits)
    clock_s: Callable[[], float] = time.monotonic
    _worlds: dict[str, ServedWorld] = field(default_factory=dict)
    _begun: int = 0
    _lock: Lock = field(default_factory=Lock)

    def make(self, body: WorldBody) -> dict[str, Any]:
        """Make a world. Refused: `TooManyWorlds`, `WorldUnknown`, `WorldNotForkable`."""
        with self._lock:
            self._forget_idle()
            if len(self._worlds) + self._begun >= self.limits.worlds_max:
                raise TooManyWorlds(self.limits.worlds_max)
            self._begun += 1
        try:
            state = self._forked(body.from_, body) if body.from_ else self._empty(body)
        except BaseException:
            with self._lock:
                self._begun -= 1
            raise
        world_id = f"{Entropy().integer('world', 1 << 64):016x}"
        world = ServedWorld(world_id, state, body.from_, now_ms(), self.clock_s())
        with self._lock:
            self._begun -= 1
            self._worlds[world_id] = world
            return self._shown(world)

    @contextmanager
    def used(self, world_id: str) -> Iterator[State]:
        """Lend the state of a world, which is there until it is given back.

        Refused: `WorldUnknown`.
        """
        if world_id == DEFAULT:
            yield self.default
            return
        with self._lock:
            self._forget_idle()
            world = self._named(world_id)
            world.under_way += 1
        try:
            yield world.state
        finally:
            with self._lock:
                world.under_way -= 1
                world.used_s = self.clock_s()
                self._discard_unused(world)

    def one(self, world_id: str) -> dict[str, Any]:
        """Return a world as it is shown, which is no use of it. Refused: `WorldUnknown`."""
        with self._lock:
            self._forget_idle()
            return self._shown(self._named(world_id))

    def delete(self, world_id: str) -> dict[str, Any]:
        """Forget a world as soon as nobody uses it; return it. Refused: `WorldUnknown`."""
        with self._lock:
            self._forget_idle()
            world = self._named(world_id)
            shown = self._shown(world)
            self._forget(world)
            return shown

    def shown(self) -> dict[str, Any]:
        """Return all worlds, those first that were not used for longest."""
        with self._lock:
            self._forget_idle()
            unused = sorted(self._worlds.values(), key=lambda world: world.used_s)
            return {"worlds": [self._shown(world) for world in unused], **vars(self.limits)}

    def unknown(self, world_id: str) -> WorldUnknown:
        """Return the refusal of a world that is not there."""
        return WorldUnknown(world_id, f"{self.limits.idle_s:g}")

    def _empty(self, body: WorldBody) -> State:
        context = _seeded(self.default.context, body.seed)
        root = Entropy().integer("root secret", 1 << 8 * ROOT_BYTES).to_bytes(ROOT_BYTES)
        if context.seed is not None:  # so that its receipts have the same signatures again
            root = hashlib.sha256(b"root secret of a world\n" + context.seed).digest()
        vault = Vault(root, context.vault.cost)
        clock = FakeClock(self.default.clock.start_ms)
        return self._state(replace(context, vault=vault), clock, body, empty_content())

    def _forked(self, origin: str, body: WorldBody) -> State:
        with self.used(origin) as state, state.turns.alone():
            if not state.context.database.is_sqlite:
                raise WorldNotForkable
            content, clock = content_of(state.context.database), state.clock.forked()
            kept = state.kept.copied(*_OTHER_SEED[: body.seed is not None])
        forked = self._state(_seeded(state.context, body.seed), clock, body, content)
        return replace(forked, kept=kept)

    def _state(
        self, context: Context, clock: FakeClock, body: WorldBody, content: bytes | bytearray
    ) -> State:
        clock = clock if body.now is None else FakeClock(from_rfc3339(body.now))
        state = self.new_state(replace(context, database=MemoryDatabase()), clock)
        _memory_of(state).load(content)
        return state

    def _named(self, world_id: str) -> ServedWorld:
        world = self._worlds.get(world_id)
        if world is None:
            raise self.unknown(world_id)
        return world

    def _forget_idle(self) -> None:
        long_ago_s = self.clock_s() - self.limits.idle_s
        idle = [one for one in self._worlds.values() if not one.under_way]
        for world in idle:
            if world.used_s <= long_ago_s:
                self._forget(world)

    def _forget(self, world: ServedWorld) -> None:
        del self._worlds[world.world_id]
        world.is_deleted = True
        self._discard_unused(world)

    def _discard_unused(self, world: ServedWorld) -> None:
        if world.is_deleted and not world.under_way:
            _memory_of(world.state).discard()

    def _shown(self, world: ServedWorld) -> dict[str, Any]:
        left_s = world.used_s + self.limits.idle_s - self.clock_s()
        return {
            "world_id": world.world_id,
            "base_path": BASE_PATH + world.world_id,
            "forked_from": world.forked_from,
            "clock": world.state.clock.shown(),
            "made_at": rfc3339(world.made_ms),
            "forgotten_at": None if world.under_way else rfc3339(now_ms() + int(left_s * 1_000)),
        }


def _memory_of(state: State) -> MemoryDatabase:
    """Return the database of a world as it is used, with spans for example."""
    database = state.context.database
    assert isinstance(database, MemoryDatabase), "only the default world has another"
    return database


def _seeded(context: Context, seed: str | None) -> Context:
    """Return the context with another seed, if one is given."""
    return context if seed is None else replace(context, seed=seed_bytes(seed))


def seed_bytes(seed: str) -> bytes:
    """Return the seed that a text stands for."""
    return hashlib.sha256(seed.encode()).digest()
