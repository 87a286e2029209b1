"""Mistakes of a client that a test makes on purpose: it is not warned of them, and must make them.

What each name means stands in docs/testing.md, under the same name.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from wanghuiyi.line import Client, Json
from wanghuiyi.spelling import meant

MISTAKES = (
    "acted_on_duplicate_event",
    "acted_on_overtaken_event",
    "answered_too_late",
    "body_changed_under_key",
    "new_key_on_retry",
    "password_used_twice",
    "polled_without_pause",
    "retry_after_ignored",
    "signature_not_verified",
    "slept_past_expiry",
    "timestamp_not_checked",
    "wrong_passwords_tried",
)
_NOT_FOUND = 404
_Shown = tuple[str, tuple[int, ...]]


class MistakeNotMade(AssertionError):  # noqa: N818 - named by what is so
    """A test was to make a mistake, and the verdict does not have it."""


@dataclass
class Verdict:
    """What a world finds wrong with its client, less what the test said that it would do."""

    control: Client
    _excused: set[_Shown] = field(default_factory=set)

    def findings(self) -> list[Json]:
        """Return each mistake that was not expected in a block; a server without verdicts: none."""
        return [one for one in self._all() if _shown_by(one) not in self._excused]

    @contextmanager
    def expecting(self, names: Sequence[str]) -> Iterator[None]:
        """Excuse what is found of these mistakes meanwhile. Raise ValueError, MistakeNotMade."""
        __tracebackhide__ = True  # the test's own line says more
        require_known(names)
        before = {_shown_by(one) for one in self._all()}
        yield
        made = [one for one in self._all() if _shown_by(one) not in before]
        require_made(names, made)
        self._excused |= {_shown_by(one) for one in made if one["mistake"] in names}

    def _all(self) -> list[Json]:
        answer = self.control.send("GET", "/test/verdict")
        found: list[Json] = [] if answer.status == _NOT_FOUND else answer.json()["findings"]
        return found


def require_known(names: Iterable[str]) -> None:
    """Let pass the names of mistakes. Raise ValueError."""
    __tracebackhide__ = True  # the test's own line says more
    names = list(names)
    unknown = [name for name in names if name not in MISTAKES]
    if unknown or not names:
        wrong = ", ".join(f"{one}{meant(one, MISTAKES)}" for one in unknown) or "nothing"
        message = f"{wrong} is no mistake that a verdict knows: it knows {', '.join(MISTAKES)}"
        raise ValueError(message)


def require_made(names: Iterable[str], findings: Sequence[Json]) -> None:
    """Let pass if each mistake was found. Raise MistakeNotMade."""
    __tracebackhide__ = True  # the test's own line says more
    made = {one["mistake"] for one in findings}
    missing = [name for name in names if name not in made]
    if missing:
        instead = ", ".join(sorted(made)) or "none"
        message = f"expected, and not made: {', '.join(missing)}; mistakes that were: {instead}"
        raise MistakeNotMade(message)


def _shown_by(finding: Json) -> _Shown:
    """Return what shows a finding: it is another one when more of the same is added to it."""
    shown = (*finding["requests"], *finding["messages"])
    return finding["mistake"], tuple(one["seq"] for one in shown)
