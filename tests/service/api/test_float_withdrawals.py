"""Float in cash: with the agent's consent by a code, or by the operator, and the agent knows."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from service.outbox import address
from tests.service.api.stories.agency import (
    PATH,
    cash_in,
    cash_in_over_the_depositors_limit,
    float_code_request,
    topped_up,
    withdrawal,
    withdrawal_by,
)
from tests.service.api.stories.float_withdrawals import recall, topped_up_recall
from tests.service.servers import (
    AGENT,
    IDENTITY,
    OTHER_AGENT,
    OTHER_OUTLET,
    OUTLET,
    Service,
    money,
    refused,
    taken,
)


def float_fen(service: Service) -> int:
    """Return the agent's float."""
    return int(taken(service.get(service.agent, PATH))["float"]["amount"])


def test_an_outlet_that_only_names_an_agent_gets_nothing_of_its_float(service: Service) -> None:
    topped_up(service, 50_000)

    by_name = service.post(
        service.outlet, "/v1/float-withdrawals", {"agent": AGENT, "money": money(50_000)}
    )

    assert refused(by_name) == (400, "request_malformed")
    assert {one["at"] for one in taken(by_name)["errors"]} == {"/agent", "/code", "/money"}
    assert float_fen(service) == 50_000


def test_a_code_pays_its_amount_of_its_agents_float_at_whatever_outlet_it_is_shown(
    service: Service,
) -> None:
    topped_up(service, 50_000)
    elsewhere = service.key("outlet", OTHER_OUTLET)
    supply = {"outlet": OTHER_OUTLET, "direction": "supply", "money": money(20_000)}
    service.done(service.operator, "/v1/cash-movements", supply)

    made = taken(float_code_request(service, 20_000).send(service))
    paid = taken(replace(withdrawal_by(service, made["code"]), key=elsewhere).send(service))

    assert (made["agent"], made["money"]) == (AGENT, money(20_000))
    assert (paid["agent"], paid["outlet"], paid["money"]) == (AGENT, OTHER_OUTLET, money(20_000))
    assert float_fen(service) == 30_000
    assert refused(withdrawal_by(service, made["code"]).send(service)) == (409, "code_used")
    assert service.books()["is_sound"]


def test_a_code_of_a_float_is_no_code_of_a_wallet(service: Service) -> None:
    topped_up(service, 50_000)
    code = taken(float_code_request(service, 20_000).send(service))["code"]

    of_wallet = service.post(service.agent, "/v1/agent-cash-outs", {"code": code})

    assert refused(of_wallet)[1] == "code_wrong"


def test_of_eight_who_show_one_code_one_is_paid(service: Service) -> None:
    topped_up(service, 50_000)
    shown = withdrawal(service, 20_000)

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: shown.send(service).status_code, range(8)))

    assert sorted(statuses) == [201] + [409] * 7
    assert float_fen(service) == 30_000


def test_a_code_is_not_kept_as_it_is_shown(service: Service) -> None:
    topped_up(service, 50_000)
    code = str(taken(float_code_request(service, 20_000).send(service))["code"])

    with service.database.reading() as connection:
        driver = connection.exec_driver_sql("SELECT * FROM float_code").fetchall()
    assert code not in str(driver)
    assert code.replace(" ", "") not in str(driver)


def test_an_agent_that_is_gone_is_paid_out_by_the_operator_and_hears_why(
    service: Service,
) -> None:
    paid = taken(topped_up_recall(service).send(service))

    assert {name: paid[name] for name in ("agent", "outlet", "money", "reason")} == {
        "agent": AGENT,
        "outlet": OUTLET,
        "money": money(20_000),
        "reason": "agent_closed",
    }
    address(service.database, service.clock())
    events = taken(service.get(service.agent, "/v1/events"))["events"]
    assert [one["data"] for one in events if one["type"] == "float.recalled"] == [
        {
            "agent": AGENT,
            "outlet": OUTLET,
            "money": money(20_000),
            "float": money(0),
            "recall_id": paid["recall_id"],
            "reason": "agent_closed",
        }
    ]
    entries = taken(service.get(service.agent, f"{PATH}/statement"))["entries"]
    assert [(one["kind"], one["change"]) for one in entries][1:] == [
        ("float_recall", money(-20_000))
    ]
    assert service.books()["is_sound"]


@pytest.mark.parametrize("reason", ["", "no_answer", "AGENT_CLOSED"])
def test_a_recall_has_a_reason_of_the_list(service: Service, reason: str) -> None:
    topped_up(service, 50_000)
    request = recall(service)
    assert isinstance(request.body, dict)

    answer = replace(request, body={**request.body, "reason": reason}).send(service)

    assert refused(answer) == (400, "request_malformed")
    assert [one["at"] for one in taken(answer)["errors"]] == ["/reason"]


def test_an_outlet_recalls_no_float(service: Service) -> None:
    request = topped_up_recall(service)

    assert refused(replace(request, key=service.outlet).send(service)) == (403, "not_permitted")


def test_who_has_no_float_does_not_learn_what_somebody_brought_to_others(service: Service) -> None:
    assert cash_in_over_the_depositors_limit(service).send(service).status_code == 409
    poor, wallet_id = service.key("agent", OTHER_AGENT), service.wallet()

    for amount_fen in (1, 250_000, 500_000):
        for identity in ("413026194912310021", IDENTITY):
            request = cash_in(service, wallet_id, amount_fen, identity)
            answer = replace(request, key=poor).send(service)
            assert refused(answer) == (409, "float_too_low")
