"""The stories of all rooms together: whoever takes them from here has each room's."""

from tests.service.api import message_stories, parcel_stories, trade_stories
from tests.service.api.stories import GOOD, STORIES

assert message_stories.PHONE, "its stories are among the others"
assert parcel_stories.MALFORMED, "these too"
assert trade_stories.STEPS, "and these"

__all__ = ["GOOD", "STORIES"]
