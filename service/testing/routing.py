"""The way of a request into its world: the base path goes, and the state of the world comes."""

import re
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Any

from service.refusals.worlds import WorldUnknown
from service.telemetry.access import WsgiApp
from service.testing.state import STATE
from service.testing.worlds import BASE_PATH, DEFAULT, Worlds

_IN_WORLD = re.compile(rf"{BASE_PATH}(?P<world_id>[^/]+)(?P<path>/.*)", re.DOTALL)


def routed(application: WsgiApp, worlds: Worlds) -> WsgiApp:
    """Return the application, each request to it with the state of its world.

    A request to a world that is not there has a refusal instead: a hook raises it, so that it is
    counted and logged like any other answer.
    """

    def to_world(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        found = _IN_WORLD.fullmatch(environ["PATH_INFO"])
        world_id = found["world_id"] if found else DEFAULT
        with ExitStack() as until_answered:
            try:
                environ[STATE] = until_answered.enter_context(worlds.used(world_id))
            except WorldUnknown as refusal:
                environ[STATE] = refusal
            else:
                if found:
                    environ["SCRIPT_NAME"] = (
                        f"{environ.get('SCRIPT_NAME', '')}{BASE_PATH}{world_id}"
                    )
                    environ["PATH_INFO"] = found["path"]
            return application(environ, start_response)

    return to_world
