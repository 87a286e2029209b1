"""Whether a server exports traces, and what it says if it cannot."""

import pytest
from click.testing import CliRunner

from service.errors import ConfigError
from service.server import trace_options
from service.server.trace_options import exports_traces
from sim.cli import commands

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"


@pytest.mark.parametrize(
    ("is_asked", "environ", "expected"),
    [
        (None, {}, False),
        (None, {ENDPOINT: "http://here:4318"}, True),
        (None, {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://here:4318/v1/traces"}, True),
        (None, {ENDPOINT: ""}, False),
        (None, {ENDPOINT: "http://here:4318", "OTEL_TRACES_EXPORTER": "none"}, False),
        (None, {ENDPOINT: "http://here:4318", "OTEL_SDK_DISABLED": "TRUE"}, False),
        (False, {ENDPOINT: "http://here:4318"}, False),
        (True, {}, True),
        (True, {"OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"}, True),
        (True, {"OTEL_TRACES_EXPORTER": "otlp"}, True),
    ],
)
def test_traces_are_exported_if_asked_for_or_if_there_is_an_endpoint(
    *, is_asked: bool | None, environ: dict[str, str], expected: bool
) -> None:
    assert exports_traces(is_asked=is_asked, environ=environ) is expected


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        (
            {"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
            ["OTEL_EXPORTER_OTLP_PROTOCOL is grpc", "http/pro"],
        ),
        ({"OTEL_TRACES_EXPORTER": "console"}, ["OTEL_TRACES_EXPORTER is console", "by otlp"]),
        ({"OTEL_SDK_DISABLED": "true"}, ["leave --traces out"]),
    ],
)
def test_what_cannot_be_done_is_refused(environ: dict[str, str], said: list[str]) -> None:
    with pytest.raises(ConfigError) as faults:
        exports_traces(is_asked=True, environ=environ)

    assert [one for one in said if one not in str(faults.value)] == []


def test_without_the_extra_a_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace_options, "LIBRARY", "opentelemetry.missing.exporter")

    with pytest.raises(ConfigError, match=r"pip install 'wanghuiyi\[traces\]'"):
        exports_traces(is_asked=True, environ={})


def test_a_server_that_is_asked_for_traces_it_cannot_export_does_not_start() -> None:
    wrong = {"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}

    done = CliRunner().invoke(commands, ["serve", "--traces"], env=wrong)

    assert done.exit_code == 2
    assert "OTEL_EXPORTER_OTLP_PROTOCOL is grpc" in done.stderr
