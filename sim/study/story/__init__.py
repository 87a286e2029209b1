"""One person's journey, told: moments, what happened then, and how long each part took.

The parts sum to the whole, to the millisecond, since each begins where the last one ended.
"""

from sim.study.story.parts import (
    RUN_END,
    JourneyPart,
    JourneyStory,
    StorySetting,
    Whereabouts,
    setting_of,
    story,
)
from sim.study.story.times import duration, moment

__all__ = [
    "RUN_END",
    "JourneyPart",
    "JourneyStory",
    "StorySetting",
    "Whereabouts",
    "duration",
    "moment",
    "setting_of",
    "story",
]
