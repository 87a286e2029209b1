"""Charts: what each shows, in a form that a browser draws, a reader hears, and a table has.

The option of a chart is that of Apache ECharts as plain JSON. Two kinds of texts in it stand for
something else, which `scripts/charts.js` puts in their place: `fn:NAME` for a function of that
script, and `--NAME` for a colour of the page's style.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sim.report.parts import ReportTable

SERIES = tuple(f"--series-{number}" for number in range(1, 7))
"""The colours of scenarios and other series, in their order; they differ in lightness too."""


@dataclass(frozen=True)
class Chart:
    """A chart: `title` says what it shows with the unit, `said` in a sentence what is to be seen.

    `links` has where the first cell of a row of the table leads, by its text; a datum of the chart
    that leads there too has it as `href`.
    """

    name: str
    title: str
    said: str
    option: Mapping[str, Any]
    table: ReportTable
    height: Literal["", "low", "tall"] = ""
    links: Mapping[str, str] = field(default_factory=dict)
