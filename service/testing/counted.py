"""Rules that count what they meet, and choose by place or by chance which of it has their fault."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar

from service.call import Entropy

_DRAWS = 1 << 53


class Choosing(Protocol):
    """What each rule says of its choice."""

    @property
    def nth(self) -> int | None:
        """Return which one it means, counted from 1."""

    @property
    def probability(self) -> float | None:
        """Return with which probability it means each."""

    def model_dump(self) -> dict[str, Any]:
        """Return it as it is shown."""


Rule = TypeVar("Rule", bound=Choosing)


@dataclass
class CountedRules(Generic[Rule]):
    """Rules with their counts; `purpose` keeps their draws from the same seed apart from others."""

    purpose: str
    seed: bytes | None = None
    _rules: list[Rule] = field(default_factory=list)
    _seen: list[int] = field(default_factory=list)
    _struck: list[int] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def replace(self, rules: list[Rule]) -> None:
        """Set the rules, and start to count."""
        with self._lock:
            self._rules = list(rules)
            self._seen = [0] * len(rules)
            self._struck = [0] * len(rules)

    def striking(self, is_met: Callable[[Rule], bool]) -> list[Rule]:
        """Count for each rule whether it is met, and return those that strike."""
        found = []
        with self._lock:
            for index, rule in enumerate(self._rules):
                if not is_met(rule):
                    continue
                self._seen[index] += 1
                if self._strikes(index, rule):
                    self._struck[index] += 1
                    found.append(rule)
        return found

    def shown(self) -> list[dict[str, Any]]:
        """Return the rules and their counts."""
        with self._lock:
            counted = zip(self._rules, self._seen, self._struck, strict=True)
            return [
                rule.model_dump() | {"seen": seen, "struck": struck}
                for rule, seen, struck in counted
            ]

    def _strikes(self, index: int, rule: Rule) -> bool:
        seen = self._seen[index]
        if rule.probability is not None:
            return is_drawn(self.seed, f"{self.purpose} {index} {seen}", rule.probability)
        return rule.nth in {None, seen}


def is_drawn(seed: bytes | None, purpose: str, probability: float) -> bool:
    """Return whether chance strikes; with a seed it does so for the same purposes again."""
    return Entropy(seed).integer(purpose, _DRAWS) < probability * _DRAWS
