"""A small town for each test, and a world in which nothing has happened."""

from pathlib import Path

import pytest

from tests.service.console.townspeople import Townspeople, townspeople
from tests.service.console.worlds import Watched, watched


@pytest.fixture
def town(tmp_path: Path) -> Townspeople:
    return townspeople(tmp_path)


@pytest.fixture
def world() -> Watched:
    """Return a test server in which outlets and wallets are open, and nothing has happened."""
    return watched()
