"""What a request says: its path, its query string and its body, read as the route's models."""

import re

from pydantic import BaseModel, ValidationError

from service.api.contract import PATH_FORMS
from service.clock import day_from_date
from service.domain.typed import letters
from service.json_reader import text_faults
from service.refusals.request import RequestMalformed
from service.web.content import require_text, require_unpacked, require_utf_8
from service.web.digests import require_digest
from service.web.request import Request


def require_path(path: dict[str, str]) -> None:
    """Let pass a path whose names have their forms. Refused: `RequestMalformed`."""
    errors = [
        {"at": f"/{name}", "message": f"{name} has the form {PATH_FORMS[name]}"}
        for name, text in path.items()
        if not re.fullmatch(PATH_FORMS[name], _narrow(name, text), re.ASCII)
    ]
    if not errors and "day" in path:
        errors = _no_date(path["day"])
    if errors:
        raise RequestMalformed(errors)


def body_of(model: type[BaseModel], request: Request) -> BaseModel:
    """Return the body. Refused: `ContentUnsupported`, `ContentDigestWrong`, `RequestMalformed`."""
    require_unpacked(request)
    require_utf_8(request)
    content = request.content
    digest = request.environ.get("HTTP_CONTENT_DIGEST")
    if digest is not None:
        require_digest(digest, content)
    errors: list[dict[str, str]] = []
    try:
        body = model.model_validate_json(content)
    except ValidationError as error:
        require_text(request)
        errors = _errors(error)
    found = {error["at"] for error in errors}
    errors += [{"at": fault.at, "message": fault.message} for fault in text_faults(content, found)]
    if errors:
        raise RequestMalformed(errors)
    return body


def query_of(model: type[BaseModel], request: Request) -> BaseModel:
    """Return the query string. Refused: `RequestMalformed`."""
    parameters = request.request.args
    doubled = [name for name, values in parameters.lists() if len(values) > 1]
    if doubled:
        errors = [{"at": f"/{name}", "message": f"send {name} once"} for name in doubled]
        raise RequestMalformed(errors)
    try:
        return model.model_validate(parameters.to_dict())
    except ValidationError as error:
        raise RequestMalformed(_errors(error)) from None


def canonical(body: BaseModel | None) -> bytes:
    """Return the one way of writing a body, so that equal requests are known to be equal."""
    return body.model_dump_json().encode() if body else b""


def _narrow(name: str, text: str) -> str:
    """Return a number as programs send it, since people type it into addresses too."""
    return letters(text) if name == "item_number" else text


def _no_date(text: str) -> list[dict[str, str]]:
    try:
        day_from_date(text)
    except ValueError as error:
        return [{"at": "/day", "message": str(error)}]
    return []


def _errors(error: ValidationError) -> list[dict[str, str]]:
    """Return each fault with its location; values may be secrets, and are not repeated."""
    return [
        {
            "at": "/" + "/".join(map(str, one["loc"])),
            "message": one["msg"].removeprefix("Value error, "),
        }
        for one in error.errors(include_url=False, include_input=False, include_context=False)
    ]
