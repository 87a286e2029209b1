"""Spans: of whom they are children, what they say, and that they say nothing of people."""

import gzip
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from service.client import Client
from service.server.traces import Tracing
from service.web.app import Settings, create_app
from tests.service.processes import key_of, serving, sqlite_in
from tests.service.servers import IDENTITY, PASSWORD, Service, deposit_body
from tests.waiting import wait_for

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"
SENT = {"traceparent": f"00-{TRACE_ID}-b7ad6b7169203331-01", "tracestate": "one=1"}
ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"


@dataclass
class Collector:
    """A receiver of OTLP over HTTP, as a collector is one."""

    url: str = ""
    requests: list[tuple[str, ExportTraceServiceRequest]] = field(default_factory=list)

    @property
    def spans(self) -> list[Any]:
        """Return all spans that came."""
        return [
            span
            for _, request in self.requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


@contextmanager
def collecting() -> Iterator[Collector]:
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                content = gzip.decompress(content)
            collector.requests.append((self.path, ExportTraceServiceRequest.FromString(content)))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        collector.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield collector
        server.shutdown()
        thread.join()


def attributes(span: Any) -> dict[str, Any]:  # noqa: ANN401 - a message of protobuf
    values = {one.key: one.value for one in span.attributes}
    return {name: one.string_value or one.int_value for name, one in values.items()}


def test_a_collector_gets_the_spans_of_a_deposit_in_the_trace_of_its_client(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = key_of("outlet", "Gushi 1", sqlite_in(tmp_path))
    with collecting() as collector:
        monkeypatch.setenv(ENDPOINT, collector.url)
        options = ("--workers", "1", "--no-deliver", "--password-cost", "none")
        with serving(tmp_path, *options) as server, Client(server.url, key) as counter:
            number = counter.deposit(17_500, password=PASSWORD, identity=IDENTITY).number
            counter.close()
            assert server.stop() == 0
            log = server.logged()
        wait_for(lambda: any(one.name == "POST /v1/deposits" for one in collector.spans))

    assert {path for path, _ in collector.requests} == {"/v1/traces"}
    named = {one.name: one for one in collector.spans}
    request = named["POST /v1/deposits"]
    transaction = next(
        one
        for one in collector.spans
        if one.span_id == named["operation post_deposits"].parent_span_id
    )
    assert transaction.name == "transaction"
    assert transaction.parent_span_id == request.span_id
    assert request.parent_span_id == b""
    assert f'"trace_id":"{request.trace_id.hex()}"' in log
    said = attributes(request)
    assert f'"request_id":"{said.pop("wanghuiyi.request_id")}"' in log
    assert said == {
        "http.request.method": "POST",
        "http.route": "/v1/deposits",
        "http.response.status_code": 201,
    }
    everything = str(collector.requests)
    hidden = (number, number.replace(" ", ""), PASSWORD, IDENTITY, key, "Gushi")
    assert [one for one in hidden if one in everything] == []
    about = {
        one.key: one.value for one in collector.requests[0][1].resource_spans[0].resource.attributes
    }
    assert about["service.name"].string_value == "wanghuiyi"


@dataclass
class Traced:
    """A service whose spans stay in this process."""

    service: Service
    exporter: InMemorySpanExporter

    def spans(self) -> dict[str, ReadableSpan]:
        """Return the spans that ended since the last call, by name."""
        found = {one.name: one for one in self.exporter.get_finished_spans()}
        self.exporter.clear()
        return found


@pytest.fixture
def traced(service: Service) -> Iterator[Traced]:
    exporter, provider = InMemorySpanExporter(), TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing = Tracing(provider.get_tracer("test"))
    settings = Settings(clock=service.clock, as_run=tracing.route, keys_kept_s=0)
    context = tracing.context(service.context)
    app = create_app(context, settings)
    app.wsgi_app = tracing.wsgi(app.wsgi_app)  # type: ignore[assignment,method-assign]  # as Flask advises
    _ = (service.outlet, service.provider, service.auditor)
    service.__dict__["app"] = app
    yield Traced(service, exporter)
    context.database.close()


def chain(spans: dict[str, ReadableSpan], name: str) -> list[str]:
    """Return the names from a span up to the first one."""
    by_id = {one.context.span_id: one for one in spans.values() if one.context}
    names = []
    span: ReadableSpan | None = spans[name]
    while span is not None:
        names.append(span.name)
        span = by_id.get(span.parent.span_id) if span.parent else None
    return names


def test_operations_run_in_transactions_of_requests_of_the_trace_that_is_named(
    traced: Traced,
) -> None:
    service = traced.service
    answer = service.post(service.outlet, "/v1/deposits", deposit_body(), SENT)
    spans = traced.spans()

    transaction = "transaction" if service.database.is_sqlite else "transaction without locks"
    way = [transaction, "POST /v1/deposits"]
    assert chain(spans, "operation post_deposits") == ["operation post_deposits", *way]
    request, operation = spans["POST /v1/deposits"], spans["operation post_deposits"]
    assert (request.kind, operation.kind) == (SpanKind.SERVER, SpanKind.INTERNAL)
    assert dict(operation.attributes or {}) == {"wanghuiyi.role": "outlet"}
    assert request.parent
    assert request.parent.is_remote
    assert request.context
    assert request.context.trace_state.to_header() == "one=1"
    assert answer.headers["traceresponse"] == f"00-{TRACE_ID}-{request.context.span_id:016x}-01"
    assert all(one.context and f"{one.context.trace_id:032x}" == TRACE_ID for one in spans.values())


def test_what_goes_wrong_is_named_and_not_described(
    traced: Traced, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = traced.service
    assert service.get(service.provider, "/v1/wallets/nowhere").status_code == 404
    unknown = traced.spans()
    assert service.get(None, "/secret-path").status_code == 404
    nowhere = traced.spans()

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError(IDENTITY)

    monkeypatch.setattr("service.idempotency.answers.inserted", fail)
    assert service.post(service.outlet, "/v1/deposits", deposit_body()).status_code == 500
    failed = traced.spans()

    refusals = {(one.attributes or {}).get("wanghuiyi.refusal") for one in unknown.values()}
    assert refusals == {None, "wallet_unknown"}
    assert {one.status.status_code for one in unknown.values()} == {StatusCode.UNSET}
    assert list(nowhere) == ["GET unknown"]
    transaction = failed.get("transaction") or failed["transaction without locks"]
    request = failed["POST /v1/deposits"]
    assert (transaction.attributes or {})["error.type"] == "ZeroDivisionError"
    assert (request.attributes or {})["error.type"] == "500"
    assert request.status.status_code is transaction.status.status_code is StatusCode.ERROR
    assert not any(one.events for one in failed.values())
    assert IDENTITY not in "".join(one.to_json() for one in failed.values())


@pytest.mark.proof
def test_a_server_starts_without_traces_that_only_its_environment_asks_for_in_vain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENDPOINT, "http://127.0.0.1:9")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")

    with serving(tmp_path, "--workers", "1", "--no-deliver") as server:
        assert server.stop() == 0

    assert server.logged().startswith("no traces are exported: OTEL_EXPORTER_OTLP_PROTOCOL is grpc")


@pytest.mark.proof
def test_a_collector_that_is_away_costs_spans_and_no_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENDPOINT, "http://127.0.0.1:9")
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "50")

    with serving(tmp_path, "--workers", "1", "--no-deliver", "--stop-s", "20") as server:
        with Client(server.url) as client:
            assert client.receipt_keys()["keys"]
        assert server.stop() == 0


def test_nothing_of_opentelemetry_is_imported_without_traces() -> None:
    program = (
        "import sys; import service.server.workers, service.web.app, service.testing; "
        "from service.server.trace_options import exports_traces; exports_traces(is_asked=None); "
        "heavy = ('opentelemetry', 'google', 'requests'); "
        "sys.exit(any(name.startswith(heavy) for name in sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
