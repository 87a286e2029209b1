"""Whatever the contract allows or forbids is sent: no fault, no answer that it does not list."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from service.app import ROUTES
from tests.service.servers import Service

EXAMPLES = 5


@pytest.mark.parametrize("name", [f"{route.method} {route.path}" for route in ROUTES])
def test_any_request_gets_an_answer_that_the_contract_lists(
    sqlite_service: Service, name: str
) -> None:
    method, path = name.split()
    role = next(iter(next(one for one in ROUTES if f"{one.method} {one.path}" == name).roles), "")
    holder = sqlite_service.wallet() if role == "shop" else "somebody"
    sent = {"Authorization": f"Bearer {sqlite_service.key(role, holder)}"} if role else {}
    contract = schemathesis.openapi.from_wsgi("/openapi.json", sqlite_service.app)

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), print_blob=False)
    @given(case=contract[path][method].as_strategy())
    def answered(case: schemathesis.Case[Any]) -> None:
        # A form cannot tell a check digit, a date or a limit: some good forms are refused.
        case.call_and_validate(headers=sent, excluded_checks=[positive_data_acceptance])

    answered()
