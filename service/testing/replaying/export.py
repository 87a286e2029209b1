"""The story of a world as it is now, as its file."""

from typing import Any

from service.store.keys import all_keys
from service.testing.replaying.story import StoryWorld, written
from service.testing.state import State


def story_of(state: State) -> dict[str, Any]:
    """Return what a world was asked since it began, as JSON without secrets."""
    with state.context.database.reading() as connection:
        owners = {one.key_id: (one.role, one.holder) for one in all_keys(connection)}
    now_ms, is_frozen = state.clock.moment()
    world = StoryWorld(state.context.seed, state.clock.start_ms, now_ms, is_frozen)
    return written(state.kept.story(), world, owners)
