"""How the pages of the console look, and where they are."""

from service.pages.assets import Asset
from service.pages.site import Site

CONSOLE = "service.console"
BASE = "/test"
SITE = Site(CONSOLE, "wanghuiyi test server", (Asset(CONSOLE, "console.css"),), prefix=BASE)
