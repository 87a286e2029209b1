"""The part of the client for agents, and for whoever swaps float with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from service.client.calls import Calls, part
from service.client.lazy_module import LazyModule
from service.client.retrying import ApiRequest
from service.money import cny

if TYPE_CHECKING:
    from service.schemas import agency
else:
    agency = LazyModule("service.schemas.agency")


class AgencyCalls(Calls):
    """Cash in and out at agents, their float at outlets, their commission and statements."""

    def cash_in(
        self, wallet_id: str, amount_fen: int, *, identity: str, idempotency_key: str | None = None
    ) -> agency.CashInAnswer:
        """Credit a wallet immediately, for cash, out of one's own float."""
        body = {
            "wallet_id": wallet_id,
            "money": cny(amount_fen),
            "depositor": {"identity": identity},
        }
        return self._post("/v1/cash-ins", body, agency.CashInAnswer, idempotency_key)

    def cash_out_code(
        self, wallet_id: str, amount_fen: int, *, idempotency_key: str | None = None
    ) -> agency.CashOutCodeAnswer:
        """Make a one-time code for cash from an agent."""
        body = {"wallet_id": wallet_id, "money": cny(amount_fen)}
        return self._post("/v1/cash-out-codes", body, agency.CashOutCodeAnswer, idempotency_key)

    def agent_cash_out(
        self, code: str, *, idempotency_key: str | None = None
    ) -> agency.AgentCashOutAnswer:
        """Pay cash out of a wallet to the holder of a one-time code."""
        return self._post(
            "/v1/agent-cash-outs", {"code": code}, agency.AgentCashOutAnswer, idempotency_key
        )

    def top_up_float(
        self, agent: str, amount_fen: int, *, idempotency_key: str | None = None
    ) -> agency.FloatSwapAnswer:
        """Take an agent's cash at an outlet for float."""
        body = {"agent": agent, "money": cny(amount_fen)}
        return self._post("/v1/float-top-ups", body, agency.FloatSwapAnswer, idempotency_key)

    def float_withdrawal_code(
        self, amount_fen: int, *, idempotency_key: str | None = None
    ) -> agency.FloatCodeAnswer:
        """Make a one-time code for cash out of one's own float."""
        body = {"money": cny(amount_fen)}
        path = "/v1/float-withdrawal-codes"
        return self._post(path, body, agency.FloatCodeAnswer, idempotency_key)

    def withdraw_float(
        self, code: str, *, idempotency_key: str | None = None
    ) -> agency.FloatSwapAnswer:
        """Pay an agent's float out in cash at an outlet, by the code that the agent shows."""
        body = {"code": code}
        return self._post("/v1/float-withdrawals", body, agency.FloatSwapAnswer, idempotency_key)

    def recall_float(
        self,
        agent: str,
        amount_fen: int,
        *,
        outlet: str,
        reason: str,
        idempotency_key: str | None = None,
    ) -> agency.FloatRecallAnswer:
        """Pay the float of an agent that cannot ask for it out in cash at an outlet."""
        body = {"agent": agent, "outlet": outlet, "money": cny(amount_fen), "reason": reason}
        return self._post("/v1/float-recalls", body, agency.FloatRecallAnswer, idempotency_key)

    def pay_commission(
        self, agent: str, amount_fen: int, *, idempotency_key: str | None = None
    ) -> agency.CommissionPayoutAnswer:
        """Pay what an agent has earned into its float."""
        body = {"agent": agent, "money": cny(amount_fen)}
        return self._post(
            "/v1/commission-payouts", body, agency.CommissionPayoutAnswer, idempotency_key
        )

    def agent(self, agent: str) -> agency.AgentAnswer:
        """Return an agent."""
        return self._get(f"/v1/agents/{part(agent=agent)}", agency.AgentAnswer)

    def change_agent(
        self, agent: str, *, tariff: str | None = None, threshold_fen: int | None = None
    ) -> agency.AgentAnswer:
        """Change an agent's tariff, or below which float it is warned."""
        threshold = None if threshold_fen is None else cny(threshold_fen)
        wanted = {"tariff": tariff, "threshold": threshold}
        body = {name: value for name, value in wanted.items() if value is not None}
        request = ApiRequest("PATCH", f"/v1/agents/{part(agent=agent)}", body)
        return self._answer(request, agency.AgentAnswer)

    def agent_statement(
        self, agent: str, cursor: str | None = None
    ) -> Iterator[agency.AgentStatementAnswer]:
        """Yield pages of a float's statement from a cursor on; keep the last `end_cursor`."""
        path = f"/v1/agents/{part(agent=agent)}/statement"
        return self._pages(path, agency.AgentStatementAnswer, cursor)
