"""What a preview must not do: guess for nothing, show what is not the caller's, use up a key."""

import json
import re
from dataclasses import replace

import pytest

from service.call import Caller, seeded
from service.domain.agent import DEPOSITOR_LIMIT_FEN
from service.domain.remittance import formatted
from service.operations.deposits import draw_number
from service.web.app import ROUTES
from tests.service.api.market import AMOUNT_FEN, Market
from tests.service.api.previewing import MONEY, changed, codes, preview, previewed, whole
from tests.service.api.stories import GOOD, Request
from tests.service.api.stories.agency import cash_in, cash_out, code_of, swap, topped_up
from tests.service.api.stories.drafts import cash_out as draft_cash_out
from tests.service.api.stories.drafts import redemption
from tests.service.api.stories.numbers import WRONG_PASSWORD, nobodys_numbers
from tests.service.api.stories.orders import step
from tests.service.api.stories.references import payment as reference_payment
from tests.service.api.stories.story import deposited
from tests.service.servers import OUTLET, Service, deposit_body, refused, taken

OTHERS = sorted(
    f"{route.method} {route.path}"
    for route in ROUTES
    if route.method != "GET" and not route.moves_money
)


def dry(request: Request, value: str, name: str = "dry_run") -> Request:
    return replace(request, path=f"{request.path}?{name}={value}")


# Guesses.


def test_previews_lock_a_draft_as_the_verb_does(service: Service) -> None:
    number, wallet_id = deposited(service), service.wallet()
    guess = redemption(service, number, WRONG_PASSWORD, wallet_id)
    told = [codes(preview(service, guess, "POST /v1/redemptions")) for _ in range(6)]

    assert told == [*[["number_or_password_wrong"]] * 5, ["draft_locked"]]
    assert refused(service.redeem(number, wallet_id)) == (423, "draft_locked")


def test_previews_of_nobodys_number_are_counted_and_locked_like_any(service: Service) -> None:
    guess = draft_cash_out(service, next(nobodys_numbers()))
    told = [codes(preview(service, guess, "POST /v1/cash-outs")) for _ in range(6)]

    assert told == [*[["number_or_password_wrong"]] * 5, ["draft_locked"]]


def test_previews_and_verbs_are_counted_together_until_the_key_is_blocked(
    service: Service,
) -> None:
    service.wrong_tries_an_hour = 4
    service.restart()
    code = code_of(service, service.full_wallet())
    guess = cash_out(service, "0815 4711 2007")
    for _ in range(2):
        assert codes(preview(service, guess, "POST /v1/agent-cash-outs")) == ["code_wrong"]
        assert refused(guess.send(service))[1] == "code_wrong"

    told = codes(preview(service, cash_out(service, code), "POST /v1/agent-cash-outs"))

    assert told == ["too_many_wrong_tries"]
    assert refused(cash_out(service, code).send(service)) == (429, "too_many_wrong_tries")


def test_a_preview_with_the_right_password_uses_nothing_up(service: Service) -> None:
    number, wallet_id = deposited(service), service.wallet("plain")
    for _ in range(7):
        foretold = preview(
            service, redemption(service, number, wallet_id=wallet_id), "POST /v1/redemptions"
        )
        assert foretold["would"] == "be_done"

    assert service.redeem(number, wallet_id).status_code == 201


# What is not for the caller.


def test_a_preview_has_no_number_no_receipt_and_no_new_id(service: Service) -> None:
    request = Request(service.outlet, "POST", "/v1/deposits", deposit_body())

    foretold = preview(service, request, "POST /v1/deposits")

    assert foretold["transfers"] == [
        {
            "book": "post",
            "entry": "deposit",
            "debit": f"post:cash:{OUTLET}",
            "credit": "post:drafts_outstanding",
            "money": {"amount": 17_500, "currency": "CNY"},
        }
    ]
    assert not re.search(r"\d{6}|signature|receipt|_id", json.dumps(foretold["transfers"]))


def test_an_agent_does_not_learn_whose_wallet_a_code_is_of(service: Service) -> None:
    wallet_id = service.full_wallet()
    request = cash_out(service, code_of(service, wallet_id))

    foretold = preview(service, request, "POST /v1/agent-cash-outs")

    assert wallet_id not in json.dumps(foretold)
    assert [line["debit"] for line in foretold["transfers"]][:2] == ["gateway:*", "gateway:*"]
    assert {line["entry"] for line in foretold["transfers"]} >= {
        "agent_cash_out",
        "agent_cash_out_fee",
    }


def test_a_counter_does_not_learn_who_has_ordered(service: Service) -> None:
    market = Market(service)
    order_id, reference = market.referenced()
    late = reference_payment(
        service, reference, AMOUNT_FEN - 1, taken_at="2026-11-24T08:00:00+08:00"
    )

    for request in (reference_payment(service, reference), late):
        foretold = json.dumps(preview(service, request, "POST /v1/reference-payments"))
        assert not {order_id, market.wallet_id, market.seller_id} & {*re.split('[":]', foretold)}


def test_a_buyer_does_not_learn_the_commission(service: Service) -> None:
    service.sale_terms = replace(service.sale_terms, commission_basis_points=500)
    service.restart()
    market = Market(service)
    order_id = market.delivered()

    foretold = preview(
        service, step(market, order_id, "confirmations"), "POST /v1/orders/{order_id}/confirmations"
    )

    assert [
        (line["debit"], line["credit"], line["money"]["amount"]) for line in foretold["transfers"]
    ] == [(f"gateway:escrow:{order_id}", "gateway:*", AMOUNT_FEN)]


def test_an_arbiter_sees_each_account(service: Service) -> None:
    service.sale_terms = replace(service.sale_terms, commission_basis_points=500)
    service.restart()
    market = Market(service)
    order_id = market.disputed()

    foretold = preview(
        service, step(market, order_id, "decisions"), "POST /v1/orders/{order_id}/decisions"
    )

    assert [line["credit"] for line in foretold["transfers"]] == [
        f"gateway:wallet:{market.wallet_id}",
        f"gateway:seller:{market.seller_id}",
        "gateway:commission",
    ]


def test_an_outlet_cannot_ask_until_it_knows_an_agents_float(service: Service) -> None:
    topped_up(service, 150_000)
    service.deposit()
    below, above = (
        preview(service, swap(service, "withdrawals", fen), "POST /v1/float-withdrawals")
        for fen in (1_000, 160_000)
    )

    assert below["would"] == above["would"] == "be_done"
    # What it would do is named to who does it; that the float would be low is not.
    assert below["events"] == above["events"] == ["float.withdrawn"]
    assert above["not_looked_for"] == ["float_too_low"]
    over = swap(service, "withdrawals", 160_000).send(service)
    assert refused(over)[1] == "float_too_low"


def test_an_agent_cannot_ask_until_it_knows_what_somebody_brought_to_others(
    service: Service,
) -> None:
    topped_up(service)
    wallet_id = service.wallet()
    for _ in range(DEPOSITOR_LIMIT_FEN // 500_000):
        assert cash_in(service, wallet_id, 500_000).send(service).status_code == 201

    foretold = preview(service, cash_in(service, wallet_id, 1), "POST /v1/cash-ins")

    assert (foretold["would"], foretold["not_looked_for"]) == (
        "be_done",
        ["depositor_limit_reached"],
    )


def test_an_agent_hears_of_its_own_float(service: Service) -> None:
    topped_up(service, 100_000)

    foretold = preview(service, cash_in(service, service.wallet(), 1), "POST /v1/cash-ins")

    assert foretold["events"] == ["wallet.credited", "float.low"]


# Keys, roles, rates, chance.


def test_a_preview_needs_no_key_and_uses_none_up(service: Service) -> None:
    request = Request(service.outlet, "POST", "/v1/deposits", deposit_body())
    named = replace(request, headers={"Idempotency-Key": "used-by-both"})
    unnamed = replace(request, headers={"Idempotency-Key": ""})

    assert previewed(unnamed).send(service).status_code == 200
    assert previewed(named).send(service).status_code == 200
    other = replace(named, body=deposit_body(1))
    done = other.send(service)
    assert (done.status_code, "Idempotency-Replayed" in done.headers) == (201, False)
    assert previewed(named).send(service).status_code == 200
    assert refused(named.send(service))[1] == "idempotency_key_reused"


@pytest.mark.parametrize("name", MONEY)
def test_a_preview_is_for_who_may_ask_and_read_as_strictly(
    sqlite_service: Service, name: str
) -> None:
    request = previewed(GOOD[name](sqlite_service))

    assert refused(replace(request, key=None).send(sqlite_service))[1] == "unauthenticated"
    carrier = sqlite_service.key("carrier", "somebody")
    assert refused(replace(request, key=carrier).send(sqlite_service))[1] == "not_permitted"
    if request.body is not None:
        broken = replace(request, body=b'{"money": ')
        assert refused(broken.send(sqlite_service))[1] == "request_malformed"


def test_a_preview_counts_as_a_request(sqlite_service: Service) -> None:
    request = GOOD["POST /v1/deposits"](sqlite_service)
    first, second = (previewed(request).send(sqlite_service) for _ in range(2))

    left = [int(one.headers["RateLimit-Remaining"]) for one in (first, second)]
    assert left[0] - left[1] == 1


def test_a_preview_does_not_change_what_a_seed_gives_next(service: Service) -> None:
    vars(service)["context"] = replace(service.context, seed=b"seven")
    request = Request(service.outlet, "POST", "/v1/deposits", deposit_body())
    caller = Caller("", "outlet", OUTLET)
    expected = draw_number(seeded(service.context, caller, "the-key-of-it"))
    named = replace(request, headers={"Idempotency-Key": "the-key-of-it"})

    shown = previewed(named).send(service)
    done = named.send(service)

    assert taken(done)["number"] == formatted(expected)
    assert expected[:6] not in shown.text.replace(" ", "")


# How it is asked for.


@pytest.mark.parametrize(
    "value", ["", "yes", "True", "1", "true&dry_run=true", "true&dry_run=false"]
)
def test_what_is_neither_true_nor_false_is_refused_and_nothing_is_done(
    service: Service, value: str
) -> None:
    request = GOOD["POST /v1/payments"](service)
    before = whole(service)

    response = dry(request, value).send(service)

    assert refused(response) == (400, "request_malformed")
    assert taken(response)["errors"][0]["at"] == "/dry_run"
    assert changed(before, whole(service)) == set()


@pytest.mark.parametrize("name", ["dryrun", "dry-run", "dryRun", "DRY_RUN", "dry"])
def test_who_spells_it_otherwise_does_not_move_money(service: Service, name: str) -> None:
    request = GOOD["POST /v1/payments"](service)
    before = whole(service)

    response = dry(request, "true", name).send(service)

    assert refused(response) == (400, "request_malformed")
    assert changed(before, whole(service)) == set()


def test_who_says_false_has_it_done(service: Service) -> None:
    assert dry(GOOD["POST /v1/payments"](service), "false").send(service).status_code == 201


@pytest.mark.parametrize("name", OTHERS)
def test_what_has_no_preview_says_so_and_does_nothing(sqlite_service: Service, name: str) -> None:
    request = GOOD[name](sqlite_service)
    before = whole(sqlite_service)

    response = dry(request, "true").send(sqlite_service)

    assert refused(response) == (400, "request_malformed")
    assert "has no preview, and nothing was done" in taken(response)["errors"][0]["message"]
    assert changed(before, whole(sqlite_service)) == set()
