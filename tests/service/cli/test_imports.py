"""What a command imports that only speaks HTTP, and a server: what they cannot do without."""

import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

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
    "held": {"amount": 0, "currency": "CNY"},
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

OF_A_SERVER = frozenset({"cryptography", "flask", "granian", "sqlalchemy", "werkzeug", "anyio"})
SERVER = """
import sys
from service.server.config import OutboxConfig, ServerConfig
from service.server.preparation import prepare
config = prepare(ServerConfig(sys.argv[1], outbox=OutboxConfig(), port=0))
from service.server.outbox_process import worker_of
from service.server.workers import application
asked = application(config).test_client()
worker_of(config)
assert asked.get("/readyz").status_code == 200
assert asked.get("/v1/keys", headers={"Authorization": "Bearer none"}).status_code == 401
print(*sys.modules)
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
    bodies = {name for name in imported if name.startswith("service.schemas.")}
    assert bodies == {f"service.schemas.{one}" for one in ("annotations", "basics", "wallets")}
    assert "sim.cli.runs" not in imported


def test_a_server_on_a_new_file_imports_no_other_driver_and_nothing_of_migrations(
    tmp_path: Path,
) -> None:
    words = [sys.executable, "-c", SERVER, f"sqlite:///{tmp_path / 'books.db'}"]

    done = subprocess.run(words, capture_output=True, text=True, check=True)

    imported = set(done.stdout.split())
    assert imported & (HEAVY - OF_A_SERVER) == set()
    assert {"service.web.app", "service.server.workers", "sqlite3"} <= imported
