"""What all pages of the explorer work with: where runs are, and how pages look."""

from dataclasses import dataclass, field

from service.pages.assets import ECHARTS, PACKAGE, Asset
from service.pages.site import Site
from sim.explorer.results import RunResults, Shelf

EXPLORER = "sim.explorer"
STYLES = (Asset(EXPLORER, "explorer.css"), Asset(EXPLORER, "levers/levers.css"))
SCRIPTS = (
    *(Asset(PACKAGE, ECHARTS), Asset(EXPLORER, "scripts/charts.js")),
    Asset(EXPLORER, "scripts/levers.js"),
)


@dataclass(frozen=True)
class Explorer:
    """The explorer of this process."""

    shelf: Shelf
    site: Site = field(
        default_factory=lambda: Site(EXPLORER, "wanghuiyi explorer", STYLES, SCRIPTS)
    )

    def run(self, name: str) -> RunResults:
        """Return a run by its name. Raise NotFound, which is a page, if there is none."""
        from werkzeug.exceptions import NotFound

        found = self.shelf.runs().get(name)
        if found is None:
            message = f"there is no run called {name} here: choose one of the list"
            raise NotFound(message)
        return found
