"""The verdict on a client: what it did wrong, each with the requests that show it.

`RULES` has one function for each mistake; whoever adds one adds it there, to `MISTAKES`, and to
`docs/testing.md`. Every rule would rather miss a mistake than find one in a client that made none:
what may have another reason is left alone.
"""

from service.testing.verdict.finding import MISTAKES, FoundMistake, Rule
from service.testing.verdict.rules import RULES, findings, shown_verdict

__all__ = ["MISTAKES", "RULES", "FoundMistake", "Rule", "findings", "shown_verdict"]
