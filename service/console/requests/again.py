"""Sending a recorded request again, and what the first and the second answer have in common."""

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.console.sending import opened
from service.json_reader import JsonError, read_json
from service.testing.originals import OriginalRequest
from service.testing.recorder import masked_body
from service.testing.state import State

_KEY, _DIGEST = "Idempotency-Key", "Content-Digest"


@dataclass(frozen=True)
class ComparedAnswers:
    """Two answers side by side: whether they are the same, and where they differ if not."""

    is_same: bool
    words: str
    differing: Sequence[str] = ()


def sent_again(state: State, original: OriginalRequest, new_key: str = "") -> int | None:
    """Send a request again, perhaps under a new key; return the number it was recorded by.

    It meets the faults that are on, as a client's would. None if others crowded it out.
    """
    recorded = state.records.requests
    before = recorded[-1].seen.seq if recorded else 0
    headers = {**original.headers, **({_KEY: new_key} if new_key else {})}
    opened(original.method, original.target, headers, original.content or None)
    expected = replace(original, headers=headers)
    return next(
        (
            one.seen.seq
            for one in state.records.requests
            if one.seen.seq > before
            and one.shown["idempotency_key"] == expected.headers.get(_KEY)
            and one.seen.path == _path_of(expected)
        ),
        None,
    )


def compared(first: OriginalRequest, second: OriginalRequest) -> ComparedAnswers:
    """Return whether two answers are the same, byte for byte, or where they differ.

    Both are as the service gave them, whatever became of them on their way.
    """
    one, other = first.answer, second.answer
    if (one.status, one.content) == (other.status, other.content):
        return ComparedAnswers(is_same=True, words="the same status and the same bytes")
    if one.status != other.status:
        words = f"the status was {one.status}, and is {other.status}"
    elif len(one.content) == len(other.content):
        words = f"other content of the same length, {len(one.content)} bytes"
    else:
        words = f"the body had {len(one.content)} bytes, and has {len(other.content)}"
    return ComparedAnswers(
        is_same=False, words=words, differing=_differing(_json(one.content), _json(other.content))
    )


def details(content: bytes) -> list[str]:
    """Return what the problem in an answer says, and of each field; nothing if it is none."""
    problem = _json(content)
    if not isinstance(problem, dict) or "detail" not in problem:
        return []
    errors = problem.get("errors", [])
    fields = [f"{one['at']}: {one['message']}" for one in errors if isinstance(one, dict)]
    return [str(problem["detail"]), *fields]


def said(content: bytes, *, with_secrets: bool) -> str:
    """Return a body as a page shows it: JSON, its secrets masked unless they are wanted."""
    value = _json(content) if with_secrets else masked_body(content)
    if value is None and content:
        text = content.decode(errors="replace")
        return text if with_secrets else f"{len(content)} bytes that are no JSON"
    return json.dumps(value, ensure_ascii=False, indent=2) if content else "no body"


def whole_curl(url: str, original: OriginalRequest) -> str:
    """Return a command that sends the same, with its API key: whoever sees it can do the same."""
    words = ["curl", "-X", original.method, url + original.target]
    for name, value in original.headers.items():
        words += ["-H", f"{name}: {value}"]
    if original.content:
        words += ["-d", original.content.decode(errors="replace")]
    return shlex.join(words)


def _path_of(original: OriginalRequest) -> str:
    target = original.target if "?" in original.target else f"{original.target}?"
    return f"{original.method} {target}"


def _json(content: bytes) -> Any:  # noqa: ANN401 - whatever JSON it is
    try:
        return read_json(content)
    except JsonError:
        return None


def _differing(one: object, other: object, at: str = "") -> list[str]:
    """Return where two JSON values differ, as JSON pointers."""
    if isinstance(one, dict) and isinstance(other, dict):
        names = sorted({*one, *other})
        return [
            path
            for name in names
            for path in (
                _differing(one[name], other[name], f"{at}/{name}")
                if name in one and name in other
                else [f"{at}/{name}"]
            )
        ]
    return [] if one == other else [at or "/"]
