"""A test under an adversary: its world is disturbed, and what came of it is seen."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from wanghuiyi.adversary.disturbance import Disturbance, Disturbances, rules_of
from wanghuiyi.adversary.notes import Seen
from wanghuiyi.adversary.traffic import traffic_of
from wanghuiyi.line import Json
from wanghuiyi.world import World


@contextmanager
def disturbed(world: World, faults: Disturbances) -> Iterator[tuple[Seen, dict[str, Json]]]:
    """Have a world's client meet faults meanwhile; at the end fill in what was seen.

    The second is the traffic as it was answered.
    """
    seen, answer = Seen(), dict[str, Json]()
    if faults:
        world.control.put("/test/faults", rules_of(faults))
        world.is_disturbed = True
    counted = bool(faults)
    try:
        yield seen, answer
    finally:
        answer |= world.control.get("/test/traffic")
        answer["fault_settings"] -= counted  # its own is not the test's
        seen.traffic = traffic_of(answer)
        seen.idle = _idle(world, faults)
        verdict = world.control.get("/test/verdict")
        seen.mistakes = {one["mistake"]: one["what"] for one in verdict["findings"]}


def _idle(world: World, faults: Sequence[Disturbance]) -> Disturbances:
    """Return the faults that never struck; none where the test has set others in their place."""
    if not faults:
        return ()
    met = world.control.get("/test/faults")
    requests, messages = iter(met["rules"]), iter(met["webhook_rules"])
    found = [next(requests if one.is_of_requests else messages, {"struck": 1}) for one in faults]
    return tuple(one for one, rule in zip(faults, found, strict=True) if not rule["struck"])
