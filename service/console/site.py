"""How the pages of the console look, and where they are."""

from service.clock import beijing_minute, from_rfc3339
from service.money import yuan
from service.pages.assets import Asset
from service.pages.site import Site

CONSOLE = "service.console"
BASE = "/test"


def minute(moment: str | None) -> str:
    """Return a moment of the API as people in the town read it.

    >>> minute("2026-11-24T02:30:00.000Z"), minute(None)
    ('2026-11-24 10:30 Beijing', '')
    """
    return beijing_minute(from_rfc3339(moment)) if moment else ""


SITE = Site(
    CONSOLE,
    "wanghuiyi test server",
    (Asset(CONSOLE, "console.css"), Asset(CONSOLE, "town.css")),
    filters={"yuan": yuan, "minute": minute},
    prefix=BASE,
)
