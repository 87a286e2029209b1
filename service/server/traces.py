"""Spans of requests, operations and transactions by OpenTelemetry, exported by OTLP over HTTP.

    request (server) -> transaction or snapshot (client) -> operation
    request of before (server) -> attempt at a message (client)

The only module that imports OpenTelemetry, and itself only imported by a server that exports
traces: without them nothing stands on a request's way. Attributes are few, and none is a number, a
password, an address with ids, or words of an exception, which may have values in them.
"""

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from multiprocessing.util import Finalize
from typing import Any, TypeVar

from opentelemetry.context import Context as ParentContext
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import (
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    StatusCode,
    TraceFlags,
    Tracer,
    TraceState,
    set_span_in_context,
)
from sqlalchemy import Connection

from service.api.route import Route
from service.call import Call, Context, OptimisticOperation
from service.database.memory import MemoryDatabase
from service.database.optimistic import Decide, LocksNeeded
from service.database.transactions import Database
from service.domain.message import FailedAttempt
from service.domain.refusals.base import Refusal
from service.outbox import Outcome
from service.outbox.phones import Dropped
from service.store.messages import Message
from service.telemetry.access import SPAN, WsgiApp, method_of, route_of
from service.telemetry.traceparent import TraceContext, parse_traceparent

FLUSH_S = 2.0
"""How long a process that ends waits for its last spans to be exported, in seconds. Assumption."""
_NAME = "wanghuiyi"
_FIRST_FAULT = 500
_REQUEST_ID = "X-Request-Id"
_WORLDS = "/worlds/"
_NAMES_OF_OUTCOMES = {type(None): "delivered", FailedAttempt: "failed", Dropped: "dropped"}

Result = TypeVar("Result")
Spans = Callable[..., AbstractContextManager[Span]]


def exported_tracing() -> "Tracing":
    """Return what makes spans that are exported, as the variables of OpenTelemetry say.

    Of this process alone: its thread does not outlive a fork.
    """
    named = f"{os.environ.get('OTEL_RESOURCE_ATTRIBUTES', '')},"
    is_named = "OTEL_SERVICE_NAME" in os.environ or "service.name=" in named
    about = {"service.version": version(_NAME)} | ({} if is_named else {"service.name": _NAME})
    provider = TracerProvider(resource=Resource.create(about), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    # A process started by `multiprocessing` ends without Python's own exit handlers.
    Finalize(provider, _shut_down, (provider,), exitpriority=0)
    return Tracing(provider.get_tracer(_NAME, version(_NAME)))


def _shut_down(provider: TracerProvider) -> None:
    """Export the last spans, unless the collector takes too long."""
    thread = threading.Thread(target=provider.shutdown, daemon=True)
    try:
        thread.start()
    except RuntimeError:  # from Python 3.12 on none starts at the end of the first process
        provider.force_flush(int(FLUSH_S * 1_000))
        return
    thread.join(FLUSH_S)


@dataclass(frozen=True)
class Tracing:
    """Puts spans around what a server does."""

    tracer: Tracer

    def context(self, context: Context) -> Context:
        """Return a context whose database has a span for each transaction and look."""
        database = context.database
        kind = TracedMemory if isinstance(database, MemoryDatabase) else TracedDatabase
        traced = kind(database.url, database.connections, spans=self.spans)
        return replace(context, database=traced)

    def attempt(self, run: Callable[[Message], Outcome], message: Message) -> Outcome:
        """Run an attempt at a message in a span, whose trace is that of the message's request."""
        stored = message.stored
        parent = _parent_of(stored.traceparent or "", "")
        with self.spans(f"send {message.channel}", SpanKind.CLIENT, parent) as span:
            own = _own(span.get_span_context()).traceparent
            outcome = run(replace(message, stored=replace(stored, traceparent=own)))
            span.set_attributes(
                {
                    "wanghuiyi.event": stored.event.kind,
                    "wanghuiyi.message_id": message.message_id,
                    "wanghuiyi.attempt": message.attempts,
                    "wanghuiyi.outcome": _NAMES_OF_OUTCOMES[type(outcome)],
                }
            )
            if isinstance(outcome, FailedAttempt):
                span.set_status(StatusCode.ERROR)
        return outcome

    def route(self, route: Route) -> Route:
        """Return a route that has a span for each run of its operation, and for each try."""
        return replace(
            route,
            operation=route.operation and self._operation(route, route.operation),
            read=route.read and self._run(route, route.read),
            texts={kind: self._run(route, read) for kind, read in route.texts.items()},
            action=route.action and self._action(route, route.action),
        )

    def wsgi(self, application: WsgiApp) -> WsgiApp:
        """Return an application that has a span for each request, in the trace that it names."""

        def traced(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            method = method_of(environ)
            parent = _parent_of(
                environ.get("HTTP_TRACEPARENT", ""), environ.get("HTTP_TRACESTATE", "")
            )
            with self.spans(method, SpanKind.SERVER, parent) as span:
                own = _own(span.get_span_context())
                environ["HTTP_TRACEPARENT"], environ[SPAN] = own.traceparent, own.span_id

                def start(status: str, headers: list[tuple[str, str]], *error: object) -> Any:  # noqa: ANN401 - the server's
                    _note(span, method, environ, int(status[:3]), dict(headers))
                    return start_response(status, headers, *error)

                return application(environ, start)

        return traced

    @contextmanager
    def spans(
        self,
        name: str,
        kind: SpanKind = SpanKind.INTERNAL,
        parent: ParentContext | None = None,
        **attributes: str,
    ) -> Iterator[Span]:
        """Lend a span; what is raised in it is noted by its name alone."""
        with self.tracer.start_as_current_span(
            name,
            parent,
            kind,
            {key.replace("__", "."): value for key, value in attributes.items()},
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                yield span
            except Refusal as refusal:
                span.set_attribute("wanghuiyi.refusal", refusal.code)
                raise
            except Exception as error:
                span.set_attribute("error.type", type(error).__name__)
                if not isinstance(error, LocksNeeded):  # it is decided once more, with locks
                    span.set_status(StatusCode.ERROR)
                raise

    def _operation(self, route: Route, operation: Any) -> Any:  # noqa: ANN401 - as a route has it
        if isinstance(operation, OptimisticOperation):
            return OptimisticOperation(self._run(route, operation.decide))
        return self._run(route, operation)

    def _run(self, route: Route, run: Callable[[Any, Call[Any]], Result]) -> Any:  # noqa: ANN401 - as above
        def traced(connection: Any, call: Call[Any]) -> Result:  # noqa: ANN401 - as above
            with self.spans(f"operation {route.name}", wanghuiyi__role=call.caller.role):
                return run(connection, call)

        return traced

    def _action(self, route: Route, action: Callable[[Call[Any]], Result]) -> Any:  # noqa: ANN401 - as above
        def traced(call: Call[Any]) -> Result:
            with self.spans(f"operation {route.name}", wanghuiyi__role=call.caller.role):
                return action(call)

        return traced


@dataclass(frozen=True)
class TracedDatabase(Database):
    """A database with a span around each transaction, snapshot and look."""

    spans: Spans = field(kw_only=True)

    def _span(self, name: str) -> AbstractContextManager[Span]:
        system = "sqlite" if self.is_sqlite else "postgresql"
        return self.spans(name, SpanKind.CLIENT, db__system__name=system)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend a connection, as `Database` does."""
        with self._span("look"), super().reading() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Lend a connection, as `Database` does."""
        with self._span("snapshot"), super().snapshot() as connection:
            yield connection

    def optimistically(self, decide: Decide[Result]) -> Result:
        """Decide and save, as `Database` does; with locks, a span within has the transaction."""
        if self.is_sqlite:  # which has locks anyway
            return super().optimistically(decide)
        with self._span("transaction without locks"):
            return super().optimistically(decide)

    def transaction(self, operation: Callable[[Connection], Result]) -> Result:
        """Run an operation, as `Database` does; each try has its own span of the operation."""
        with self._span("transaction"):
            return super().transaction(operation)


@dataclass(frozen=True, eq=False)
class TracedMemory(TracedDatabase, MemoryDatabase):
    """The database of a world of a test server, with the same spans."""


def _parent_of(traceparent: str, tracestate: str) -> ParentContext:
    """Return the span that headers name as the parent; an empty context if they name none."""
    found = parse_traceparent(traceparent)
    if found is None:
        return ParentContext()
    state = TraceState.from_header([tracestate])
    context = SpanContext(
        int(found.trace_id, 16),
        int(found.span_id, 16),
        is_remote=True,
        trace_flags=TraceFlags(found.flags),
        trace_state=state,
    )
    return set_span_in_context(NonRecordingSpan(context), ParentContext())


def _own(context: SpanContext) -> TraceContext:
    return TraceContext(
        f"{context.trace_id:032x}", f"{context.span_id:016x}", int(context.trace_flags) & 3
    )


def _note(
    span: Span, method: str, environ: dict[str, Any], status: int, headers: dict[str, str]
) -> None:
    route = route_of(environ)
    span.update_name(f"{method} {route}")
    span.set_attributes(
        {
            "http.request.method": method,
            "http.route": route,
            "http.response.status_code": status,
            "wanghuiyi.request_id": headers.get(_REQUEST_ID, ""),
        }
    )
    world_id = environ.get("SCRIPT_NAME", "").partition(_WORLDS)[2]
    if world_id:
        span.set_attribute("wanghuiyi.world_id", world_id)
    if status >= _FIRST_FAULT:
        span.set_attribute("error.type", str(status))
        span.set_status(StatusCode.ERROR)
