"""A console that a browser can open: a test server of this process, and worlds of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from werkzeug.serving import WSGIRequestHandler, make_server

from tests.service.console.town.townspeople import Townspeople, townspeople


class SilentHandler(WSGIRequestHandler):
    """Answers, and writes nothing."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - as werkzeug names it
        """Write nothing."""


@contextmanager
def served_console(folder: Path) -> Iterator[tuple[str, Townspeople]]:
    """Lend the address of a test server, and its people; it ends with the block."""
    people = townspeople(folder)
    app = people.client.application
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=SilentHandler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", people
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def new_world(people: Townspeople) -> Townspeople:
    """Return the people of a world of its own."""
    made = people.client.post("/test/worlds", json={}).get_json()
    return Townspeople(people.client, made["base_path"])
