"""Bodies and answers of the worlds of a test server."""

from typing import Annotated

from pydantic import ConfigDict, Field

from service.schemas.basics import Moment, Strict
from service.schemas.testing import ClockAnswer

SEED_MAX = 200


class WorldBody(Strict):
    """How a new world begins: empty, or as a fork of the world `from`, or of `default`.

    With `seed` its random numbers repeat, otherwise those of what it began from do, if they did.
    With `now` its clock stands there; else a fork's goes on as that of the other world, and that of
    an empty world begins as the server's did.
    """

    from_: Annotated[str | None, Field(alias="from", pattern=r"^(default|[0-9a-f]{16})$")] = None
    seed: Annotated[str | None, Field(min_length=1, max_length=SEED_MAX)] = None
    now: Moment | None = None

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"seed": "7", "now": "2026-11-24T02:30:00Z"},
                {"from": "default"},
                {"from": "9f86d081884c7d65"},
            ]
        }
    )


class WorldAnswer(Strict):
    """A world: `base_path` stands before every path in it, as in `/worlds/ID/v1/deposits`.

    `made_at` and `forgotten_at` are moments of the real clock; each request puts the latter off by
    the server's `idle_s`. While a request is under way it is null.
    """

    world_id: str
    base_path: str
    forked_from: str | None
    clock: ClockAnswer
    made_at: Moment
    forgotten_at: Moment | None


class WorldsAnswer(Strict):
    """All worlds but the default one, those first that were not used for longest."""

    worlds: list[WorldAnswer]
    worlds_max: int
    idle_s: float
