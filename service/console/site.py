"""How the pages of the console look, and where they are."""

from service.console.following.accounts import is_followed
from service.console.words import moment, shortened
from service.money import yuan
from service.pages.assets import Asset
from service.pages.site import Site
from service.testing.replaying.words import path_words

CONSOLE = "service.console"
BASE = "/test"
SITE = Site(
    CONSOLE,
    "wanghuiyi test server",
    (Asset(CONSOLE, "console.css"), Asset(CONSOLE, "following.css")),
    filters={
        "yuan": yuan,
        "is_followed": is_followed,
        "shortened": shortened,
        "moment": moment,
        "path_words": path_words,
    },
    prefix=BASE,
)
