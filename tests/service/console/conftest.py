"""A world in which nothing has happened."""

import pytest

from tests.service.console.worlds import Watched, watched


@pytest.fixture
def world() -> Watched:
    """Return a test server in which outlets and wallets are open, and nothing has happened."""
    return watched()
