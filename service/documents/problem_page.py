"""What a refusal means, as a page for whoever follows the `type` of a problem."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.pages import rendered


@dataclass(frozen=True)
class ExplainedProblem:
    """A refusal as the contract has it; `operations` are the methods and paths that refuse so."""

    code: str
    status: int
    about: str
    says: str
    retry: str
    operations: Sequence[str]

    @property
    def title(self) -> str:
        """Return the code in words."""
        return self.code.replace("_", " ")


def as_page(explained: ExplainedProblem) -> str:
    """Return a page about a refusal; it needs nothing from elsewhere."""
    return rendered("problem.html", one=explained)
