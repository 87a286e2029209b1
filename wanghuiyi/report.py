"""How a test ends: the books are checked, and of a failed one the report shows its world."""

import warnings
from typing import Any

from wanghuiyi.line import AnswerLost, Json, Refused
from wanghuiyi.world import World

REQUESTS = 20
BODY_LETTERS = 160
TITLE = "wanghuiyi"
_NOT_FOUND = 404


class BooksUnsound(AssertionError):  # noqa: N818 - named by what is so
    """The books of a world do not balance: that is a fault of the service, never of its client."""


class ClientMistake(UserWarning):
    """Something that the application under test did to the service, and should not."""


def judge(world: World, repeated_by: str) -> None:
    """Warn of what the client did wrong. Raise BooksUnsound."""
    _warn(world)
    found = world.client("auditor").get("/v1/books/check")
    if not found["is_sound"]:
        message = f"{found}\n{section(world, repeated_by)}"
        raise BooksUnsound(message)


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


def _warn(world: World) -> None:
    """Warn of each mistake in the verdict; a server without verdicts finds none."""
    answer = world.control.send("GET", "/test/verdict")
    if answer.status == _NOT_FOUND:
        return
    for found in answer.json()["findings"]:
        message = f"{found['mistake']}: {found['what']} {found['instead']} See {found['docs']}."
        warnings.warn(message, ClientMistake, stacklevel=2)
