"""A client of what a test server has beside the API: its clock, its faults, its worlds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from service.client.calls import Answer, Calls, part
from service.client.lazy_module import LazyModule
from service.client.retrying import ApiRequest

if TYPE_CHECKING:
    from service.schemas import faults as fault_bodies
    from service.schemas import simulations as simulation_bodies
    from service.schemas import testing as bodies
    from service.schemas import verdict as verdict_bodies
    from service.schemas import worlds as world_bodies
else:
    bodies = LazyModule("service.schemas.testing")
    fault_bodies = LazyModule("service.schemas.faults")
    verdict_bodies = LazyModule("service.schemas.verdict")
    world_bodies = LazyModule("service.schemas.worlds")
    simulation_bodies = LazyModule("service.schemas.simulations")

BOUNDARIES_MAX = 10_000
SimulationName = Literal[
    "reference-payments", "parcels", "outages", "reconnections", "strangers", "settlements"
]


class TestServer(Calls):
    """The controls of a test server, or of one of its worlds: they need no API key.

    with TestServer("http://127.0.0.1:8000") as server:
        world = TestServer(server.url_of(server.make_world(seed="7")))
        world.set_clock(now="2026-11-24T02:30:00Z", is_frozen=True)
    """

    __test__ = False  # it is no test, whatever its name begins with

    def clock(self) -> bodies.ClockAnswer:
        """Return the clock."""
        return self._get("/test/clock", bodies.ClockAnswer)

    def set_clock(self, **changes: Any) -> bodies.ClockSetAnswer:  # noqa: ANN401 - those of the body
        """Set, advance or freeze the clock: `now`, `advance_days`, `is_frozen` and so on."""
        return self._changed("PUT", "/test/clock", changes, bodies.ClockSetAnswer)

    def to_next_boundary(self, offset_ms: int = 0) -> bodies.ClockSetAnswer:
        """Set the clock to the next moment at which something changes, or so far from it."""
        return self.set_clock(to="next_boundary", offset_ms=offset_ms)

    def boundaries(self) -> list[bodies.BoundaryAnswer]:
        """Return each moment ahead at which something will change, with what."""
        query = {"limit": str(BOUNDARIES_MAX)}
        request = ApiRequest("GET", "/test/boundaries", query=query)
        return self._answer(request, bodies.BoundariesAnswer).boundaries

    def reset(self) -> bodies.ClockAnswer:
        """Empty the database, and take everything back to how it began."""
        return self._changed("POST", "/test/reset", None, bodies.ClockAnswer)

    def seed(
        self,
        *,
        outlets: Sequence[str] | None = None,
        provider: str | None = None,
        wallets: Sequence[str] | None = None,
    ) -> bodies.SeedAnswer:
        """Open outlets and wallets, and make a key of each role."""
        wanted = {"outlets": outlets, "provider": provider, "wallets": wallets}
        body = {name: value for name, value in wanted.items() if value is not None}
        return self._changed("POST", "/test/seed", body, bodies.SeedAnswer)

    def faults(self) -> fault_bodies.FaultsAnswer:
        """Return the rules for faults, and how often each struck."""
        return self._get("/test/faults", fault_bodies.FaultsAnswer)

    def set_faults(
        self,
        rules: Sequence[Mapping[str, Any]] = (),
        webhook_rules: Sequence[Mapping[str, Any]] = (),
    ) -> fault_bodies.FaultsAnswer:
        """Replace the rules for faults, of requests and of webhooks."""
        body = {
            "rules": [dict(rule) for rule in rules],
            "webhook_rules": [dict(rule) for rule in webhook_rules],
        }
        return self._changed("PUT", "/test/faults", body, fault_bodies.FaultsAnswer)

    def traffic(self) -> fault_bodies.TrafficAnswer:
        """Return what there is to disturb: requests of the client, and messages to webhooks."""
        return self._get("/test/traffic", fault_bodies.TrafficAnswer)

    def remove_faults(self) -> fault_bodies.FaultsAnswer:
        """Remove the rules for faults; messages held back stay so until they are released."""
        return self._changed("DELETE", "/test/faults", None, fault_bodies.FaultsAnswer)

    def held(self) -> list[fault_bodies.HeldMessage]:
        """Return the messages that faults hold back, the oldest first."""
        return self._get("/test/held", fault_bodies.HeldAnswer).held

    def release(self, message_ids: Sequence[str] | None = None) -> list[fault_bodies.HeldMessage]:
        """Send messages held back now: all, or these in this order; return what is still held."""
        body = {} if message_ids is None else {"message_ids": list(message_ids)}
        return self._changed("POST", "/test/releases", body, fault_bodies.HeldAnswer).held

    def requests(self) -> list[bodies.RecordedRequest]:
        """Return the last requests, the oldest first, their secrets masked."""
        return self._get("/test/requests", bodies.RequestsAnswer).requests

    def forget_requests(self) -> None:
        """Forget the requests so far."""
        self._changed("DELETE", "/test/requests", None, bodies.RequestsAnswer)

    def verdict(self) -> verdict_bodies.VerdictAnswer:
        """Return what the client did wrong, each with the requests that show it."""
        return self._get("/test/verdict", verdict_bodies.VerdictAnswer)

    def deliver(self) -> bodies.DeliveriesAnswer:
        """Send all webhooks and texts that are due."""
        return self._changed("POST", "/test/deliveries", None, bodies.DeliveriesAnswer)

    def texts(self) -> list[bodies.SentText]:
        """Return the last texts, the oldest first."""
        return self._get("/test/texts", bodies.TextsAnswer).texts

    def forget_texts(self) -> None:
        """Forget the texts so far."""
        self._changed("DELETE", "/test/texts", None, bodies.TextsAnswer)

    def simulate(self, what: SimulationName, **body: Any) -> simulation_bodies.SimulationAnswer:  # noqa: ANN401 - that of the simulation
        """Let the outside world do something: what was done, and what was refused.

        world.simulate("reference-payments", reference=reference, how="late", is_offline=True)
        """
        path = f"/test/simulations/{what}"
        return self._changed("POST", path, body, simulation_bodies.SimulationAnswer)

    def make_world(
        self, *, origin: str | None = None, seed: str | None = None, now: str | None = None
    ) -> world_bodies.WorldAnswer:
        """Make a world: empty, or a fork of the world `origin`, or of "default"."""
        wanted = {"from": origin, "seed": seed, "now": now}
        body = {name: value for name, value in wanted.items() if value is not None}
        return self._changed("POST", "/test/worlds", body, world_bodies.WorldAnswer)

    def worlds(self) -> world_bodies.WorldsAnswer:
        """Return all worlds, those first that were not used for longest."""
        return self._get("/test/worlds", world_bodies.WorldsAnswer)

    def world(self, world_id: str) -> world_bodies.WorldAnswer:
        """Return a world."""
        return self._get(f"/test/worlds/{part(world_id=world_id)}", world_bodies.WorldAnswer)

    def delete_world(self, world_id: str) -> world_bodies.WorldAnswer:
        """Delete a world."""
        path = f"/test/worlds/{part(world_id=world_id)}"
        return self._changed("DELETE", path, None, world_bodies.WorldAnswer)

    def url_of(self, world: world_bodies.WorldAnswer) -> str:
        """Return the base URL of a world, for any client."""
        return self.connection.transport.base_url.rstrip("/") + world.base_path

    def _changed(
        self, method: str, path: str, body: Mapping[str, Any] | None, kind: type[Answer]
    ) -> Answer:
        return self._answer(ApiRequest(method, path, body), kind)
