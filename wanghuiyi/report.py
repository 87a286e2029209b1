"""How a test ends: the books are checked, and of a failed one the report shows its world."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wanghuiyi.line import AnswerLost, Json, Refused
from wanghuiyi.mistakes import require_made
from wanghuiyi.world import World

REQUESTS = 20
BODY_LETTERS = 160
TITLE = "wanghuiyi"


class BooksUnsound(AssertionError):  # noqa: N818 - named by what is so
    """The books of a world do not balance: that is a fault of the service, never of its client."""


class ClientMistake(UserWarning):
    """Something that the application under test did to the service, and should not."""


@dataclass(frozen=True)
class EndedTest:
    """A test that ended: where it stands, what repeats it, and which mistakes it was to make."""

    file: str
    line: int
    repeated_by: str
    expected: Sequence[str]
    has_failed: bool


def judge(world: World, test: EndedTest) -> None:
    """Warn of what the client did wrong. Raise BooksUnsound, MistakeNotMade.

    Where warnings are errors, raise a ClientMistake with all of them.
    """
    __tracebackhide__ = True  # the message says all
    findings = world.verdict.findings()
    found = world.client("auditor").get("/v1/books/check")
    if not found["is_sound"]:
        message = f"{found}\n{section(world, test.repeated_by)}"
        raise BooksUnsound(message)
    _warn([one for one in findings if one["mistake"] not in test.expected], test)
    if not test.has_failed:  # else it may not have come so far
        require_made(test.expected, findings)


def section(world: World, repeated_by: str) -> str:
    """Return what a report shows; secrets are masked by the server."""
    beginning = world.beginning
    try:
        clock: Json = world.control.get("/test/clock")
        sent = world.requests
    except (AnswerLost, Refused) as error:
        return f"the world is not there any more: {error}\nrepeat it: {repeated_by}"
    state = "stands still" if clock["is_frozen"] else "runs"
    left_out = f", the last {REQUESTS}" if len(sent) > REQUESTS else ""
    return "\n".join(
        [
            f"seed {beginning.seed!r}, begun at {beginning.at}",
            f"the clock {state} at {clock['now']}",
            f"requests: {len(sent)}{left_out}",
            *(f"  {_request(one)}" for one in sent[-REQUESTS:]),
            f"repeat it: {repeated_by}",
        ]
    )


def _request(one: dict[str, Any]) -> str:
    query = f"?{one['query']}" if one["query"] else ""
    lost = ", answer lost" if one["is_answer_dropped"] else ""
    key = f"  {one['idempotency_key']}" if one["idempotency_key"] else ""
    body = "" if one["body"] is None else f"  {one['body']}"
    if len(body) > BODY_LETTERS:
        body = body[:BODY_LETTERS] + " ..."
    return f"{one['status']}{lost}  {one['method']} {one['path']}{query}{key}{body}"


def _warn(findings: Sequence[Json], test: EndedTest) -> None:
    """Warn of each mistake, at the test that made it."""
    __tracebackhide__ = True  # the message says all
    raised = []
    for found in findings:
        message = (
            f"{found['mistake']}: {found['what']}; instead, {found['instead']}; see {found['docs']}"
        )
        try:
            warnings.warn_explicit(message, ClientMistake, test.file, test.line)
        except ClientMistake as mistake:  # warnings are errors, and there may be more of them
            raised.append(str(mistake))
    if raised:
        raise ClientMistake("\n".join(raised))
