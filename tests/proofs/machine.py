"""The whole API in one process beside the plain model: every step is asked of both."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    multiple,
    precondition,
    rule,
)

from tests.proofs import model_counter as counter
from tests.proofs import model_wallets as purses
from tests.proofs.asking import CREATED, FINE, Asking, Said, Service, code_of, date_of
from tests.proofs.model import (
    DAY_MS,
    HOUR_MS,
    MISTYPED,
    NOBODYS,
    Draft,
    Refused,
    World,
    fee_fen,
)
from tests.proofs.scene import AUDITOR, OPERATOR, OUTLETS, PROVIDERS
from tests.proofs.soundness import faults, tills

START_MS = 20_700 * DAY_MS + 9 * HOUR_MS
MINUTE_MS = 60_000

outlets = st.sampled_from(OUTLETS)
providers = st.sampled_from(PROVIDERS)
passwords = st.sampled_from(["081208", "240806"])
identities = st.sampled_from(["11010519491231002X", "413026194912310021"])
amounts = st.sampled_from([1, 100, 17_500, 123_450, 500_000, 500_001])
tiers = st.sampled_from(["plain", "sms_alert", "certificate"])
times = st.sampled_from([1, MINUTE_MS, HOUR_MS, 12 * HOUR_MS, DAY_MS, 7 * DAY_MS, 59 * DAY_MS])


class PlainAndReal(RuleBasedStateMachine):
    """One service and one plain world; `new_service` is given by the test."""

    new_service: Callable[[], Service]
    numbers = Bundle("numbers")
    wallets = Bundle("wallets")

    def __init__(self) -> None:
        """Open both for business."""
        super().__init__()
        self.world = World(START_MS, tills=dict.fromkeys(OUTLETS, 0))
        self.asking = Asking(type(self).new_service(), self.world)

    @initialize(target=numbers)
    def numbers_that_nobody_has(self) -> Any:  # noqa: ANN401 - Hypothesis's own
        return multiple(NOBODYS, MISTYPED)

    @initialize(target=wallets, tier=tiers)
    def a_wallet_at_each(self, tier: str) -> Any:  # noqa: ANN401 - Hypothesis's own
        return multiple(*(self.opens_a_wallet(provider, tier) for provider in PROVIDERS))

    @rule(target=numbers, outlet=outlets, identity=identities, password=passwords, amount=amounts)
    def pays_in(self, outlet: str, identity: str, password: str, amount: int) -> Any:  # noqa: ANN401 - Hypothesis's own
        body = {
            "money": counter.fen(amount),
            "password": password,
            "depositor": {"identity": identity},
        }

        def expected(said: Said) -> Said:
            counter.deposit_fits(amount)
            fee, now_ms = fee_fen(amount), self.world.now_ms
            number = said["number"].replace(" ", "")
            draft = Draft(number, password, identity, outlet, amount, fee, now_ms)
            return counter.issued(self.world, said, draft)

        said = self.asking.post(outlet, "deposits", body, expected)
        return said["number"].replace(" ", "") if said else multiple()

    @rule(who=providers, number=numbers, password=passwords, wallet=wallets)
    def redeems(self, who: str, number: str, password: str, wallet: str) -> None:
        body = {"number": number, "password": password, "wallet_id": wallet}
        self.asking.post(
            who,
            "redemptions",
            body,
            lambda _: purses.redeem(self.world, who, (number, password), wallet),
        )

    @rule(number=numbers, wallet=wallets)
    def redeems_as_one_should(self, number: str, wallet: str) -> None:
        found = self.world.draft_of(number)
        if found:
            right = found[1].opens_with(self.world.now_ms)
            self.redeems(self.world.wallets[wallet].provider, number, right, wallet)

    @rule(outlet=outlets, number=numbers, password=passwords)
    def takes_cash(self, outlet: str, number: str, password: str) -> None:
        body = {"number": number, "password": password}
        self.asking.post(
            outlet,
            "cash-outs",
            body,
            lambda _: counter.cash_out(self.world, outlet, number, password),
        )

    @rule(outlet=outlets, number=numbers)
    def cancels(self, outlet: str, number: str) -> None:
        body = {"number": number}
        self.asking.post(
            outlet, "cancellations", body, lambda _: counter.cancel(self.world, outlet, number)
        )

    @rule(outlet=outlets, number=numbers, identity=identities)
    def wants_it_back(self, outlet: str, number: str, identity: str) -> None:
        body = {"number": number, "depositor": {"identity": identity}}
        self.asking.post(
            outlet,
            "refunds",
            body,
            lambda _: counter.refund(self.world, outlet, number, identity),
        )

    @rule(outlet=outlets, number=numbers, identity=identities, password=passwords)
    def forgot_the_password(self, outlet: str, number: str, identity: str, password: str) -> None:
        body = {"number": number, "depositor": {"identity": identity}, "password": password}
        self.asking.post(
            outlet,
            "password-resets",
            body,
            lambda _: counter.reset(self.world, outlet, number, (identity, password)),
        )

    @rule(
        target=numbers,
        outlet=outlets,
        identity=identities,
        amount=amounts,
        ago=st.sampled_from([0, 0, 1, 7]),
    )
    def lost_the_receipt(self, outlet: str, identity: str, amount: int, ago: int) -> Any:  # noqa: ANN401 - Hypothesis's own
        day = self.world.today - ago
        body = {
            "depositor": {"identity": identity},
            "money": counter.fen(amount),
            "paid_in_on": date_of(day),
        }

        def expected(said: Said) -> Said:
            self.world.require_unblocked(outlet)
            try:
                _, draft = counter.lost_draft(self.world, identity, amount, day)
            except Refused:
                self.world.count_wrong(outlet)
                raise
            draft.number = said["number"].replace(" ", "")
            return counter.receipt(draft)

        said = self.asking.post(outlet, "receipt-replacements", body, expected)
        return said["number"].replace(" ", "") if said else multiple()

    @rule(outlet=outlets, amount=amounts, is_supply=st.booleans())
    def moves_cash(self, outlet: str, amount: int, *, is_supply: bool) -> None:
        direction = "supply" if is_supply else "collection"
        body = {"outlet": outlet, "direction": direction, "money": counter.fen(amount)}
        signed = amount if is_supply else -amount
        self.asking.post(
            OPERATOR,
            "cash-movements",
            body,
            lambda _: counter.move_cash(self.world, outlet, signed),
        )

    @rule(target=wallets, who=providers, tier=tiers)
    def opens_a_wallet(self, who: str, tier: str) -> str:
        said = self.asking.post(
            who,
            "wallets",
            {"tier": tier},
            lambda said: purses.opened(self.world, said, who, tier),
        )
        assert said, "nothing can be wrong with it"
        return str(said["wallet_id"])

    @rule(who=providers, wallet=wallets, frozen=st.booleans())
    def freezes_or_thaws(self, who: str, wallet: str, *, frozen: bool) -> None:
        self.asking.change(who, wallet, {"is_frozen": frozen})

    @rule(who=providers, wallet=wallets, tier=tiers)
    def changes_the_tier(self, who: str, wallet: str, tier: str) -> None:
        self.asking.change(who, wallet, {"tier": tier})

    @rule(who=providers, payer=wallets, payee=wallets, amount=amounts)
    def pays(self, who: str, payer: str, payee: str, amount: int) -> None:
        body = {"payer_wallet_id": payer, "payee_wallet_id": payee, "money": counter.fen(amount)}
        self.asking.post(
            who,
            "payments",
            body,
            lambda _: purses.pay(self.world, who, (payer, payee), amount),
        )

    @rule(who=providers, wallet=wallets, amount=amounts)
    def withdraws(self, who: str, wallet: str, amount: int) -> None:
        body = {"wallet_id": wallet, "money": counter.fen(amount)}
        self.asking.post(
            who,
            "withdrawals",
            body,
            lambda _: purses.withdraw(self.world, who, wallet, amount),
        )

    @rule(ago=st.integers(0, 3))
    def closes_a_day(self, ago: int) -> None:
        day = self.world.today - ago
        was_closed = day in self.world.closed
        self.asking.post(
            OPERATOR,
            "settlements",
            {"day": date_of(day)},
            lambda _: purses.settle(self.world, day),
            status=FINE if was_closed else CREATED,
        )

    @rule(by_ms=times)
    def time_passes(self, by_ms: int) -> None:
        self.world.now_ms += by_ms
        self.asking.service.set_clock(self.world.now_ms)

    @precondition(lambda self: self.asking.asked)
    @rule(which=st.integers(0, 1_000))
    def repeats_a_request(self, which: int) -> None:
        first = self.asking.asked[which % len(self.asking.asked)]

        again = self.asking.send(first.who, "POST", first.path, first.body, first.key)

        assert (again.status_code, again.data) == (first.status, first.content)
        assert again.headers["Idempotency-Replayed"] == "true"

    @precondition(lambda self: self.asking.asked)
    @rule(which=st.integers(0, 1_000), tier=tiers)
    def sends_another_request_with_the_same_key(self, which: int, tier: str) -> None:
        first = self.asking.asked[which % len(self.asking.asked)]
        if first.who not in PROVIDERS or first.body == {"tier": tier}:
            return

        other = self.asking.send(first.who, "POST", "wallets", {"tier": tier}, first.key)

        assert (other.status_code, code_of(other)) == (422, "idempotency_key_reused")

    def teardown(self) -> None:
        try:
            self.agree_at_the_end()
        finally:
            self.asking.service.end()

    def agree_at_the_end(self) -> None:
        """Look at everything that both know."""
        for wallet_id in self.world.wallets:
            shown = self.asking.get(AUDITOR, f"wallets/{wallet_id}")
            entries = self.asking.get(AUDITOR, f"wallets/{wallet_id}/entries?limit=1000")["entries"]
            assert shown == purses.shown(self.world, wallet_id)
            changes_fen = sum(entry["change"]["amount"] for entry in entries)
            assert changes_fen == shown["balance"]["amount"]
        for draft_id, draft in self.world.drafts.items():
            shown = self.asking.get(OPERATOR, f"drafts/{draft_id}")
            assert (shown["state"], shown["wallet_id"]) == (
                draft.state(self.world.now_ms),
                draft.wallet,
            )
        balances = self.asking.get(AUDITOR, "books/check")
        assert (balances["is_sound"], balances["findings"]) == (True, [])
        due_fen = sum(due for _, due in self.world.due)
        assert balances["balances"].get("post:due_to_gateway", 0) == due_fen
        for day in self.world.closed:
            compared = self.asking.get(AUDITOR, f"reconciliations/{date_of(day)}")
            assert compared["differences"] == []
        assert tills(self.asking.service.url) == self.world.tills
        assert faults(self.asking.service.url) == {}
