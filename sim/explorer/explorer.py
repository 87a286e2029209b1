"""What all pages of the explorer work with: where runs are, and how pages look."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from service.pages.assets import ECHARTS, PACKAGE, Asset
from service.pages.site import Site
from sim.explorer.results import RunResults, Shelf

if TYPE_CHECKING:
    from sim.explorer.again import Again

EXPLORER = "sim.explorer"
STYLE = Asset(EXPLORER, "explorer.css")
CHARTS = (Asset(PACKAGE, ECHARTS), Asset(EXPLORER, "scripts/charts.js"))


@dataclass(frozen=True)
class Explorer:
    """The explorer of this process."""

    shelf: Shelf
    site: Site = field(
        default_factory=lambda: Site(EXPLORER, "wanghuiyi explorer", (STYLE,), CHARTS)
    )

    @cached_property
    def again(self) -> "Again":
        """Return the counties that were simulated again of late, of all runs."""
        from sim.explorer.again import Again

        return Again()

    def run(self, name: str) -> RunResults:
        """Return a run by its name. Raise NotFound, which is a page, if there is none."""
        from werkzeug.exceptions import NotFound

        found = self.shelf.runs().get(name)
        if found is None:
            message = f"there is no run called {name} here: choose one of the list"
            raise NotFound(message)
        return found
