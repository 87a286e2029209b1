"""The base class of all refusals: a stable code, and a message with facts."""

from collections.abc import Callable
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
