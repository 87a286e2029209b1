"""The file of a story: written from what is kept of a world, and read again.

`docs/testing.md` describes it; `service.schemas.replays` has its form.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any
from urllib.parse import parse_qsl

from pydantic import ValidationError

from service.clock import rfc3339
from service.json_reader import JsonError, read_json
from service.schemas.replays import FORMAT, TEXT_MAX, StoryFile
from service.testing.replaying.kept import KeptRequest, KeptStory, Received
from service.testing.replaying.references import References
from service.transport import PostAnswered

FILE_MAX_BYTES = 64 << 20
_REFUSED_FORM = 400
_BEARER = "Bearer "
_FAULTS_SHOWN = 5
PATHS = ("/v1/", "/test/")
_OPENED_BY_KEYS = {"outlet", "agent"}
_LEFT_OUT: tuple[object, ...] = (None, [], {}, False)
NOT_REPLAYED = ("/test/worlds", "/test/console", "/test/static")

Owners = Mapping[str, tuple[str, str]]
"""The role and the holder of each API key of a world, by its id, the oldest first."""


class StoryError(ValueError):
    """A file that is no story that can be told here."""


@dataclass(frozen=True)
class StoryWorld:
    """What a story says of its world beside the requests: seed, start, and the clock now."""

    seed: bytes | None
    start_ms: int | None
    now_ms: int
    is_frozen: bool


def written(story: KeptStory, world: StoryWorld, owners: Owners) -> dict[str, Any]:
    """Return the file of a story, as JSON."""
    references, warnings = References(), _warnings(story, world)
    requests = []
    for place, request in enumerate(story.requests, start=1):
        requests.append(_written(references, request, owners))
        references.showed(place, _json_of(request.answer))
    return {
        "wanghuiyi_replay": FORMAT,
        "package": version("wanghuiyi"),
        "seed_sha256": world.seed.hex() if world.seed else None,
        "start": None if world.start_ms is None else rfc3339(world.start_ms),
        "end": rfc3339(world.now_ms),
        "is_frozen": world.is_frozen,
        "lost": list(story.lost),
        "warnings": warnings,
        "keys": [
            {"role": role, "holder": holder}
            for key_id, (role, holder) in owners.items()
            if role in _OPENED_BY_KEYS and not references.shows(key_id)
        ],
        "requests": requests,
    }


def text_of(story: dict[str, Any]) -> str:
    """Return the file as it is written: a request a line, so that two can be compared."""
    head = {name: value for name, value in story.items() if name != "requests"}
    lines = ",\n".join(json.dumps(one, ensure_ascii=True) for one in story["requests"])
    return f'{json.dumps(head, indent=1)[:-2]},\n "requests": [\n{lines}\n]}}\n'


def read_story(content: bytes) -> StoryFile:
    """Return the story of a file. Raise StoryError, before anything is asked."""
    if len(content) > FILE_MAX_BYTES:
        message = f"it has {len(content)} bytes, and a story has at most {FILE_MAX_BYTES}"
        raise StoryError(message)
    try:
        document = read_json(content)
    except JsonError as error:
        message = f"it is no JSON ({error}): download it again from /test/console/replay"
        raise StoryError(message) from None
    form = document.get("wanghuiyi_replay") if isinstance(document, dict) else None
    if form is None:
        message = "it is no story of a test server: download one from /test/console/replay"
        raise StoryError(message)
    if form != FORMAT:
        made_by = document.get("package")
        message = (
            f"it has format {form}, made by wanghuiyi {made_by}, and this version "
            f"({version('wanghuiyi')}) reads format {FORMAT}: install that one"
        )
        raise StoryError(message)
    try:
        story = StoryFile.model_validate_json(content)
    except ValidationError as error:
        raise StoryError(_faults_of(error)) from None
    _require_known_paths(story)
    return story


def _written(references: References, request: KeptRequest, owners: Owners) -> dict[str, Any]:
    is_refused = request.status == _REFUSED_FORM
    body = _json_of(request.body)
    query = parse_qsl(request.query, keep_blank_values=True)
    asked: dict[str, Any] = {
        "at": rfc3339(request.asked.at_ms),
        "runs": not request.asked.is_frozen,
        "method": request.method,
        "path": references.in_path(request.path),
        "query": [[name[:TEXT_MAX], references.hidden(value, name)] for name, value in query],
        "key": _key_of(references, request, owners),
        "headers": _headers_of(request),
        "status": request.status,
        "is_over_rate": request.is_over_rate,
        "received": [_received(one) for one in request.received],
    }
    references.said([body, request.path.split("/"), [value for _, value in query]])
    found = {name: value for name, value in asked.items() if value not in _LEFT_OUT}
    if request.body:
        found["body"] = references.hidden(body, is_refused=is_refused)
    return found


def _key_of(references: References, request: KeptRequest, owners: Owners) -> Any:  # noqa: ANN401 - a reference, an owner or a word
    header = request.headers.get("Authorization")
    if header is None:
        return None
    found = references.of_text(header.removeprefix(_BEARER))
    if found is not None:
        return found
    owner = owners.get(request.key_id or "")
    if owner is None:
        return "unknown"
    role, holder = owner
    return {"role": role, "holder": references.of_text(holder) or holder}


def _headers_of(request: KeptRequest) -> Mapping[str, str]:
    """Return the headers that are written; a digest is right again only of what was refused."""
    is_wrong = request.status >= _REFUSED_FORM
    left_out = {"Authorization", *(() if is_wrong else ("Content-Digest",))}
    return {
        name: value[:TEXT_MAX] for name, value in request.headers.items() if name not in left_out
    }


def _received(one: Received) -> dict[str, Any]:
    if isinstance(one, PostAnswered):
        return {"status": one.status, "retry_after_ms": one.retry_after_ms}
    return {"status": None, "problem": one.problem}


def _json_of(content: bytes) -> Any:  # noqa: ANN401 - whatever JSON it is
    """Return what a content says; None for what is no JSON, which was refused."""
    try:
        return read_json(content) if content else None
    except JsonError:
        return None


def _warnings(story: KeptStory, world: StoryWorld) -> list[str]:
    found = []
    if world.seed is None:
        found.append("the server has no seed: ids and numbers are drawn anew, and references fit")
    if any(not one.asked.is_frozen for one in story.requests):
        found.append("the clock ran: it stands still for each request at the moment that it had")
    return found


def _faults_of(error: ValidationError) -> str:
    errors = error.errors(include_url=False, include_input=False, include_context=False)
    lines = [f"/{'/'.join(map(str, one['loc']))}: {one['msg']}" for one in errors[:_FAULTS_SHOWN]]
    more = len(errors) - len(lines)
    rest = f"; and {more} more" if more > 0 else ""
    return f"it is damaged: {'; '.join(lines)}{rest}: download it again"


def _require_known_paths(story: StoryFile) -> None:
    for place, request in enumerate(story.requests, start=1):
        path = request.path
        if isinstance(path, dict):
            parts = path.get("$text")
            path = parts[0] if isinstance(parts, list) and parts else None
        is_known = isinstance(path, str) and path.startswith(PATHS)
        if not is_known or str(path).startswith(NOT_REPLAYED):
            message = f"request {place} goes to {path}: a story goes to /v1/ and /test/ alone"
            raise StoryError(message)
