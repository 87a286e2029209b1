"""Whatever the contract allows or forbids is sent: no fault, no answer that it does not list."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from service.clock import zone_of
from service.domain.typed import NameUnreadable, parse_name
from service.web.app import ROUTES
from tests.proofs.lengths import chosen
from tests.service.databases import DIALECTS, Databases
from tests.service.servers import Service

EXAMPLES = chosen(usual=10, long=200)
pytestmark = pytest.mark.proof
# What has the form of the contract is never told that it has not; that nothing of the kind exists,
# or that a rule of the trade stands against it, is another matter.
CONFIG = schemathesis.Config.from_dict(
    {
        "checks": {
            "positive_data_acceptance": {
                "expected-statuses": [*("2xx", "403", "404", "409", "410", "422", "423"), "429"]
            }
        }
    }
)


def visible(text: str) -> bool:
    """Tell whether a text is a name of the contract's format."""
    try:
        return len(parse_name(text)) <= len(text)
    except NameUnreadable:
        return False


def known(name: str) -> bool:
    """Tell whether a text is the name of a time zone."""
    try:
        zone_of(name)
    except ValueError:
        return False
    return True


schemathesis.openapi.format("visible-name", st.text(min_size=1, max_size=64).filter(visible))
# Where a name may be null, schemathesis draws other texts too: those have not the form.
FORMATS = FormatChecker(formats=())
zones = st.sampled_from(["Asia/Urumqi", "America/Mexico_City", "Africa/Cairo"])
schemathesis.openapi.format("time-zone", zones)
FORMATS.checks("time-zone")(lambda value: not isinstance(value, str) or known(value))
FORMATS.checks("visible-name")(lambda value: not isinstance(value, str) or visible(value))


@pytest.fixture(scope="module", params=DIALECTS)
def asked(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Service]:
    """Run one application for all routes, so that they find what came of each other."""
    made = Service(databases.new(str(request.param)))
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def contract(asked: Service) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_wsgi("/openapi.json", asked.app, config=CONFIG)


@pytest.mark.parametrize("name", [f"{route.method} {route.path}" for route in ROUTES])
def test_any_request_gets_an_answer_that_the_contract_lists(
    asked: Service, contract: schemathesis.BaseSchema, name: str
) -> None:
    method, path = name.split()
    described = contract.raw_schema["paths"][path][method.lower()].get("requestBody")
    form = body_form(contract, described) if described else None
    role = next(iter(next(one for one in ROUTES if f"{one.method} {one.path}" == name).roles), "")
    holder = asked.wallet() if role == "shop" else "somebody"
    sent = {"Authorization": f"Bearer {asked.key(role, holder)}"} if role else {}

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), print_blob=False)
    @given(case=contract[path][method].as_strategy())
    def answered(case: schemathesis.Case[Any]) -> None:
        case.body = whole(case.body)
        case.headers.pop("Content-Digest", None)  # drawn, it is of no body: refused, as it must be
        assume(form is None or form.is_valid(case.body))
        case.call_and_validate(headers=sent)

    answered()


def body_form(contract: schemathesis.BaseSchema, described: dict[str, Any]) -> Draft202012Validator:
    """Return what tells whether a body has the form of the contract, names with it."""
    schema = described["content"]["application/json"]["schema"]
    components = {"components": contract.raw_schema["components"]}
    return Draft202012Validator(schema | components, format_checker=FORMATS)


def whole(value: Any) -> Any:  # noqa: ANN401 - whatever JSON it is
    """Write 1.0 as 1: JSON Schema takes both for an integer, and for money we take no fractions."""
    if isinstance(value, dict):
        return {name: whole(one) for name, one in value.items()}
    if isinstance(value, list):
        return [whole(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
