"""A world in which every kind of boundary lies ahead, and what is asked on both sides of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask

from service.clock import date_of, rfc3339
from service.database.memory import MemoryDatabase, empty_content
from service.domain.day import day_of
from service.outbox import Sender, address, deliver_all_due
from service.testing import create_test_app
from service.testing.texts import Texts
from service.web.app import Settings
from tests.service.api.market import Market
from tests.service.api.stories import (
    agency,
    drafts,
    holds,
    keys,
    numbers,
    orders,
    outlets,
    references,
)
from tests.service.api.stories.story import Request
from tests.service.api.stories.wallets import payment
from tests.service.parcels import parcel, scanned
from tests.service.servers import Service

PHONE = "+8613800138000"
NOWHERE = "http://127.0.0.1:9/hooks"
TRIES_AN_HOUR = 12


@dataclass(frozen=True)
class Probe:
    """A request, and what of its answer may change only at a boundary: the code of a refusal."""

    request: Request
    seen: Callable[[Any], object] = lambda answer: answer.get("code")


@dataclass(frozen=True)
class Scene:
    """A test server whose default world has the scene, and the probes by what they are to show."""

    app: Flask
    now_ms: int
    probes: Mapping[str, Probe]

    def seen(self, name: str, at_ms: int) -> object:
        """Return what a probe shows at a moment, in a fork of its own."""
        client, probe = self.app.test_client(), self.probes[name]
        request = probe.request
        body = {"from": "default", "now": rfc3339(at_ms)}
        world = client.post("/test/worlds", json=body).get_json()
        answer = client.open(
            world["base_path"] + request.path,
            method=request.method,
            json=request.body,
            headers={"Authorization": f"Bearer {request.key}", "Idempotency-Key": "the-probe"},
        )
        client.delete(f"/test/worlds/{world['world_id']}")
        return answer.status_code, probe.seen(answer.get_json())

    def boundaries(self) -> list[dict[str, Any]]:
        """Return what the server says of its boundaries."""
        found = self.app.test_client().get("/test/boundaries?limit=10000").get_json()
        assert found["is_complete"]
        boundaries: list[dict[str, Any]] = found["boundaries"]
        return boundaries


def scene() -> Scene:
    """Let everything happen that has a time at which it ends."""
    database = MemoryDatabase()
    database.load(empty_content())
    service = Service(database, wrong_tries_an_hour=TRIES_AN_HOUR)
    service.__dict__["context"] = replace(service.context, has_local_webhooks=True)
    probes = {
        **_of_parcels(service),
        **_of_messages(service),
        **_of_drafts(service),
        **_of_people(service),
        **_of_orders(Market(service, balance_fen=60_000)),
    }
    app = create_test_app(service.context, Settings(), service.clock(), None)
    return Scene(app, service.clock(), probes)


def _of_parcels(service: Service) -> dict[str, Probe]:
    scanned(service, parcel(service), "awaiting_pick_up")
    sweep = Request(service.operator, "POST", "/v1/parcel-sweeps", {"limit": 10})
    return {"parcel.return_due": Probe(sweep, lambda answer: answer)}


def _of_messages(service: Service) -> dict[str, Probe]:
    hook = service.done(service.provider, "/v1/webhooks", {"url": NOWHERE})
    path = f"/v1/webhooks/{hook['webhook_id']}"
    service.done(service.provider, f"{path}/rotations", {"overlap_h": 48})
    numbers.redeemed(service)
    sent = deliver_all_due(Sender(service.context, service.clock, Texts()))
    assert sent.failed == 1
    wallet_id = service.wallet()
    contact = {"phone": PHONE, "language": "en"}
    service.ask(service.provider, "PUT", f"/v1/wallets/{wallet_id}/contact", contact)
    assert service.redeem(service.deposit()["number"], wallet_id).status_code == 201
    assert address(service.database, service.clock())  # a text waits that nobody has tried
    deliveries = Probe(
        Request(None, "POST", "/test/deliveries"),
        lambda answer: [answer[name] for name in ("delivered", "failed", "dead", "dropped")],
    )
    return {
        "message.due": deliveries,
        "message.last_try": deliveries,
        "message.too_late": deliveries,
        "webhook.old_secret_ends": Probe(
            Request(service.provider, "GET", path), lambda answer: answer
        ),
    }


def _of_drafts(service: Service) -> dict[str, Probe]:
    plain, changed = (str(service.deposit()["number"]) for _ in range(2))
    new_password = drafts.password_reset(service, changed)
    assert new_password.send(service).status_code == 201
    locked = numbers.locked(service, drafts.cash_out)
    nobodys = next(numbers.nobodys_numbers())
    wallet_id = service.wallet()
    for _ in range(5):
        drafts.redemption(service, nobodys, wallet_id=wallet_id).send(service)
    return {
        "draft.expires": Probe(drafts.redemption(service, plain, wallet_id=wallet_id)),
        "draft.expires, refund": Probe(drafts.refund(service, plain)),
        "draft.expires, sweep": Probe(
            Request(service.operator, "POST", "/v1/draft-sweeps", {"limit": 100}),
            lambda answer: answer["expired"],
        ),
        "outlet.draft_events_begin": Probe(
            outlets.followed(service), lambda answer: answer["has_draft_events"]
        ),
        "draft.cancellation_ends": Probe(drafts.cancellation(service, plain)),
        "draft.password_in_force": Probe(
            drafts.redemption(service, changed, "240806", wallet_id=wallet_id)
        ),
        "draft.password_in_force, old one": Probe(drafts.cash_out(service, changed)),
        "draft.unlocks": Probe(drafts.cash_out(service, locked)),
        "number.unlocks": Probe(drafts.redemption(service, nobodys, wallet_id=wallet_id)),
        "wallet.limit_begins_anew": Probe(drafts.second_redemption_of_the_day(service)),
    }


def _of_people(service: Service) -> dict[str, Probe]:
    carrier = service.key("carrier", "a carrier")
    text = Request(carrier, "POST", "/v1/texts", {"phone": PHONE, "text": "?"})
    for _ in range(TRIES_AN_HOUR):
        assert text.send(service).status_code == 201
    guesser = service.key("provider", "a guesser")
    wallet_id = service.wallet(key=guesser)
    guesses = [
        replace(drafts.redemption(service, number, wallet_id=wallet_id), key=guesser)
        for number, _ in zip(numbers.nobodys_numbers(), range(40), strict=False)
    ][-TRIES_AN_HOUR:]
    assert {guess.send(service).status_code for guess in guesses} == {403}
    leaving = service.key("auditor", "who leaves")
    keys.rotation(service, f"/v1/keys/{keys.key_id_of(leaving)}", 36).send(service)
    depositor = agency.cash_in_over_the_depositors_limit(service)
    code = agency.code_of(service, service.full_wallet())
    today = {"day": date_of(day_of(service.clock()))}
    return {
        "hour.begins": Probe(text, lambda answer: answer["reply"]),
        "key.unblocks": Probe(guesses[0]),
        "key.ends": Probe(Request(leaving, "GET", "/v1/books/check")),
        "depositor.limit_begins_anew": Probe(depositor),
        "cash_out_code.expires": Probe(agency.cash_out(service, code)),
        "float_code.expires": Probe(agency.withdrawal(service, 100)),
        **_of_holds(service),
        "day.begins": Probe(Request(service.operator, "POST", "/v1/settlements", today)),
    }


def _of_holds(service: Service) -> dict[str, Probe]:
    """Hold all that a wallet has: the boundary is seen by each who wants it, or looks."""
    wallet_id = service.full_wallet(100)
    hold_id = holds.placed(service, wallet_id)
    look = Request(service.provider, "GET", f"/v1/wallets/{wallet_id}")
    sweep = Request(service.operator, "POST", "/v1/hold-sweeps", {"limit": 10})
    return {
        "hold.expires": Probe(holds.capture(service, hold_id)),
        "hold.expires, release": Probe(holds.release(service, hold_id)),
        "hold.expires, payment": Probe(payment(service, wallet_id, service.wallet())),
        "hold.expires, wallet": Probe(look, lambda answer: (answer["balance"], answer["held"])),
        "hold.expires, sweep": Probe(sweep, lambda answer: answer["expired"]),
    }


def _of_orders(market: Market) -> dict[str, Probe]:
    service = market.service
    market.certified(days=30)
    unpaid, (_, reference) = market.placed(), market.referenced(valid_days=5)
    paid, _ = market.paid(), market.delivered()
    seller = f"/v1/sellers/{market.seller_id}"
    sweep = Request(service.operator, "POST", "/v1/order-sweeps", {"limit": 10})
    return {
        "certification.expires": Probe(
            Request(service.provider, "GET", seller),
            lambda answer: [one["standing"] for one in answer["certifications"]],
        ),
        "order.payment_overdue": Probe(
            Request(service.provider, "POST", f"/v1/orders/{unpaid}/payments", {})
        ),
        "reference.expires": Probe(references.payment(service, reference)),
        "reference.expires, enquiry": Probe(
            references.enquiry(service, reference), lambda answer: answer["state"]
        ),
        "order.refund_due": Probe(orders.step(market, paid, "refunds")),
        "order.confirmation_due": Probe(sweep, lambda answer: answer["confirmed"]),
        "order.payment_overdue, sweep": Probe(sweep, lambda answer: answer["cancelled"]),
    }
