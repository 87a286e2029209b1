"""What an idempotency key came to: the first request under it, the same again, or another one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from service.refusals.request import (
    BodyTooLarge,
    ContentDigestWrong,
    ContentUnsupported,
    IdempotencyKeyMissing,
    InProgress,
    KeyExpired,
    KeyReused,
    NotPermitted,
    RequestMalformed,
    TooManyRequests,
    Unauthenticated,
)
from service.testing.evidence import SeenRequest

KeyVerdictName = Literal["first", "repeated", "conflict"]
VERDICTS: Mapping[KeyVerdictName, str] = {
    "first": "under a key that nothing was kept under before",
    "repeated": "the same as before: its answer, and nothing done twice",
    "conflict": "another request under a key that was used",
}
_LOOKS = ("GET ", "HEAD ")
_FIRST_FAULT = 500
_NOT_KEPT = frozenset(
    refusal.code
    for refusal in (
        *(KeyReused, InProgress, KeyExpired, IdempotencyKeyMissing),
        *(Unauthenticated, NotPermitted, TooManyRequests, RequestMalformed),
        *(BodyTooLarge, ContentUnsupported, ContentDigestWrong),
    )
)
"""Refusals that come before a key is looked at, or are about it: no answer is kept under it."""


@dataclass(frozen=True)
class KeyVerdict:
    """What a request is under its key, why, and the numbers of the others under it."""

    name: KeyVerdictName
    why: str
    others: Sequence[int]


def key_verdicts(requests: Iterable[SeenRequest]) -> dict[int, KeyVerdict]:
    """Return the verdict on each request with a key, by its number; they are in their order.

    Looks and previews have none: whatever key they name, nothing is kept under it.
    """
    under: defaultdict[object, list[SeenRequest]] = defaultdict(list)
    for one in requests:
        if one.idempotency_key and not one.is_preview and not one.route.startswith(_LOOKS):
            under[one.under_key].append(one)
    return {
        one.seq: _verdict(one, alike, place)
        for alike in under.values()
        for place, one in enumerate(alike)
    }


def _verdict(one: SeenRequest, alike: Sequence[SeenRequest], place: int) -> KeyVerdict:
    others = [other.seq for other in alike if other is not one]
    earlier = alike[:place]
    # What was under way meanwhile is recorded when it ends, which is later.
    looked_at = alike if one.code == InProgress.code else earlier
    first = next((each for each in looked_at if _is_kept(each)), None)
    named = f"request {first.seq}" if first else "a request that is recorded no more"
    name: KeyVerdictName = "repeated"
    if one.code == KeyReused.code:
        name, why = "conflict", f"this key had {named}, which said something else"
    elif one.code == InProgress.code:
        why = f"{named} was still under way: wait, and repeat it"
    elif one.code == KeyExpired.code:
        why = f"the answer to {named} is forgotten: look it up"
    elif one.is_replayed:
        why = f"the answer to {named} again, nothing done twice"
    else:
        name, why = "first", _why_first(one, len(earlier))
    return KeyVerdict(name, why, others)


def _why_first(one: SeenRequest, earlier: int) -> str:
    if not _is_kept(one):
        return "nothing was done, and nothing is kept under this key"
    if not earlier:
        return "the first under this key"
    tries = "one try" if earlier == 1 else f"{earlier} tries"
    return f"the first that was carried out: {tries} came to nothing"


def _is_kept(one: SeenRequest) -> bool:
    """Return whether a request is the one whose answer is kept, not a repetition or a failure."""
    is_fault = one.status >= _FIRST_FAULT
    return not one.is_replayed and not is_fault and one.code not in _NOT_KEPT
