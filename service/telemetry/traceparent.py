"""The header `traceparent` of W3C Trace Context: which trace a request belongs to.

The fields are version, trace id, span id and flags, in lower-case hexadecimal digits. Source: W3C
Recommendation "Trace Context", level 1 (2021), section 3.2, and the flag of level 2.
"""

import re
from dataclasses import dataclass

_FORM = re.compile(
    "(?P<version>[0-9a-f]{2})-(?P<trace_id>[0-9a-f]{32})-(?P<span_id>[0-9a-f]{16})"
    "-(?P<flags>[0-9a-f]{2})(?P<later>-.*)?"
)
_FIRST_VERSION, _NO_VERSION = "00", "ff"
_KNOWN_FLAGS = 0b11
"""Sampled, and, of level 2, that the trace id is random: all others are sent on as zero."""


@dataclass(frozen=True)
class TraceContext:
    """A trace, and the span in it that the next ones are children of."""

    trace_id: str
    span_id: str
    flags: int

    @property
    def traceparent(self) -> str:
        """Return the header, which `traceresponse` has the same form as.

        >>> TraceContext("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", 1).traceparent
        '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
        """
        return f"{_FIRST_VERSION}-{self.trace_id}-{self.span_id}-{self.flags:02x}"


def parse_traceparent(header: str) -> TraceContext | None:
    """Return what a header says; None if it is malformed, which the standard says to ignore.

    A later version may have more fields behind those of the first.

    >>> parse_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").flags
    1
    >>> parse_traceparent("00-00000000000000000000000000000000-b7ad6b7169203331-01")
    """
    found = _FORM.fullmatch(header.strip(" \t"))
    if found is None or found["version"] == _NO_VERSION:
        return None
    if found["later"] and found["version"] == _FIRST_VERSION:
        return None
    trace_id, span_id = found["trace_id"], found["span_id"]
    if not trace_id.strip("0") or not span_id.strip("0"):
        return None
    return TraceContext(trace_id, span_id, int(found["flags"], 16) & _KNOWN_FLAGS)
