"""Routes of agents: cash in and out for wallets, float, commission, statements.

Beside them, the commission of outlets.
"""

from service.api.route import Route
from service.domain.refusals import agency, payment
from service.operations import agents, float_withdrawals, floats, outlet_commissions
from service.refusals.agency import AgentUnknown
from service.refusals.annotations import ExternalIdTaken
from service.refusals.request import OutletUnknown, TooManyWrongTries, WalletUnknown
from service.schemas import agency as bodies
from service.schemas import outlets as of_outlets
from service.schemas.wallets import PageQuery

_SEEN_BY = ("agent", "auditor", "operator")
_AGENT = "/v1/agents/{agent}"

ROUTES = (
    Route(
        "POST",
        "/v1/cash-ins",
        "Credit a wallet immediately, for cash, out of the agent's float",
        roles=("agent",),
        operation=agents.take_cash_in,
        moves_money=True,
        body=bodies.CashInBody,
        answer=bodies.CashInAnswer,
        refusals=(
            ExternalIdTaken,
            WalletUnknown,
            payment.WalletFrozen,
            payment.AmountOverLimit,
            payment.DailyLimitReached,
            agency.FloatTooLow,
            agency.DepositorLimitReached,
        ),
        kept_from_previews=(agency.DepositorLimitReached,),
    ),
    Route(
        "POST",
        "/v1/cash-out-codes",
        "Make a one-time code for cash from an agent; it is shown only once",
        roles=("provider",),
        operation=agents.make_code,
        body=bodies.CashOutCodeBody,
        answer=bodies.CashOutCodeAnswer,
        refusals=(WalletUnknown, payment.WalletFrozen, payment.BalanceTooLow),
    ),
    Route(
        "POST",
        "/v1/agent-cash-outs",
        "Pay cash out of a wallet to the holder of a one-time code, into the agent's float",
        roles=("agent",),
        operation=agents.pay_cash_out,
        moves_money=True,
        body=bodies.AgentCashOutBody,
        answer=bodies.AgentCashOutAnswer,
        refusals=(
            TooManyWrongTries,
            agency.CodeWrong,
            agency.CodeUsed,
            agency.CodeExpired,
            payment.WalletFrozen,
            agency.WalletTooPoor,
        ),
    ),
    Route(
        "POST",
        "/v1/float-top-ups",
        "Take an agent's cash at an outlet for float",
        roles=("outlet",),
        operation=floats.top_up_float,
        moves_money=True,
        body=bodies.FloatSwapBody,
        answer=bodies.FloatSwapAnswer,
        refusals=(AgentUnknown,),
    ),
    Route(
        "POST",
        "/v1/float-withdrawal-codes",
        "Make a one-time code for cash out of one's float; it is shown only once",
        roles=("agent",),
        operation=float_withdrawals.make_float_code,
        body=bodies.FloatCodeBody,
        answer=bodies.FloatCodeAnswer,
        refusals=(agency.FloatTooLow,),
    ),
    Route(
        "POST",
        "/v1/float-withdrawals",
        "Pay an agent's float out in cash at an outlet, by the agent's one-time code",
        roles=("outlet",),
        operation=float_withdrawals.pay_float_out,
        moves_money=True,
        body=bodies.FloatWithdrawalBody,
        answer=bodies.FloatSwapAnswer,
        refusals=(
            TooManyWrongTries,
            agency.CodeWrong,
            agency.CodeUsed,
            agency.CodeExpired,
            payment.OutletOutOfCash,
            agency.FloatTooLow,
        ),
    ),
    Route(
        "POST",
        "/v1/float-recalls",
        "Pay an agent's float out in cash at an outlet without the agent, which is notified",
        roles=("operator",),
        operation=float_withdrawals.recall_float_at_outlet,
        moves_money=True,
        body=bodies.FloatRecallBody,
        answer=bodies.FloatRecallAnswer,
        refusals=(AgentUnknown, OutletUnknown, payment.OutletOutOfCash, agency.FloatTooLow),
    ),
    Route(
        "POST",
        "/v1/commission-payouts",
        "Pay what an agent has earned into its float",
        roles=("agent", "operator"),
        operation=floats.pay_commission_out,
        moves_money=True,
        body=bodies.CommissionPayoutBody,
        answer=bodies.CommissionPayoutAnswer,
        refusals=(AgentUnknown, agency.CommissionTooLow),
    ),
    Route(
        "POST",
        "/v1/outlet-commission-payouts",
        "Pay what an outlet has earned, from its till or from the bank",
        roles=("outlet", "operator"),
        operation=outlet_commissions.pay_commission_of_outlet,
        moves_money=True,
        body=of_outlets.OutletCommissionPayoutBody,
        answer=of_outlets.OutletCommissionPayoutAnswer,
        refusals=(OutletUnknown, payment.OutletOutOfCash, agency.CommissionTooLow),
    ),
    Route(
        "GET",
        _AGENT,
        "Look at an agent; an agent sees itself",
        roles=_SEEN_BY,
        read=floats.show_agent,
        answer=bodies.AgentAnswer,
        status=200,
        refusals=(AgentUnknown,),
    ),
    Route(
        "PATCH",
        _AGENT,
        "Change an agent's tariff, or below which float it is warned",
        roles=("operator",),
        operation=floats.change_agent,
        body=bodies.AgentChangeBody,
        answer=bodies.AgentAnswer,
        status=200,
        refusals=(AgentUnknown,),
    ),
    Route(
        "GET",
        f"{_AGENT}/statement",
        "Read the statement of an agent's float, the oldest entries first",
        roles=_SEEN_BY,
        read=floats.show_statement,
        query=PageQuery,
        answer=bodies.AgentStatementAnswer,
        status=200,
        refusals=(AgentUnknown,),
    ),
)
