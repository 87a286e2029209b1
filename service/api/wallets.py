"""Routes of wallets: their providers, and the shops that are paid."""

from service.api.counter import DRAFT_REFUSALS, NUMBER_REFUSALS
from service.api.route import Route
from service.domain.refusals import payment as trade
from service.operations import redemptions, wallets
from service.refusals.annotations import ExternalIdTaken
from service.refusals.request import WalletUnknown
from service.schemas import wallets as bodies

PAYING_REFUSALS = (WalletUnknown, trade.WalletFrozen, trade.BalanceTooLow)

ROUTES = (
    Route(
        "POST",
        "/v1/redemptions",
        "Credit a draft to a wallet, immediately and only once",
        roles=("provider",),
        operation=redemptions.redeem_draft,
        moves_money=True,
        concurrency="optimistic",
        body=bodies.RedemptionBody,
        answer=bodies.RedemptionAnswer,
        refusals=(
            *NUMBER_REFUSALS,
            WalletUnknown,
            *DRAFT_REFUSALS,
            trade.WalletFrozen,
            trade.DailyLimitReached,
        ),
    ),
    Route(
        "POST",
        "/v1/wallets",
        "Open a wallet",
        roles=("provider",),
        operation=wallets.open_wallet,
        concurrency="optimistic",
        body=bodies.WalletBody,
        answer=bodies.WalletAnswer,
        refusals=(ExternalIdTaken,),
    ),
    Route(
        "GET",
        "/v1/wallets/{wallet_id}",
        "Look at a wallet",
        roles=("provider", "shop", "auditor"),
        read=wallets.show_wallet,
        answer=bodies.WalletAnswer,
        status=200,
        refusals=(WalletUnknown,),
    ),
    Route(
        "PATCH",
        "/v1/wallets/{wallet_id}",
        "Freeze or unfreeze a wallet, or change its tier",
        roles=("provider",),
        operation=wallets.change_wallet,
        body=bodies.WalletChangeBody,
        answer=bodies.WalletAnswer,
        status=200,
        refusals=(WalletUnknown,),
    ),
    Route(
        "GET",
        "/v1/wallets/{wallet_id}/entries",
        "Read a wallet's statement, the oldest entries first",
        roles=("provider", "shop", "auditor"),
        read=wallets.show_statement,
        query=bodies.PageQuery,
        answer=bodies.StatementAnswer,
        status=200,
        refusals=(WalletUnknown,),
    ),
    Route(
        "POST",
        "/v1/payments",
        "Pay from one wallet to another",
        roles=("provider", "shop"),
        operation=wallets.pay,
        moves_money=True,
        body=bodies.PaymentBody,
        answer=bodies.PaymentAnswer,
        refusals=(ExternalIdTaken, trade.SameWallet, *PAYING_REFUSALS),
    ),
    Route(
        "POST",
        "/v1/withdrawals",
        "Withdraw a wallet's money to its owner's bank",
        roles=("provider", "shop"),
        operation=wallets.withdraw,
        moves_money=True,
        body=bodies.WithdrawalBody,
        answer=bodies.WithdrawalAnswer,
        refusals=(ExternalIdTaken, *PAYING_REFUSALS),
    ),
)
