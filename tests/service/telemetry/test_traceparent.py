"""The header traceparent: read as OpenTelemetry reads it, and carried on to whatever follows."""

import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from opentelemetry import trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from service.schemas.events import EVENTS, EVENTS_FOR_PHONES
from service.telemetry.traceparent import parse_traceparent
from tests.service.servers import Service, deposit_body

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"  # the examples of the standard
SENT = f"00-{TRACE_ID}-b7ad6b7169203331-01"
HEX = st.sampled_from("0123456789abcdefABCDEFg")


def digits(count: int) -> st.SearchStrategy[str]:
    whole = st.text(st.sampled_from("0123456789abcdef"), min_size=count, max_size=count)
    return whole | st.just("0" * count) | st.text(HEX, min_size=count - 1, max_size=count + 1)


headers = st.builds(
    "{}-{}-{}-{}{}".format,
    st.sampled_from(["00", "01", "cc", "fe", "ff", "0", "FF"]) | digits(2),
    digits(32),
    digits(16),
    digits(2),
    st.sampled_from(["", "", "-", "-what-the-future-will-be-like", ".", " ", "-01"]),
)


@given(headers | st.text(st.characters(codec="ascii", exclude_characters="\n"), max_size=70))
@example(SENT)
@example(SENT.replace("00-", "cc-", 1) + "-what-the-future-will-be-like")
@example(SENT.replace("00-", "cc-", 1) + ".what-the-future-will-not-be-like")
@example(SENT + "-00")
@example(f"{SENT},{SENT}")  # sent twice
@example(f" {SENT}\t")
@example(SENT.upper())
def test_a_header_is_read_or_ignored_as_opentelemetry_does(header: str) -> None:
    context = TraceContextTextMapPropagator().extract({"traceparent": header})
    expected = trace.get_current_span(context).get_span_context()

    found = parse_traceparent(header)

    assert (found is not None) == expected.is_valid
    if found:
        assert int(found.trace_id, 16) == expected.trace_id
        assert int(found.span_id, 16) == expected.span_id
        assert found.flags == expected.trace_flags & 3
        assert parse_traceparent(found.traceparent) == found


def test_the_answer_and_the_log_have_the_trace_of_the_request(
    sqlite_service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", "service.access"):
        answer = sqlite_service.ask(None, "GET", "/v1/time", headers={"traceparent": SENT})

    request_id = answer.headers["X-Request-Id"]
    assert answer.headers["traceresponse"] == f"00-{TRACE_ID}-{request_id}-01"
    (line,) = [json.loads(one.line) for one in caplog.records if hasattr(one, "line")]
    assert (line["trace_id"], line["request_id"]) == (TRACE_ID, request_id)


@pytest.mark.parametrize("sent", [{}, {"traceparent": SENT + "-00"}, {"traceparent": ""}])
def test_without_a_trace_nothing_is_said_of_one(
    sqlite_service: Service, sent: dict[str, str]
) -> None:
    answer = sqlite_service.ask(None, "GET", "/v1/time", headers=sent)

    assert answer.status_code == 200
    assert "traceresponse" not in answer.headers


def test_no_kind_of_event_has_data_named_like_the_trace_beside_them() -> None:
    named = {name for model in (EVENTS | EVENTS_FOR_PHONES).values() for name in model.model_fields}

    assert "traceparent" not in named


def test_a_retry_in_another_trace_is_the_same_request(sqlite_service: Service) -> None:
    key = {"Idempotency-Key": "one-key-for-both"}

    first = sqlite_service.post(
        sqlite_service.outlet, "/v1/deposits", deposit_body(), {**key, "traceparent": SENT}
    )
    again = sqlite_service.post(
        sqlite_service.outlet,
        "/v1/deposits",
        deposit_body(),
        {**key, "traceparent": SENT.replace("0af", "1bf")},
    )

    assert again.data == first.data
    assert re.match("00-1bf", again.headers["traceresponse"])
