"""Holds beside everything else: the machine of the whole API, with holds and reversals more."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, multiple, rule

from tests.proofs import model_wallets as purses
from tests.proofs.asking import Said
from tests.proofs.machine import PlainAndReal, amounts, providers
from tests.proofs.machine_agents import AgentsAndReal
from tests.proofs.model import DAY_MS, Hold
from tests.proofs.model_counter import fen
from tests.proofs.model_holds import Keeping, Payment
from tests.proofs.scene import AUDITOR, OPERATOR

MINUTE_MS = 60_000
NOBODYS = "0" * 32

parts = st.sampled_from([1, 50, 100, 17_500])


class HoldsAndReal(AgentsAndReal):
    """The same service and the same plain world, with holds and reversals in both."""

    holds = Bundle("holds")
    payments = Bundle("payments")

    def __init__(self) -> None:
        """Set nothing aside yet."""
        super().__init__()
        self.keeping = Keeping(self.world)

    @initialize(target=holds)
    def a_hold_that_nobody_placed(self) -> Any:  # noqa: ANN401 - Hypothesis's own
        return NOBODYS

    @initialize(target=payments)
    def a_payment_that_nobody_made(self) -> Any:  # noqa: ANN401 - Hypothesis's own
        return NOBODYS

    @rule(
        target=holds,
        who=providers,
        wallet=PlainAndReal.wallets,
        payee=st.none() | PlainAndReal.wallets,
        amount=amounts,
        minutes=st.sampled_from([None, 1, 60]),
    )
    def sets_aside(
        self, who: str, wallet: str, payee: str | None, amount: int, minutes: int | None
    ) -> Any:  # noqa: ANN401 - Hypothesis's own
        lasts_ms = 7 * DAY_MS if minutes is None else minutes * MINUTE_MS
        body = {
            "wallet_id": wallet,
            "payee_wallet_id": payee,
            "money": fen(amount),
            "valid_minutes": minutes,
        }
        hold = Hold(wallet, payee, amount, self.world.now_ms + lasts_ms)
        said = self.asking.post(
            who, "holds", body, lambda said: self.keeping.place({"hold_id": "", **said}, who, hold)
        )
        return said["hold_id"] if said else multiple()

    @rule(
        target=holds,
        wallet=PlainAndReal.wallets,
        payee=st.none() | PlainAndReal.wallets,
        minutes=st.sampled_from([1, 60]),
    )
    def sets_aside_what_is_there(self, wallet: str, payee: str | None, minutes: int) -> Any:  # noqa: ANN401 - Hypothesis's own
        there_fen = self.world.spendable_fen(wallet)
        if not there_fen:
            return multiple()
        who = self.world.wallets[wallet].provider
        return self.sets_aside(who, wallet, payee, min(100, there_fen), minutes)

    @rule(
        target=payments,
        who=providers,
        hold=holds,
        payee=st.none() | PlainAndReal.wallets,
        part=parts,
        final=st.booleans(),
    )
    def captures(self, who: str, hold: str, payee: str | None, part: int, *, final: bool) -> Any:  # noqa: ANN401 - Hypothesis's own
        body = {"payee_wallet_id": payee, "money": fen(part), "is_final": final}

        def expected(said: Said) -> Said:
            made = {"payment_id": "", **said}
            return self.keeping.capture(made, who, hold, (payee, part, final))

        said = self.asking.post(who, f"holds/{hold}/captures", body, expected)
        return said["payment_id"] if said else multiple()

    @rule(who=providers, hold=holds)
    def lets_go(self, who: str, hold: str) -> None:
        self.asking.post(
            who, f"holds/{hold}/releases", None, lambda _: self.keeping.release(who, hold)
        )

    @rule(hold=holds, who=providers, is_late=st.booleans())
    def comes_for_it_at_the_last_moment(self, hold: str, who: str, *, is_late: bool) -> None:
        known = self.world.holds.get(hold)
        if known is None or self.world.now_ms >= known.until_ms:
            return
        self.time_passes(known.until_ms - self.world.now_ms - (not is_late))
        self.captures(who, hold, None, 1, final=False)
        self.lets_go(who, hold)

    @rule()
    def holds_are_swept(self) -> None:
        self.asking.post(OPERATOR, "hold-sweeps", {"limit": 500}, lambda _: self.keeping.sweep())

    @rule(target=payments, payer=PlainAndReal.wallets, payee=PlainAndReal.wallets, amount=amounts)
    def pays_what_can_go_back(self, payer: str, payee: str, amount: int) -> Any:  # noqa: ANN401 - Hypothesis's own
        who = self.world.wallets[payer].provider
        body = {"payer_wallet_id": payer, "payee_wallet_id": payee, "money": fen(amount)}
        said = self.asking.post(
            who, "payments", body, lambda _: purses.pay(self.world, who, (payer, payee), amount)
        )
        if said is None:
            return multiple()
        self.keeping.payments[said["payment_id"]] = Payment(payer, payee, amount)
        return said["payment_id"]

    @rule(who=st.one_of(providers, st.just(OPERATOR)), payment=payments, part=parts)
    def gives_back(self, who: str, payment: str, part: int) -> None:
        body = {"money": fen(part), "reason": "other"}
        self.asking.post(
            who,
            f"payments/{payment}/reversals",
            body,
            lambda _: self.keeping.give_back(who, payment, part),
        )

    def agree_at_the_end(self) -> None:
        """Look at the holds, before a sweep and after it; only then entries sum to balances."""
        for hold_id in self.world.holds:
            self._agree_on(hold_id)
        self.holds_are_swept()
        for hold_id in self.world.holds:
            self._agree_on(hold_id)
        super().agree_at_the_end()

    def _agree_on(self, hold_id: str) -> None:
        shown = self.asking.get(AUDITOR, f"holds/{hold_id}")
        expected = self.keeping.shown(hold_id)
        assert {name: shown[name] for name in expected} == expected
