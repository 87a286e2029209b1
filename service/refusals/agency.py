"""What the service itself refuses about agents, beside the trade's rules."""

from dataclasses import dataclass

from service.domain.refusals.base import Refusal


@dataclass(eq=False)
class AgentUnknown(Refusal):
    """No agent that this caller may see has the name."""

    code = "agent_unknown"
    says = "there is no agent of this name for you: create a key for it, or compare the name"


@dataclass(eq=False)
class AgentNameUnfit(Refusal):
    """An agent's name is part of addresses."""

    code = "agent_name_unfit"
    says = "an agent's name is part of an address, and this one has a slash: leave it out"
