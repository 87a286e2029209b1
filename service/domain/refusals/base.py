"""The root of all refusals: a stable code, and a message made of facts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar


@dataclass(eq=False)
class Refusal(Exception):  # noqa: N818 - named in the trade's words
    """The root: what a client can cause is refused by name; our own mistakes are assertions.

    A subclass has its facts as fields, and `code` and `says`, in which they stand in braces.
    """

    code: ClassVar[str]
    says: ClassVar[str]

    def __post_init__(self) -> None:
        """Hand the facts to Exception, so that a refusal can travel between processes."""
        super().__init__(*vars(self).values())

    def __str__(self) -> str:
        """Return the message, with moments in ms."""
        return self.message(lambda name, fact: f"{fact} ms" if name.endswith("_ms") else str(fact))

    def message(self, shown: Callable[[str, object], str]) -> str:
        """Return the message, with each fact as `shown` writes it."""
        return self.says.format(**{name: shown(name, fact) for name, fact in vars(self).items()})
