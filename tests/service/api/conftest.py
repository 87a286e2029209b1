"""What several tests of the API begin with."""

import pytest

from tests.service.api.market import Market
from tests.service.servers import Service


@pytest.fixture
def market(service: Service) -> Market:
    return Market(service)
