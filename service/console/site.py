"""How the pages of the console look, and where they are."""

from service.clock import beijing_minute, from_rfc3339
from service.console.following.accounts import is_followed
from service.console.words import moment, shortened
from service.money import yuan
from service.pages.assets import Asset
from service.pages.site import Site
from service.testing.replaying.words import path_words

CONSOLE = "service.console"
BASE = "/test"


def minute(at: str | None) -> str:
    """Return a moment of the API as people in the town read it.

    >>> minute("2026-11-24T02:30:00.000Z"), minute(None)
    ('2026-11-24 10:30 Beijing', '')
    """
    return beijing_minute(from_rfc3339(at)) if at else ""


SITE = Site(
    CONSOLE,
    "wanghuiyi test server",
    tuple(Asset(CONSOLE, name) for name in ("console.css", "town.css", "following.css")),
    filters={
        "yuan": yuan,
        "minute": minute,
        "is_followed": is_followed,
        "shortened": shortened,
        "moment": moment,
        "path_words": path_words,
    },
    prefix=BASE,
)
