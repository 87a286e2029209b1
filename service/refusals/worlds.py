"""What a test server refuses about its worlds."""

from dataclasses import dataclass

from service.domain.refusals.base import Refusal


@dataclass(eq=False)
class WorldUnknown(Refusal):
    """There is no such world, or no more."""

    world_id: str
    idle_s: str
    code = "world_unknown"
    says = (
        "there is no world {world_id}: it was deleted, or forgotten after {idle_s} s without a "
        "request; make one with POST /test/worlds"
    )


@dataclass(eq=False)
class TooManyWorlds(Refusal):
    """Each world takes memory, so their number is limited."""

    worlds_max: int
    code = "too_many_worlds"
    says = (
        "there are {worlds_max} worlds, and at most {worlds_max} at a time: delete one with DELETE "
        "/test/worlds/ID (GET /test/worlds has those first that were not used for longest), or "
        "start the server with a larger --worlds"
    )


@dataclass(eq=False)
class WorldNotForkable(Refusal):
    """Worlds are kept in memory, as SQLite keeps them, whatever the default world is kept in."""

    code = "world_not_forkable"
    says = (
        "the default world is on PostgreSQL, and a world is SQLite in memory, which cannot be a "
        "copy of it: make an empty world, seed it and fork that, or serve from sqlite:///FILE"
    )
