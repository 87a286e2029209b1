"""The application of a test server, with its console, and in the state of a story if there is one.

Imported by name, so that a service that is no test has nothing of it in its memory.
"""

from flask import Flask

from service.call import Context
from service.console import with_console
from service.server.config import TestMode
from service.testing import WorldLimits, create_test_app
from service.web.app import Settings


def application_for_tests(mode: TestMode, context: Context, settings: Settings) -> Flask:
    """Return the application; a story is replayed before anybody is answered."""
    limits = WorldLimits(mode.worlds_max, mode.world_idle_s)
    if mode.replay is None:
        return with_console(create_test_app(context, settings, mode.start_ms, mode.seed, limits))
    from service.testing.replaying.replayed import app_of_story, read_story, tell  # noqa: PLC0415 - only where it is wanted

    story = read_story(mode.replay)
    app = with_console(app_of_story(context, settings, story, limits))
    tell(app, story)
    return app
