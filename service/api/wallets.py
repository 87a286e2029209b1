"""Routes of wallets: their providers, and the shops that are paid."""

from service.api.counter import SECRET_REFUSALS
from service.api.route import Route
from service.domain.refusals import payment as trade
from service.operations import redemptions, wallets
from service.refusals.request import WalletUnknown
from service.schemas import wallets as bodies

PAYING_REFUSALS = (WalletUnknown, trade.WalletFrozen, trade.BalanceTooLow)

ROUTES = (
    Route(
        "POST",
        "/v1/redemptions",
        "Credit a draft to a wallet, at once and only once",
        roles=("provider",),
        operation=redemptions.redeem_draft,
        concurrency="optimistic",
        body=bodies.RedemptionBody,
        answer=bodies.RedemptionAnswer,
        refusals=(
            *SECRET_REFUSALS,
            WalletUnknown,
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
    ),
    Route(
        "GET",
        "/v1/wallets/{wallet_id}",
        "Look at a wallet",
        roles=("provider", "shop", "auditor"),
        reads=wallets.show_wallet,
        answer=bodies.WalletAnswer,
        status=200,
        refusals=(WalletUnknown,),
    ),
    Route(
        "PATCH",
        "/v1/wallets/{wallet_id}",
        "Freeze a wallet, thaw it, or give it another tier",
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
        reads=wallets.show_statement,
        query=bodies.PageQuery,
        answer=bodies.StatementAnswer,
        status=200,
        refusals=(WalletUnknown,),
    ),
    Route(
        "POST",
        "/v1/payments",
        "Pay from one's wallet to anybody's",
        roles=("provider", "shop"),
        operation=wallets.pay,
        body=bodies.PaymentBody,
        answer=bodies.PaymentAnswer,
        refusals=(*PAYING_REFUSALS, trade.SameWallet),
    ),
    Route(
        "POST",
        "/v1/withdrawals",
        "Pay a wallet's money out through the bank",
        roles=("provider", "shop"),
        operation=wallets.withdraw,
        body=bodies.WithdrawalBody,
        answer=bodies.WithdrawalAnswer,
        refusals=PAYING_REFUSALS,
    ),
)
