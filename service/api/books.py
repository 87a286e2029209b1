"""Routes of the books and of the keys: for operators and auditors."""

from service.api.route import Route
from service.domain.refusals import payment as trade
from service.operations import exports, keys, settlements
from service.refusals.agency import AgentNameUnfit
from service.refusals.request import ApiKeyUnknown, DayNotClosed, WalletUnknown
from service.schemas import books as bodies
from service.schemas.wallets import PageQuery

_WATCHERS = ("auditor", "operator")

ROUTES = (
    Route(
        "POST",
        "/v1/settlements",
        "Close a day, and pay the net amount due",
        roles=("operator",),
        operation=settlements.close_day,
        body=bodies.SettlementBody,
        answer=bodies.SettlementAnswer,
        answer_if_repeated="It is closed already",
        refusals=(trade.DayStillOpen, trade.BooksDiffer),
    ),
    Route(
        "GET",
        "/v1/settlements",
        "List closed days, the last first",
        roles=_WATCHERS,
        read=settlements.list_settlements,
        query=PageQuery,
        answer=bodies.SettlementsAnswer,
        status=200,
    ),
    Route(
        "GET",
        "/v1/settlements/{day}",
        "Look at a closed day",
        roles=_WATCHERS,
        read=settlements.show_settlement,
        answer=bodies.SettlementAnswer,
        status=200,
        refusals=(DayNotClosed,),
    ),
    Route(
        "GET",
        "/v1/settlements/{day}/files/{book}",
        "Fetch the settlement file of a day, by one of the two books",
        roles=_WATCHERS,
        texts={"text/csv": exports.settlement_file},
        status=200,
    ),
    Route(
        "GET",
        "/v1/reconciliations/{day}",
        "Compare both books of a day line by line",
        roles=_WATCHERS,
        read=settlements.reconcile_day,
        answer=bodies.ReconciliationAnswer,
        status=200,
    ),
    Route(
        "GET",
        "/v1/books/check",
        "Check that balances are sums, and that the books mirror each other",
        roles=_WATCHERS,
        read=settlements.check_books,
        answer=bodies.BooksAnswer,
        status=200,
    ),
    Route(
        "GET",
        "/v1/books/beancount",
        "Export both books for Beancount",
        roles=_WATCHERS,
        texts={"text/plain": exports.beancount},
        status=200,
    ),
    Route(
        "GET",
        "/v1/time",
        "Read the clock of the service, and its day",
        roles=(),
        read=exports.show_time,
        answer=bodies.TimeAnswer,
        status=200,
    ),
    Route(
        "GET",
        "/v1/receipt-keys",
        "Fetch the public keys that verify receipts, as JSON Web Keys",
        roles=(),
        read=exports.receipt_keys,
        answer=bodies.ReceiptKeysAnswer,
        status=200,
    ),
    Route(
        "POST",
        "/v1/keys",
        "Make an API key; its secret is shown only once",
        roles=("operator",),
        operation=keys.make_key,
        body=bodies.KeyBody,
        answer=bodies.NewKeyAnswer,
        refusals=(WalletUnknown, AgentNameUnfit),
        changes_api_keys=True,
    ),
    Route(
        "GET",
        "/v1/keys",
        "List the API keys, without secrets",
        roles=("operator",),
        read=keys.list_keys,
        answer=bodies.KeysAnswer,
        status=200,
    ),
    Route(
        "POST",
        "/v1/keys/{key_id}/rotations",
        "Make a new key like an old one, which ends after an overlap",
        roles=("operator",),
        operation=keys.rotate_key,
        body=bodies.RotationBody,
        answer=bodies.NewKeyAnswer,
        refusals=(ApiKeyUnknown,),
        changes_api_keys=True,
    ),
    Route(
        "DELETE",
        "/v1/keys/{key_id}",
        "Revoke an API key now",
        roles=("operator",),
        operation=keys.revoke_key,
        answer=bodies.KeyAnswer,
        status=200,
        refusals=(ApiKeyUnknown,),
        changes_api_keys=True,
    ),
)
