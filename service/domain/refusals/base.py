"""The base class of all refusals: a stable code, and a message with facts.

A rule that is broken refuses: with `raise` where nothing more can be said, with `refuse` where the
rules after it can still be asked. Both end a verb that is carried out. Within `noting`, `refuse`
notes instead, and the verb goes on: so one and the same function tells the first refusal, or all.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import ClassVar


@dataclass(eq=False)
class Refusal(Exception):  # noqa: N818 - named in the trade's words
    """A rule refuses what a client asked for; our own mistakes are assertions.

    A subclass has its facts as fields, a `code`, and a message template `says` with their names.
    """

    code: ClassVar[str]
    says: ClassVar[str]

    def __post_init__(self) -> None:
        """Pass the facts to Exception, so that a refusal can be pickled."""
        super().__init__(*vars(self).values())

    def __str__(self) -> str:
        """Return the message, with moments in ms."""
        return self.message(lambda name, fact: f"{fact} ms" if name.endswith("_ms") else str(fact))

    def message(self, shown: Callable[[str, object], str]) -> str:
        """Return the message, with each fact as `shown` writes it."""
        return self.says.format(**{name: shown(name, fact) for name, fact in vars(self).items()})


_NOTES: ContextVar[Callable[[Refusal], None] | None] = ContextVar("notes of refusals", default=None)


def refuse(refusal: Refusal) -> None:
    """Raise a refusal; or note it, if all that apply are asked for, and return.

    What follows must bear that the rule is broken: its result is thrown away then.
    """
    note = _NOTES.get()
    if note is None:
        raise refusal
    note(refusal)


@contextmanager
def noting(passed_over: Collection[type[Refusal]] = ()) -> Iterator[list[Refusal]]:
    """Lend the list of all refusals met, in the order in which they are; each kind once.

    One that is raised ends the verb, and is the last. Kinds that are `passed_over` are left out.
    """
    noted: list[Refusal] = []

    def note(refusal: Refusal) -> None:
        kind = type(refusal)
        if kind not in passed_over and all(type(one) is not kind for one in noted):
            noted.append(refusal)

    before = _NOTES.set(note)
    try:
        yield noted
    except Refusal as refusal:
        note(refusal)
        raise
    finally:
        _NOTES.reset(before)
