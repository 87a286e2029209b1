"""Routes of wallets: their providers, and the shops that are paid."""

from service.api.counter import DRAFT_REFUSALS, NUMBER_REFUSALS
from service.api.route import Route
from service.domain.refusals import payment as trade
from service.operations import balances, payments, redemptions, wallets
from service.refusals.annotations import ExternalIdTaken
from service.refusals.books import StretchInverted
from service.refusals.request import (
    PaymentUnknown,
    WalletUnknown,
    WithdrawalUnknown,
)
from service.schemas import lists
from service.schemas import payments as movements
from service.schemas import wallets as bodies
from service.schemas.balances import BalanceQuery, WalletBalanceAnswer
from service.store.books import TRANSFER
from service.store.wallets import WALLET

_SEEING = ("provider", "shop", "auditor")
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
        "/v1/wallets",
        "List one's wallets in the order in which they were opened",
        roles=_SEEING,
        read=wallets.list_wallets,
        query=lists.WalletsQuery,
        answer=lists.WalletsAnswer,
        status=200,
        refusals=(StretchInverted,),
        numbered_by=WALLET,
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
        "GET",
        "/v1/wallets/{wallet_id}/balance",
        "Read what a wallet held at a moment",
        roles=_SEEING,
        read=balances.show_wallet_balance,
        query=BalanceQuery,
        answer=WalletBalanceAnswer,
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
        "GET",
        "/v1/payments",
        "List payments from and to one's wallets, in the order in which they were entered",
        roles=_SEEING,
        read=payments.list_payments,
        query=movements.PaymentsQuery,
        answer=movements.PaymentsAnswer,
        status=200,
        refusals=(WalletUnknown, StretchInverted),
        numbered_by=TRANSFER,
    ),
    Route(
        "GET",
        "/v1/payments/{payment_id}",
        "Look at a payment from or to one's wallet",
        roles=_SEEING,
        read=payments.show_payment,
        answer=movements.PaymentShownAnswer,
        status=200,
        refusals=(PaymentUnknown,),
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
    Route(
        "GET",
        "/v1/withdrawals",
        "List withdrawals from one's wallets, in the order in which they were entered",
        roles=_SEEING,
        read=payments.list_withdrawals,
        query=movements.WithdrawalsQuery,
        answer=movements.WithdrawalsAnswer,
        status=200,
        refusals=(WalletUnknown, StretchInverted),
        numbered_by=TRANSFER,
    ),
    Route(
        "GET",
        "/v1/withdrawals/{withdrawal_id}",
        "Look at a withdrawal from one's wallet",
        roles=_SEEING,
        read=payments.show_withdrawal,
        answer=movements.WithdrawalShownAnswer,
        status=200,
        refusals=(WithdrawalUnknown,),
    ),
)
