"""What all pages of the explorer work with: where runs are, and how pages look."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from service.pages.assets import ECHARTS, PACKAGE, Asset
from service.pages.site import Site
from sim.explorer.results import JOBS, RunResults, Shelf

if TYPE_CHECKING:
    from sim.explorer.again import Again
    from sim.explorer.jobs.line import JobLine
    from sim.explorer.jobs.state import JobSeen

EXPLORER = "sim.explorer"
STYLE = Asset(EXPLORER, "explorer.css")
CHARTS = (Asset(PACKAGE, ECHARTS), Asset(EXPLORER, "scripts/charts.js"))
STYLES = (STYLE, Asset(EXPLORER, "levers/levers.css"))
SCRIPTS = (*CHARTS, Asset(EXPLORER, "scripts/levers.js"))


@dataclass(frozen=True)
class Explorer:
    """The explorer of this process."""

    shelf: Shelf
    site: Site = field(
        default_factory=lambda: Site(EXPLORER, "wanghuiyi explorer", STYLES, SCRIPTS)
    )

    @cached_property
    def again(self) -> "Again":
        """Return the counties that were simulated again of late, of all runs."""
        from sim.explorer.again import Again

        return Again()

    @cached_property
    def jobs(self) -> "JobLine":
        """Return the runs that were asked for here."""
        from sim.explorer.jobs.line import JobLine

        return JobLine(self.shelf)

    def go_on(self) -> None:
        """Go on with what waits since an earlier server."""
        if (self.shelf.out / JOBS).is_dir():
            self.jobs.wake()

    def unfinished(self) -> "list[JobSeen]":
        """Return the runs that were asked for here and have no results yet."""
        return self.jobs.unfinished() if (self.shelf.out / JOBS).is_dir() else []

    def end(self) -> None:
        """Stop the runs that were started here, and keep what is finished of them."""
        if (self.shelf.out / JOBS).is_dir():
            self.jobs.end()

    def run(self, name: str) -> RunResults:
        """Return a run by its name. Raise NotFound, which is a page, if there is none."""
        from werkzeug.exceptions import NotFound

        found = self.shelf.runs().get(name)
        if found is None:
            message = f"there is no run called {name} here: choose one of the list"
            raise NotFound(message)
        return found
