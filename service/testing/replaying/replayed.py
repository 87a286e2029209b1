"""A test server that begins with a story: it is told before anybody else may ask anything."""

import sys
from dataclasses import dataclass, replace

from flask import Flask

from service.call import Context
from service.clock import from_rfc3339
from service.schemas.replays import StoryFile
from service.testing.application import create_test_app
from service.testing.replaying.playing import ReplayDifference, played
from service.testing.replaying.story import read_story
from service.testing.worlds import WorldLimits
from service.web.app import Settings

__all__ = ["Replayed", "app_of_story", "read_story", "said_of", "tell"]

EXTENSION = "wanghuiyi.replayed"


@dataclass(frozen=True)
class Replayed:
    """What came of a story: how many requests it has, by which version, and the differences."""

    requests: int
    package: str
    lost: tuple[str, ...]
    differences: tuple[ReplayDifference, ...]


def app_of_story(
    context: Context, settings: Settings, story: StoryFile, limits: WorldLimits
) -> Flask:
    """Return the application of a test server with the start and the seed of a story."""
    seed = None if story.seed_sha256 is None else bytes.fromhex(story.seed_sha256)
    start_ms = None if story.start is None else from_rfc3339(story.start)
    return create_test_app(replace(context, seed=seed), settings, start_ms, None, limits)


def tell(app: Flask, story: StoryFile) -> None:
    """Tell a story to an application; print what came out otherwise, keep it for the console.

    A worker that comes after one that died finds the database as that left it, and tells nothing.
    """
    state = app.extensions["wanghuiyi.worlds"].default
    if state.kept.begins_with:
        sys.stderr.write("the story is not told again: the database has content\n")
        return
    differences = played(app, state, story)
    replayed = Replayed(len(story.requests), story.package, tuple(story.lost), differences)
    app.extensions[EXTENSION] = replayed
    sys.stderr.write("".join(f"{line}\n" for line in said_of(replayed)))
    sys.stderr.flush()


def said_of(replayed: Replayed) -> list[str]:
    """Return what came of a story, in lines."""
    count, other = replayed.requests, len(replayed.differences)
    how = "all with the status that they had" if not other else f"{other} came out otherwise"
    return [
        *(f"the story is not whole: {one}" for one in replayed.lost),
        *map(str, replayed.differences),
        f"replayed {count} {'request' if count == 1 else 'requests'}: {how}",
    ]
