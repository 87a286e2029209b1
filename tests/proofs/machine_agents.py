"""Agents beside everything else: the machine of the whole API, with two agents more."""

from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, multiple, rule

from tests.proofs.asking import FINE, Said, agreed
from tests.proofs.machine import PlainAndReal, amounts, identities, outlets, providers
from tests.proofs.machine_trade import TradeAndReal
from tests.proofs.model_agents import CODE_MS, THRESHOLD_FEN, Agency, Till
from tests.proofs.model_counter import fen
from tests.proofs.scene import AGENTS, AUDITOR, OPERATOR
from tests.proofs.soundness import falls

NOBODYS_CODE = "0815 4711 2007"
MOST_FEN, ENOUGH_FEN = 500_000, 3_000_000

agents = st.sampled_from(AGENTS)


class AgentsAndReal(TradeAndReal):
    """The same service and the same plain world, with agents in both."""

    codes = Bundle("codes")

    def __init__(self) -> None:
        """Open the agents' shops."""
        super().__init__()
        self.agency = Agency(self.world, tills={agent: Till() for agent in AGENTS})

    @initialize(target=codes)
    def a_code_that_nobody_has(self) -> Any:  # noqa: ANN401 - Hypothesis's own
        return NOBODYS_CODE

    @rule(outlet=outlets, agent=agents, amount=amounts)
    def tops_up(self, outlet: str, agent: str, amount: int) -> None:
        body = {"agent": agent, "money": fen(amount)}
        self.asking.post(
            outlet, "float-top-ups", body, lambda _: self.agency.top_up(outlet, agent, amount)
        )

    @rule(outlet=outlets, agent=agents, amount=amounts)
    def takes_float_out(self, outlet: str, agent: str, amount: int) -> None:
        said = self.asking.post(
            agent,
            "float-withdrawal-codes",
            {"money": fen(amount)},
            lambda _: self.agency.consent(agent, amount),
        )
        if said:
            self.asking.post(
                outlet,
                "float-withdrawals",
                {"code": said["code"]},
                lambda _: self.agency.withdraw(outlet, agent, amount),
            )

    @rule(agent=agents, wallet=PlainAndReal.wallets, identity=identities, amount=amounts)
    def brings_cash(self, agent: str, wallet: str, identity: str, amount: int) -> None:
        body = {"wallet_id": wallet, "money": fen(amount), "depositor": {"identity": identity}}
        self.asking.post(
            agent,
            "cash-ins",
            body,
            lambda _: self.agency.cash_in(agent, wallet, identity, amount),
        )

    @rule(outlet=outlets, wallet=PlainAndReal.wallets, identity=identities)
    def brings_more_than_anybody_may(self, outlet: str, wallet: str, identity: str) -> None:
        for agent in AGENTS:
            self.tops_up(outlet, agent, ENOUGH_FEN)
        for place in range(5):
            self.brings_cash(AGENTS[place % 2], wallet, identity, MOST_FEN)
        self.brings_cash(AGENTS[0], wallet, identity, 1)

    @rule(target=codes, who=providers, wallet=PlainAndReal.wallets, amount=amounts)
    def asks_for_a_code(self, who: str, wallet: str, amount: int) -> Any:  # noqa: ANN401 - Hypothesis's own
        body = {"wallet_id": wallet, "money": fen(amount)}

        def expected(said: Said) -> Said:
            return self.agency.make_code({"code": "", **said}, who, wallet, amount)

        said = self.asking.post(who, "cash-out-codes", body, expected)
        return said["code"] if said else multiple()

    @rule(agent=agents, code=codes)
    def shows_a_code(self, agent: str, code: str) -> None:
        self.asking.post(
            agent,
            "agent-cash-outs",
            {"code": code},
            lambda _: self.agency.cash_out(agent, code),
        )

    @rule(target=codes, agent=agents, wallet=PlainAndReal.wallets, amount=amounts)
    def gets_cash_as_one_should(self, agent: str, wallet: str, amount: int) -> Any:  # noqa: ANN401 - Hypothesis's own
        code = self.asks_for_a_code(self.world.wallets[wallet].provider, wallet, amount)
        if isinstance(code, str):
            self.shows_a_code(agent, code)
        return code

    @rule(agent=agents, wallet=PlainAndReal.wallets, is_late=st.booleans())
    def comes_at_the_last_moment(self, agent: str, wallet: str, *, is_late: bool) -> None:
        self.brings_cash(agent, wallet, "E12345678", 20_000)
        code = self.asks_for_a_code(self.world.wallets[wallet].provider, wallet, 100)
        self.time_passes(CODE_MS - (not is_late))
        if isinstance(code, str):
            self.shows_a_code(agent, code)

    @rule(agent=agents, outlet=outlets, above=st.integers(0, 1))
    def falls_from_the_threshold(self, agent: str, outlet: str, above: int) -> None:
        missing_fen = THRESHOLD_FEN + above - self.agency.tills[agent].float_fen
        if missing_fen > 0:
            self.tops_up(outlet, agent, missing_fen)
        self.takes_float_out(outlet, agent, 1)

    @rule(who=st.sampled_from([*AGENTS, OPERATOR]), agent=agents, amount=amounts)
    def is_paid_commission(self, who: str, agent: str, amount: int) -> None:
        body = {"agent": agent, "money": fen(amount)}
        self.asking.post(
            who,
            "commission-payouts",
            body,
            lambda _: self.agency.pay_commission(who, agent, amount),
        )

    @rule(agent=agents, tariff=st.sampled_from(["standard", "free"]))
    def gets_other_terms(self, agent: str, tariff: str) -> None:
        reply = self.asking.send(OPERATOR, "PATCH", f"agents/{agent}", {"tariff": tariff})
        self.agency.tills[agent].tariff = tariff
        agreed(reply, lambda _: self.agency.shown(agent), FINE)

    def agree_at_the_end(self) -> None:
        """Look at the agents too."""
        super().agree_at_the_end()
        for agent, till in self.agency.tills.items():
            path = f"agents/{quote(agent)}"
            shown = self.asking.get(AUDITOR, path)
            entries = self.asking.get(agent, f"{path}/statement?limit=1000")["entries"]
            assert shown.pop("opened_at")
            assert shown == self.agency.shown(agent)
            assert sum(one["change"]["amount"] for one in entries) == till.float_fen
        expected = {name: till.falls for name, till in self.agency.tills.items() if till.falls}
        assert falls(self.asking.service.url) == expected
