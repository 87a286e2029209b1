"""Spans of what is delivered, and of worlds: of the same trace as the request behind it."""

import subprocess
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from service.call import Context
from service.server.traces import Tracing
from service.testing import create_test_app
from service.vault import NO_SLOW_HASH, Vault
from service.web.app import Settings
from tests.service.processes import COMMAND, serving
from tests.service.receivers import receiving
from tests.service.server.test_outbox_process import LOCAL, credit, keys_in
from tests.service.server.test_traces import ENDPOINT, attributes, collecting
from tests.service.testing.served import START_MS, Served, books_in
from tests.waiting import PATIENCE_S, wait_for
from wanghuiyi.receiver import Receiver


@pytest.mark.proof
@pytest.mark.parametrize("is_alone", [False, True])
def test_whoever_delivers_exports_each_attempt_in_the_trace_of_its_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_alone: bool
) -> None:
    keys = keys_in(tmp_path)
    options = (*LOCAL, "--no-deliver") if is_alone else LOCAL
    with collecting() as collector, receiving() as receiver:
        monkeypatch.setenv(ENDPOINT, collector.url)
        with serving(tmp_path, *options) as server:
            credit(server.url, keys, receiver)
            if is_alone:
                command = [*COMMAND, "deliver", "--local-webhooks"]
                worker = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL)
                wait_for(lambda: receiver.received)
                worker.terminate()
                assert worker.wait(PATIENCE_S) == 0
            wait_for(lambda: receiver.received)
            assert server.stop() == 0
        wait_for(lambda: any(one.name == "send webhook" for one in collector.spans))

    (sent,) = (one for one in collector.spans if one.name == "send webhook")
    request = next(one for one in collector.spans if one.name == "POST /v1/redemptions")
    assert (sent.trace_id, sent.parent_span_id) == (request.trace_id, request.span_id)
    (came,) = receiver.received
    assert came.headers["traceparent"][:-2] == f"00-{sent.trace_id.hex()}-{sent.span_id.hex()}-"
    assert attributes(sent) == {
        "wanghuiyi.event": "wallet.credited",
        "wanghuiyi.message_id": came.message_id,
        "wanghuiyi.attempt": 1,
        "wanghuiyi.outcome": "delivered",
    }


def test_a_world_has_the_spans_of_the_default_one_and_names_itself(tmp_path: Path) -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing = Tracing(provider.get_tracer("test"))
    settings = Settings(
        as_run=tracing.route, as_used=tracing.context, observer=tracing.attempt, keys_kept_s=0
    )
    context = Context(books_in(tmp_path), Vault(bytes(32), NO_SLOW_HASH))
    app = create_test_app(context, settings, START_MS, "1")
    app.wsgi_app = tracing.wsgi(app.wsgi_app)  # type: ignore[assignment,method-assign]  # as Flask advises
    world = Served(app.test_client()).world().seeded()
    fork = world.forked()
    with Receiver() as receiver:
        body = {"url": receiver.url, "kinds": ["wallet.*"]}
        receiver.trust(fork.ask("provider", "POST /v1/webhooks", body).get_json()["secret"])
        draft = fork.deposited()
        exporter.clear()
        fork.redeemed(draft["number"])
        receiver.answer_with(500)
        fork.answer_to("POST /test/deliveries")

    spans = {one.name: one for one in exporter.get_finished_spans()}
    request, sent = spans["POST /v1/redemptions"], spans["send webhook"]
    transaction = next(
        one
        for one in exporter.get_finished_spans()
        if one.name == "transaction"
        and one.parent
        and one.parent.span_id == request.context.span_id
    )
    assert transaction.kind is SpanKind.CLIENT
    assert dict(request.attributes or {})["wanghuiyi.world_id"] == fork.world_id
    assert sent.parent
    assert sent.parent.span_id == request.context.span_id
    assert (sent.attributes or {})["wanghuiyi.outcome"] == "failed"
    assert sent.status.status_code is StatusCode.ERROR
    (came,) = receiver.received
    assert came.headers["traceparent"].split("-")[2] == f"{sent.context.span_id:016x}"
