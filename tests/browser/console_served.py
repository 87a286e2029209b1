"""A test server with its console on a port of this machine, for a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

from werkzeug.serving import make_server

from tests.service.console.worlds import Watched, watched


@dataclass(frozen=True)
class ServedConsole:
    """A world of a test server, and where its pages are."""

    world: Watched
    url: str


@contextmanager
def console_served() -> Iterator[ServedConsole]:
    """Serve a world, seeded and without anything that happened, until the test is over."""
    world = watched()
    server = make_server("127.0.0.1", 0, world.client.application, threaded=True)
    serving = Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield ServedConsole(world, f"http://127.0.0.1:{server.server_port}/test")
    finally:
        server.shutdown()
        serving.join()
