"""The page of a story: whether it is whole, what is in its file, and how to tell it again."""

from flask import Blueprint, Response, current_app

from service.console.clock_head import clock_shown
from service.console.site import SITE
from service.testing.replaying.kept import FILE_NAME
from service.testing.state import current_state

HERE = "/console/replay"
_SHOWN_MAX = 200


def pages() -> Blueprint:
    """Return the page, and the file."""
    blueprint = Blueprint("console_replaying", __name__)
    blueprint.get(HERE)(_page)
    blueprint.get(f"{HERE}/{FILE_NAME}")(_file)
    return blueprint


def _page() -> Response:
    from service.testing.replaying.export import story_of
    from service.testing.replaying.replayed import EXTENSION, said_of
    from service.testing.replaying.story import text_of

    state = current_state()
    story = story_of(state)
    text = text_of(story)
    worlds = current_app.extensions["wanghuiyi.worlds"]
    replayed = current_app.extensions.get(EXTENSION) if state is worlds.default else None
    return SITE.page(
        "replaying/story.html",
        here=HERE,
        clock=clock_shown(state),
        story=story,
        requests=list(enumerate(story["requests"], start=1))[-_SHOWN_MAX:],
        kilobytes=(len(text) + 999) // 1_000,
        name=FILE_NAME,
        came_out=said_of(replayed) if replayed else [],
    )


def _file() -> Response:
    from service.testing.replaying.export import story_of
    from service.testing.replaying.story import text_of

    answer = Response(text_of(story_of(current_state())), mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
