"""The wallet's ear: it verifies what wanghuiyi sends, and hands each event on once."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOLERANCE_S = 300
Event = dict[str, Any]


class Inbox:
    """Listens on this machine until it is closed; `handle` gets events that are genuine and new."""

    def __init__(self, handle: Callable[[Event], None]) -> None:
        """Listen at a free port."""
        self._handle, self._secret = handle, b""
        self._known: set[str] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        listen = {"poll_interval": 0.02}
        threading.Thread(target=self._server.serve_forever, kwargs=listen, daemon=True).start()

    @property
    def url(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}/events"

    def trust(self, secret: str) -> None:
        """Take the secret of the webhook, as it was shown."""
        self._secret = base64.b64decode(secret.removeprefix("whsec_"))

    def receive(self, headers: dict[str, str], content: bytes) -> int:
        """Take a message, and return the status to answer it with."""
        if not self._is_genuine(headers, content):
            return 401
        if self._is_known(headers["webhook-id"]):
            return 200
        self._handle(json.loads(content))
        self._known.add(headers["webhook-id"])
        return 200

    def close(self) -> None:
        """Stop to listen."""
        self._server.shutdown()
        self._server.server_close()

    def _is_known(self, message_id: str) -> bool:
        return message_id in self._known

    def _is_genuine(self, headers: dict[str, str], content: bytes) -> bool:
        message_id, sent_at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "0")
        signed = f"{message_id}.{sent_at}.".encode() + content
        digest = hmac.new(self._secret, signed, hashlib.sha256).digest()
        expected = f"v1,{base64.b64encode(digest).decode()}"
        signatures = headers.get("webhook-signature", "").split()
        is_signed = any(hmac.compare_digest(one, expected) for one in signatures)
        return is_signed and abs(time.time() - int(sent_at)) <= TOLERANCE_S


def _handler(inbox: Inbox) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.send_response(inbox.receive(headers, content))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    return Handler
