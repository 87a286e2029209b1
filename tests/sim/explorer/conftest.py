from pathlib import Path

import pytest
from flask.testing import FlaskClient

from sim.explorer.app import create_app

TOKEN = "the token"  # noqa: S105 - of a test
REFERENCE = Path("results/reference")


@pytest.fixture
def explorer(tmp_path: Path) -> FlaskClient:
    """Lend a browser that has the token, with the reference run among the results."""
    app = create_app(tmp_path / "results", (REFERENCE,), TOKEN)
    client = app.test_client()
    client.get("/", query_string={"token": TOKEN}, base_url="http://127.0.0.1")
    return client
