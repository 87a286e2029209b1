"""Previews of holds and reversals: all their refusals in order, and whose wallet they name."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from service.clock import rfc3339
from service.domain.day import DAY_MS
from tests.service.api.previewing import codes, preview, require_all_refusals
from tests.service.api.stories import Request
from tests.service.api.stories.holds import (
    HOLDS,
    by_the_payer,
    capture,
    ended,
    hold,
    paid,
    placed,
    promised,
    release,
    reversal_of,
)
from tests.service.api.stories.story import freeze
from tests.service.api.stories.wallets import other_provider, payment
from tests.service.servers import Service, taken

Several = tuple[str, Callable[[Service], Request], list[str]]
CAPTURES, RELEASES = f"POST {HOLDS}/{{hold_id}}/captures", f"POST {HOLDS}/{{hold_id}}/releases"
REVERSALS = "POST /v1/payments/{payment_id}/reversals"


def hold_that_breaks_each_rule(service: Service) -> Request:
    poor = service.full_wallet(99)
    freeze(service, poor)
    late = rfc3339(service.clock() + 31 * DAY_MS)
    return hold(service, poor, payee_wallet_id=poor, expires_at=late)


def capture_of_too_much_of_a_frozen_wallet_for_itself(service: Service) -> Request:
    wallet_id = service.full_wallet()
    hold_id = placed(service, wallet_id)
    freeze(service, wallet_id)
    return capture(service, hold_id, 101, payee_id=wallet_id)


def capture_for_another_of_too_much(service: Service) -> Request:
    return capture(service, promised(service), 101)


def capture_for_another_of_what_expired(service: Service) -> Request:
    hold_id = promised(service)
    service.clock.advance(days=30)
    return capture(service, hold_id, 101)


def capture_of_what_ended(service: Service) -> Request:
    return capture(service, ended(service), 101)


def release_of_what_is_promised_and_expired(service: Service) -> Request:
    hold_id = promised(service)
    service.clock.advance(days=30)
    return release(service, hold_id)


def reversal_of_too_much_by_a_frozen_and_poor_payee(service: Service) -> Request:
    payee_id = service.wallet()
    payment_id = paid(service, payee_id)
    taken(payment(service, payee_id, service.wallet()).send(service))
    freeze(service, payee_id)
    return reversal_of(service, payment_id, 101)


SEVERAL: list[Several] = [
    (
        f"POST {HOLDS}",
        hold_that_breaks_each_rule,
        ["hold_end_wrong", "wallet_frozen", "same_wallet", "balance_too_low"],
    ),
    (
        CAPTURES,
        capture_of_too_much_of_a_frozen_wallet_for_itself,
        ["wallet_frozen", "same_wallet", "capture_over_hold"],
    ),
    (CAPTURES, capture_for_another_of_too_much, ["payee_other", "capture_over_hold"]),
    # Of what has ended nothing more is told: no other amount or payee would do.
    (CAPTURES, capture_for_another_of_what_expired, ["payee_other", "hold_expired"]),
    (CAPTURES, capture_of_what_ended, ["hold_ended"]),
    (RELEASES, release_of_what_is_promised_and_expired, ["hold_expired"]),
    (
        REVERSALS,
        reversal_of_too_much_by_a_frozen_and_poor_payee,
        ["wallet_frozen", "reversal_over_payment", "balance_too_low"],
    ),
    # The payer is told nothing of what the payee has left.
    (REVERSALS, by_the_payer, ["not_the_payee"]),
]


@pytest.mark.parametrize(("name", "prepare", "all_of_them"), SEVERAL)
def test_a_preview_tells_all_refusals_in_order_and_the_verb_the_first(
    service: Service, name: str, prepare: Callable[[Service], Request], all_of_them: list[str]
) -> None:
    require_all_refusals(service, name, prepare(service), all_of_them)


def test_the_payee_of_a_hold_previews_its_capture_and_is_shown_no_wallet_of_the_payer(
    service: Service,
) -> None:
    wallet_id, other = service.full_wallet(), other_provider(service)
    payee_id = service.wallet(key=other)
    hold_id = placed(service, wallet_id, payee_wallet_id=payee_id)
    asked = capture(service, hold_id, payee_id=payee_id, is_final=True)

    theirs = preview(service, replace(asked, key=other), CAPTURES)
    own = preview(service, asked, CAPTURES)

    def sides(lines: list[dict[str, str]]) -> list[tuple[str, str, str]]:
        return [(one["entry"], one["debit"], one["credit"]) for one in lines]

    kept, payee = f"gateway:hold:{hold_id}", f"gateway:wallet:{payee_id}"
    assert sides(theirs["transfers"]) == [
        ("hold_capture", kept, payee),
        ("hold_release", kept, "gateway:*"),
    ]
    assert sides(own["transfers"])[1] == ("hold_release", kept, f"gateway:wallet:{wallet_id}")


def test_a_hold_that_is_not_placed_yet_has_no_id_to_be_shown(service: Service) -> None:
    wallet_id = service.full_wallet()

    foretold = preview(service, hold(service, wallet_id), f"POST {HOLDS}")

    (line,) = foretold["transfers"]
    assert (line["debit"], line["credit"]) == (f"gateway:wallet:{wallet_id}", "gateway:*")
    assert foretold["events"] == ["hold.placed"]


def test_a_sweep_of_holds_is_foretold_with_each_line_that_it_would_enter(
    service: Service,
) -> None:
    wallet_ids = [service.full_wallet() for _ in range(3)]
    for wallet_id in wallet_ids:
        placed(service, wallet_id)
    service.clock.advance(days=7)
    request = Request(service.operator, "POST", "/v1/hold-sweeps", {"limit": 2})

    foretold = preview(service, request, "POST /v1/hold-sweeps")

    assert codes(foretold) == []
    back = [one["credit"].rpartition(":")[2] for one in foretold["transfers"]]
    assert (len(set(back)), set(back) <= set(wallet_ids)) == (2, True)
    assert foretold["events"] == ["hold.expired"] * 2
