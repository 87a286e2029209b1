"""The steps of the pipeline: each looks at the `Exchange`, and notes in it or raises.

`service.web.pipeline` has their order, and says which routes have which.
"""

import re
from dataclasses import replace

from flask import Response

from service.api.contract import KEY_FORM
from service.call import Call, Entropy, seeded
from service.database.numbers import settled_number
from service.idempotency import Answer, IdempotentRequest, answer_once, do, json_of
from service.refusals.request import IdempotencyKeyMissing, RequestMalformed
from service.web.authentication import require_role
from service.web.batch import answer_each
from service.web.exchange import AppState, Exchange
from service.web.parsing import body_of, canonical, query_of, require_path
from service.web.previews import require_known
from service.web.request import Request, require_single_headers
from service.web.response import json_response

_KEY = re.compile(KEY_FORM)


def check_headers(exchange: Exchange) -> None:
    """Find headers sent twice; the refusal waits until the request is counted."""
    try:
        require_single_headers(exchange.request.environ)
    except RequestMalformed as refusal:
        exchange.error = refusal


def authenticate(exchange: Exchange) -> None:
    """Find the caller by its API key; what goes wrong waits until the request is counted."""
    if exchange.error is not None:
        return
    header = exchange.request.environ.get("HTTP_AUTHORIZATION")
    try:
        caller = exchange.app.authenticator.caller(header, exchange.now_ms)
    except Exception as error:  # noqa: BLE001 - whatever it is, `raise_error` raises it
        exchange.error = error
        return
    exchange.caller = caller
    exchange.request.trace.key_id = caller.key_id


def count_request(exchange: Exchange) -> None:
    """Count the request: by API key, or by address where no key was found."""
    request = exchange.request
    counted_for = exchange.caller.key_id or request.remote_addr
    request.trace.headers += exchange.app.rates.count(counted_for)


def count_lookup(exchange: Exchange) -> None:
    """Count a lookup, which needs no key, by address."""
    limit_lookups(exchange.app, exchange.request)


def limit_lookups(app: AppState, request: Request) -> None:
    """Count a lookup of the tracking page or of its route. Refused: `TooManyRequests`."""
    request.trace.headers += app.lookup_rates.count(request.remote_addr)


def raise_error(exchange: Exchange) -> None:
    """Raise what went wrong before the request was counted."""
    if exchange.error is not None:
        raise exchange.error


def check_role(exchange: Exchange) -> None:
    """Let pass a caller of one of the route's roles."""
    require_role(exchange.caller, exchange.route.roles)


def check_dry_run(exchange: Exchange) -> None:
    """Let pass a query string that asks for no preview where there is none."""
    require_known(exchange.route, exchange.request)


def check_path(exchange: Exchange) -> None:
    """Let pass ids, days and numbers of the right form in the path."""
    require_path(exchange.path)


def read_body(exchange: Exchange) -> None:
    """Read the body as the route's model."""
    assert exchange.route.body, "the route has a body"
    exchange.body = body_of(exchange.route.body, exchange.request)


def read_query(exchange: Exchange) -> None:
    """Read the query string as the route's model."""
    assert exchange.route.query, "the route has a query string"
    exchange.body = query_of(exchange.route.query, exchange.request)


def read_idempotency_key(exchange: Exchange) -> None:
    """Read the header Idempotency-Key."""
    key: str = exchange.request.environ.get("HTTP_IDEMPOTENCY_KEY", "")
    if not _KEY.fullmatch(key):
        raise IdempotencyKeyMissing
    exchange.idempotency_key = key


def make_call(exchange: Exchange) -> None:
    """Put together what operations, reads and actions are called with."""
    context, caller, key = exchange.app.context, exchange.caller, exchange.idempotency_key
    entropy = Entropy() if key is None else seeded(context, caller, key)
    trace = exchange.request.trace.context
    exchange.call = Call(
        context,
        caller,
        exchange.body,
        exchange.now_ms,
        entropy,
        exchange.path,
        traceparent=trace.traceparent if trace else None,
    )


def run_once(exchange: Exchange) -> None:
    """Run the operation under the idempotency key, or find the answer it gave before."""
    route = exchange.route
    assert route.operation, "the route has an operation"
    exchange.answer = answer_once(
        route.operation, exchange.call, _idempotent(exchange), route.concurrency
    )


def run_batch(exchange: Exchange) -> None:
    """Run the operation once for each item of the body."""
    exchange.answer = answer_each(exchange.route, exchange.call, _idempotent(exchange))


def _idempotent(exchange: Exchange) -> IdempotentRequest:
    assert exchange.idempotency_key, "it was read"
    content = exchange.request.path.encode() + b"\n" + canonical(exchange.body)
    return IdempotentRequest(exchange.idempotency_key, content)


def run_repeatable(exchange: Exchange) -> None:
    """Run an operation that may be repeated without a key: PUT, PATCH and DELETE."""
    assert exchange.route.operation, "the route has an operation"
    exchange.answer = do(exchange.route.operation, exchange.call)


def run_action(exchange: Exchange) -> None:
    """Run an action, which is no transaction."""
    assert exchange.route.action, "the route has an action"
    content = json_of(exchange.route.action(exchange.call))
    exchange.answer = Answer(exchange.route.status, content)


def run_read(exchange: Exchange) -> None:
    """Read from a snapshot of the database, taken once the numbers are settled that it goes by."""
    assert exchange.route.read, "the route has a read"
    database, table = exchange.app.context.database, exchange.route.numbered_by
    if table is not None:
        exchange.call = replace(exchange.call, settled=settled_number(database, table))
    with database.snapshot() as connection:
        content = json_of(exchange.route.read(connection, exchange.call))
    exchange.answer = Answer(exchange.route.status, content)


def run_text(exchange: Exchange) -> None:
    """Read from a snapshot of the database, and answer with the media type that is accepted."""
    texts = exchange.route.texts
    accepted = exchange.request.request.accept_mimetypes
    media_type = accepted.best_match(texts, next(iter(texts)))
    with exchange.app.context.database.snapshot() as connection:
        text = texts[media_type](connection, exchange.call)
    exchange.response = Response(text, mimetype=media_type)


def forget_callers(exchange: Exchange) -> None:
    """Look all API keys up anew, because one has changed."""
    exchange.app.authenticator.forget()


def respond(exchange: Exchange) -> None:
    """Make the response of the answer."""
    exchange.response = json_response(exchange.answer)
