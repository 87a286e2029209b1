"""Whether a server exports traces: by its option, or by OpenTelemetry's own variables.

What else they set (endpoint, headers, sampler, resource) OpenTelemetry reads itself.
"""

import os
from collections.abc import Mapping
from importlib.util import find_spec

from service.errors import ConfigError

LIBRARY = "opentelemetry.exporter.otlp.proto.http"
_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_PROTOCOL = "http/protobuf"
_EXPORTER, _OTLP, _NONE = "OTEL_TRACES_EXPORTER", "otlp", "none"
_DISABLED = "OTEL_SDK_DISABLED"


def exports_traces(*, is_asked: bool | None, environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether traces are exported. Raise ConfigError if they are, and cannot be.

    An option settles it; without one, an endpoint in the environment does.
    """
    exporter = environ.get(_EXPORTER, "") or _OTLP
    is_off = exporter == _NONE or environ.get(_DISABLED, "").lower() == "true"
    has_endpoint = any(environ.get(name) for name in _ENDPOINTS)
    is_wanted = has_endpoint and not is_off if is_asked is None else is_asked
    if not is_wanted:
        return False
    faults = list(_faults(environ, exporter, is_off=is_off))
    if faults:
        raise ConfigError("\n".join(faults))
    return True


def _faults(environ: Mapping[str, str], exporter: str, *, is_off: bool) -> list[str]:
    faults = []
    if is_off:
        faults.append(
            f"--traces exports traces, and {_DISABLED} or {_EXPORTER} turns them off: "
            "unset it, or leave --traces out"
        )
    elif exporter != _OTLP:
        faults.append(f"{_EXPORTER} is {exporter}, and traces go out by {_OTLP}, or by {_NONE}")
    name = next((one for one in _PROTOCOLS if environ.get(one)), None)
    if name and environ[name] != _PROTOCOL:
        faults.append(f"{name} is {environ[name]}, and OTLP goes out by {_PROTOCOL}: set it so")
    if not _is_installed():
        faults.append(
            "traces need the extra traces, the libraries of OpenTelemetry, which are not all "
            "installed: pip install 'wanghuiyi[traces]'"
        )
    return faults


def _is_installed() -> bool:
    try:
        return bool(find_spec("opentelemetry.sdk.trace") and find_spec(LIBRARY))
    except ModuleNotFoundError:  # of a package above it
        return False
