"""A small town for each test."""

from pathlib import Path

import pytest

from tests.service.console.town.townspeople import Townspeople, townspeople


@pytest.fixture
def town(tmp_path: Path) -> Townspeople:
    return townspeople(tmp_path)
