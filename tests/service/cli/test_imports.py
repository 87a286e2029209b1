"""What a command imports that only speaks HTTP: nothing that it can do without."""

import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

HEAVY = frozenset(
    {
        "alembic",
        "anyio",
        "cryptography",
        "flask",
        "granian",
        "httpx2",
        "matplotlib",
        "numba",
        "numpy",
        "polars",
        "psycopg",
        "rich",
        "scipy",
        "simpy",
        "sqlalchemy",
        "werkzeug",
    }
)
WALLET = {
    "wallet_id": "w1",
    "tier": "plain",
    "balance": {"amount": 0, "currency": "CNY"},
    "is_frozen": False,
}
CODE = """
import sys
from sim.cli import main
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""


@pytest.fixture
def url() -> Iterator[str]:
    """Serve one wallet to whoever asks anything."""

    class Wallet(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = json.dumps(WALLET).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Wallet)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_command_that_speaks_http_imports_no_server_database_or_simulation(url: str) -> None:
    words = [sys.executable, "-c", CODE, "wallet", "show", "w1", "--server", url]

    done = subprocess.run(words, capture_output=True, text=True, check=True)

    imported = set(done.stderr.split())
    assert "wallet_id  w1" in done.stdout
    assert imported & HEAVY == set()
    bodies = {name for name in imported if name.startswith("service.bodies.")}
    assert bodies == {"service.bodies.basics", "service.bodies.wallets"}
    assert "sim.cli.runs" not in imported
