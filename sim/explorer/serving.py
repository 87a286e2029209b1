"""The server of the explorer: one process with threads, on this machine alone."""

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

HOST = "127.0.0.1"


class QuietHandler(WSGIRequestHandler):
    """Answers, and writes no line for each request; an address may hold the token."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - as werkzeug names it
        """Write nothing but errors."""
        if type == "error":
            super().log(type, message, *args)


def server_of(app: Flask, port: int) -> BaseWSGIServer:
    """Return a server that listens already; port 0 is a free one. Raise OSError if none can be."""
    return make_server(HOST, port, app, threaded=True, request_handler=QuietHandler)
