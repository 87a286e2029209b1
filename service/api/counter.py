"""Routes of the counter: deposits, cash-outs, and what goes wrong with a receipt."""

from service.api.route import Route
from service.bodies import counter as bodies
from service.domain import refusals as trade
from service.operations import counter, deposits, redemptions
from service.protocol import (
    DraftNotFound,
    DraftUnknown,
    OutletUnknown,
    TooManyWrongTries,
)

NUMBER_REFUSALS = (trade.NumberMalformed, trade.NumberMistyped, TooManyWrongTries)
SECRET_REFUSALS = (
    *NUMBER_REFUSALS,
    trade.DraftLocked,
    trade.NumberOrPasswordWrong,
    trade.DraftEnded,
    trade.DraftExpired,
)

ROUTES = (
    Route(
        "POST",
        "/v1/deposits",
        "Take cash, and issue a draft with a signed receipt",
        roles=("outlet",),
        operation=deposits.deposit,
        reads_nothing=True,
        body=bodies.DepositBody,
        answer=bodies.DepositAnswer,
        refusals=(trade.AmountOverLimit,),
    ),
    Route(
        "POST",
        "/v1/number-blocks",
        "Reserve numbers for times without a line",
        roles=("outlet",),
        operation=deposits.reserve_numbers,
        body=bodies.NumberBlockBody,
        answer=bodies.NumberBlockAnswer,
    ),
    Route(
        "POST",
        "/v1/cash-outs",
        "Pay a draft out in cash to whoever has number and password",
        roles=("outlet",),
        operation=redemptions.cash_out,
        body=bodies.CashOutBody,
        answer=bodies.CashOutAnswer,
        refusals=(*SECRET_REFUSALS, trade.OutletOutOfCash),
    ),
    Route(
        "POST",
        "/v1/cancellations",
        "Undo a deposit of today, made at this outlet and not yet used",
        roles=("outlet",),
        operation=counter.cancel_deposit,
        body=bodies.CancellationBody,
        answer=bodies.PaidBackAnswer,
        refusals=(
            *NUMBER_REFUSALS,
            trade.NotTheIssuingOutlet,
            trade.DraftEnded,
            trade.CancelledTooLate,
            trade.OutletOutOfCash,
        ),
    ),
    Route(
        "POST",
        "/v1/refunds",
        "Pay an expired draft back to its depositor",
        roles=("outlet",),
        operation=counter.refund_draft,
        body=bodies.RefundBody,
        answer=bodies.PaidBackAnswer,
        refusals=(
            *NUMBER_REFUSALS,
            trade.NotTheDepositor,
            trade.DraftEnded,
            trade.DraftNotExpired,
            trade.OutletOutOfCash,
        ),
    ),
    Route(
        "POST",
        "/v1/password-resets",
        "Give a depositor a new password, in force after seven full days",
        roles=("outlet",),
        operation=counter.reset_draft_password,
        body=bodies.PasswordResetBody,
        answer=bodies.PasswordResetAnswer,
        refusals=(
            *NUMBER_REFUSALS,
            trade.NotTheDepositor,
            trade.DraftEnded,
            trade.DraftExpired,
        ),
    ),
    Route(
        "POST",
        "/v1/receipt-replacements",
        "Give a depositor who lost the receipt a new number; the old one ends",
        roles=("outlet",),
        operation=counter.replace_receipt,
        body=bodies.ReceiptReplacementBody,
        answer=bodies.DepositAnswer,
        refusals=(DraftNotFound, TooManyWrongTries),
    ),
    Route(
        "POST",
        "/v1/cash-movements",
        "Bring cash to an outlet, or from it",
        roles=("operator",),
        operation=counter.move_cash,
        body=bodies.CashMovementBody,
        answer=bodies.CashMovementAnswer,
        refusals=(OutletUnknown, trade.OutletOutOfCash),
    ),
    Route(
        "GET",
        "/v1/drafts/{draft_id}",
        "Look at a draft; an outlet sees its own",
        roles=("outlet", "auditor", "operator"),
        reads=counter.show_draft,
        answer=bodies.DraftAnswer,
        status=200,
        refusals=(DraftUnknown,),
    ),
)
