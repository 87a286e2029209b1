"""Stories of the books: settlements, reconciliations, checks; and of the service's time."""

from functools import partial

from tests.service.api.stories.story import GOOD, Request, good, story
from tests.service.servers import Service

DAY = "2026-11-24"
READ_BY_THE_AUDITOR = {
    "GET /v1/settlements/{day}/files/{book}": f"/v1/settlements/{DAY}/files/post",
    "GET /v1/reconciliations/{day}": f"/v1/reconciliations/{DAY}",
    "GET /v1/books/check": "/v1/books/check",
    "GET /v1/books/beancount": "/v1/books/beancount",
}
READ_WHEN_CLOSED = {
    "GET /v1/settlements": "/v1/settlements?limit=1",
    "GET /v1/settlements/{day}": f"/v1/settlements/{DAY}",
}


@good("POST /v1/settlements")
def settlement(service: Service) -> Request:
    service.full_wallet()
    service.clock.advance(days=1)
    return Request(service.operator, "POST", "/v1/settlements", {"day": DAY})


def read(service: Service, path: str) -> Request:
    """Read the books of a day on which money moved."""
    service.full_wallet()
    return Request(service.auditor, "GET", path)


def read_when_closed(service: Service, path: str) -> Request:
    """Read the books of a day that is closed."""
    assert settlement(service).send(service).status_code == 201
    return Request(service.auditor, "GET", path)


for _route, _path in READ_BY_THE_AUDITOR.items():
    GOOD[_route] = partial(read, path=_path)
for _route, _path in READ_WHEN_CLOSED.items():
    GOOD[_route] = partial(read_when_closed, path=_path)
OUTSIDE_FILE = {
    "account": "gateway:bank",
    "first_day": DAY,
    "last_day": DAY,
    "file": "Booked,Amount\n2026-11-24,-175.00\n",
    "columns": {"at": "Booked", "amount": "Amount"},
}
LINES = "/v1/books/lines?account=gateway:bank"


@good("POST /v1/reconciliations")
def comparison_with_a_file(service: Service) -> Request:
    service.full_wallet()
    return Request(service.auditor, "POST", "/v1/reconciliations", OUTSIDE_FILE)


@good("GET /v1/books/lines")
def lines_of_an_account(service: Service) -> Request:
    return read(service, f"{LINES}&first_day={DAY}&last_day={DAY}")


GOOD["GET /v1/time"] = lambda _: Request(None, "GET", "/v1/time")


def settlement_of_books_that_differ(service: Service) -> Request:
    request = settlement(service)
    service.run(
        "INSERT INTO transfer (book, key, debit, credit, amount_fen, at_ms) VALUES "
        "('post', 'planted', 'post:drafts_outstanding', 'post:due_to_gateway', 7, 0)"
    )
    return request


story(
    "POST /v1/settlements",
    "day_still_open",
    lambda service: Request(service.operator, "POST", "/v1/settlements", {"day": DAY}),
)
story("POST /v1/settlements", "books_differ", settlement_of_books_that_differ)


def unreadable_file(service: Service) -> Request:
    wrong = {"file": "Booked,Amount\n2026-11-24,much\n"}
    return Request(service.auditor, "POST", "/v1/reconciliations", OUTSIDE_FILE | wrong)


def file_of_inverted_days(service: Service) -> Request:
    wrong = {"first_day": "2026-11-25"}
    return Request(service.auditor, "POST", "/v1/reconciliations", OUTSIDE_FILE | wrong)


def lines_of_inverted_days(service: Service) -> Request:
    path = f"{LINES}&first_day=2026-11-25&last_day={DAY}"
    return Request(service.auditor, "GET", path)


def file_of_an_account_with_too_many_lines(service: Service) -> Request:
    service.run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200001) "
        "INSERT INTO transfer (book, key, debit, credit, amount_fen, at_ms) "
        "SELECT 'gateway', 'withdrawal:' || i, 'gateway:wallet:w', 'gateway:bank', 1, :now FROM n",
        now=service.clock(),
    )
    return comparison_with_a_file(service)


story("POST /v1/reconciliations", "outside_file_unreadable", unreadable_file)
story("POST /v1/reconciliations", "days_inverted", file_of_inverted_days)
story("GET /v1/books/lines", "days_inverted", lines_of_inverted_days)
story("POST /v1/reconciliations", "too_many_lines", file_of_an_account_with_too_many_lines)
story(
    "GET /v1/settlements/{day}",
    "day_not_closed",
    lambda service: Request(service.auditor, "GET", f"/v1/settlements/{DAY}"),
)
