"""The part of the client by which one comes back: one's own number, notes, an idempotency key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from service.client.calls import Calls, part
from service.client.lazy_module import LazyModule
from service.client.retrying import AddressError, ApiRequest

if TYPE_CHECKING:
    from service.schemas import annotations as notes
    from service.schemas import answers
else:
    notes = LazyModule("service.schemas.annotations")
    answers = LazyModule("service.schemas.answers")

_KEY = re.compile(r"[!-~]{8,128}")


class AnnotationCalls(Calls):
    """What was noted with `noting`, and answers that were given under a key."""

    def find(self, external_id: str) -> notes.AnnotationAnswer:
        """Return what one made under a number of one's own: its kind, its id, what was noted."""
        path = f"/v1/external-ids/{part(external_id=external_id)}"
        return self._get(path, notes.AnnotationAnswer)

    def annotation(self, kind: str, object_id: str) -> notes.AnnotationAnswer:
        """Return what one noted about an object that one made."""
        return self._get(_path(kind, object_id), notes.AnnotationAnswer)

    def change_annotation(
        self, kind: str, object_id: str, metadata: Mapping[str, str]
    ) -> notes.AnnotationAnswer:
        """Note other metadata about an object, in place of what was noted."""
        request = ApiRequest("PUT", _path(kind, object_id), {"metadata": dict(metadata)})
        return self._answer(request, notes.AnnotationAnswer)

    def answer(self, key: str) -> answers.AnswerByKey:
        """Return what became of a request of one's own, by its idempotency key alone."""
        if not _KEY.fullmatch(key):
            name, what = "key", "a key of 8 to 128 visible characters"
            raise AddressError(name, key, what)
        return self._get(f"/v1/answers/{quote(key, safe='')}", answers.AnswerByKey)


def _path(kind: str, object_id: str) -> str:
    return f"/v1/annotations/{part(kind=kind)}/{part(object_id=object_id)}"
