"""The pipeline: which steps a route has, in which order, and what they may refuse."""

import pytest

from service.api.contract_responses import refusals_of
from service.api.route import Route
from service.refusals.request import InternalError, ServiceBusy, ServiceUnavailable
from service.web.app import ROUTES
from service.web.pipeline import STEPS, steps_of
from service.web.previews import preview_of

ANSWERS = {"run_once", "run_batch", "run_repeatable", "run_action", "run_read", "run_text"}


def steps(address: str) -> list[str]:
    (route,) = (route for route in ROUTES if f"{route.method} {route.path}" == address)
    return [step.name for step in steps_of(route)]


def test_a_deposit_is_authenticated_counted_read_and_run_once() -> None:
    assert steps("POST /v1/deposits") == [
        *("check_headers", "authenticate", "count_request", "raise_error", "check_role"),
        *("check_dry_run", "read_body", "read_idempotency_key", "make_call", "run_once", "respond"),
    ]


def test_a_preview_passes_the_same_but_takes_no_key() -> None:
    (route,) = (route for route in ROUTES if f"{route.method} {route.path}" == "POST /v1/deposits")

    assert [step.name for step in steps_of(preview_of(route))] == [
        *("check_headers", "authenticate", "count_request", "raise_error", "check_role"),
        *("check_dry_run", "read_body", "make_call", "run_action", "respond"),
    ]


def test_a_lookup_needs_no_key_and_is_counted_by_address() -> None:
    assert steps("GET /v1/tracking/{item_number}") == [
        *("check_headers", "count_lookup", "raise_error", "check_path"),
        *("make_call", "run_read", "respond"),
    ]


def test_remembered_callers_are_forgotten_after_every_change_of_api_keys() -> None:
    changing = {
        f"{route.method} {route.path}"
        for route in ROUTES
        if "forget_callers" in {step.name for step in steps_of(route)}
    }

    assert changing == {
        "POST /v1/keys",
        "POST /v1/keys/{key_id}/rotations",
        "DELETE /v1/keys/{key_id}",
        "PATCH /v1/outlet",  # what an outlet asked for is remembered with its key
    }


def test_every_step_is_of_some_route() -> None:
    used = {step.name for route in ROUTES for step in steps_of(route)}

    assert {step.name for step in STEPS} == used


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_every_route_has_one_step_that_finds_the_answer(route: Route) -> None:
    found = [step.name for step in steps_of(route) if step.name in ANSWERS]

    assert len(found) == 1


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_the_steps_refuse_with_what_the_contract_says(route: Route) -> None:
    refused = {refusal for step in steps_of(route) for refusal in step.refusals}

    described = set(refusals_of(route)) - {ServiceBusy, ServiceUnavailable, InternalError}
    assert refused | set(route.refusals) == described
