"""Pictures in a report: the files that were drawn, as data URIs, with their meaning in words.

A picture is embedded as an image, so nothing in it can run or be loaded from elsewhere, and the
identifiers inside it are its own. SVG stays sharp in print; where very many points make it large,
the PNG beside it is taken.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from sim.files.written import PICTURES, PLOTS
from sim.report.parts import ReportPicture, ReportTable

Pictures = tuple[ReportPicture, ...]

SVG_BYTES_MOST = 300_000
TALL = {"agents-float", "forest", "heat-map", "indices", "response", "tornado"}
TITLES = {
    "throughput-by-hour": (
        "When each step happens",
        (
            "Curves over the 24 hours of an average day: how many wishes arise, and how many "
            "purchases are paid in, ordered, delivered and paid out to sellers in each hour."
        ),
    ),
    "throughput-by-day": (
        "Purchases reaching each step, by day",
        (
            "Curves over the days of the run, one for each step from wish to paid seller, with "
            "bands from 5 to 95% of the replications where there are several."
        ),
    ),
    "queue-length": (
        "The line at an outlet through the week",
        (
            "Curves of how many people wait at an outlet, by hour from Monday to Sunday, one "
            "for each class of outlets."
        ),
    ),
    "waits-ecdf": (
        "How long people wait until a counter calls them",
        (
            "Curves that rise from left to right: the share of people who were called within so"
            " many minutes, one for each class of outlets."
        ),
    ),
    "utilisation": (
        "How busy the counters are while staffed",
        (
            "Marks for outlets, and a bar for each class: the share of staffed counter-time "
            "that is service."
        ),
    ),
    "waits-heatmap": (
        "When to come",
        ("A grid of weekdays and hours of arrival, darker where the mean wait is longer."),
    ),
    "funnel": (
        "How far wishes get, and where the others end",
        ("Bars from wish to paid seller, each as long as the share of wishes that got so far."),
    ),
    "waterfall": (
        "Where the time goes, from wish to door",
        (
            "Bars one after the other, from the wish to the delivered parcel: the mean days "
            "that each part takes."
        ),
    ),
    "float": (
        "Money held for buyers",
        (
            "Curves over the days of the run: money at the Post that is not yet credited, and "
            "money in escrow."
        ),
    ),
    "map": (
        "Where people wait",
        (
            "A map of the outlets, or of the counties of a country: colour is the mean wait, "
            "and the size of an outlet's mark its visits a day."
        ),
    ),
    "prices": (
        "What producers are paid over the market's price",
        (
            "The distribution of prices that producers were paid, in percent of the market's "
            "price of the day."
        ),
    ),
    "agents-float": (
        "What agents hold, and when they run dry",
        (
            "Curves of agents' float and cash through the last week, with the spells marked in "
            "which one of them was too low to serve."
        ),
    ),
    "agents-channels": (
        "Who pays in where, and how visits to agents end",
        (
            "Bars: the shares of deposits at agents and at counters, and of visits to agents by"
            " their end."
        ),
    ),
    "winners-ecdf": (
        "Who wins and who loses",
        (
            "Curves of how the differences of the same persons are spread, by class of outlet: "
            "minutes in line, and days from wish to door, with the shares that gain and lose."
        ),
    ),
    "forest": (
        "Paired differences to the baseline",
        (
            "A mark for each metric with its 95% interval, in percent of the baseline: left of "
            "the middle line is less than the baseline, right of it more; filled marks are "
            "settled."
        ),
    ),
    "response": (
        "What the lever does",
        (
            "A curve for each metric over the values of the lever, or a mark for each value, with "
            "95% intervals over replications; the table of points has the figures."
        ),
    ),
    "heat-map": (
        "What two levers do together",
        (
            "A grid for each metric, the values of one lever across and those of the other one "
            "upwards, lighter where the metric is larger; the table of points has the figures."
        ),
    ),
    "tornado": (
        "What each lever changes",
        (
            "Bars for each metric, one for each lever and the largest on top, with 95% "
            "intervals; the table of levers has the figures."
        ),
    ),
    "indices": (
        "How much each lever matters",
        (
            "Marks with 95% intervals for each metric, two for each lever and the most important "
            "on top; the table of levers has the figures."
        ),
    ),
    "frontier": (
        "What other promises would cost",
        (
            "Steps that fall from left to right: the cost a week of the cheapest staffing for "
            "each limit, with the promised limit as a line and the chosen plan as a mark."
        ),
    ),
    "fit-services": (
        "Times at the counter: the log against its law",
        (
            "Quantiles of the times in the log over those by the fitted law, a mark a quantile: "
            "on the line where both are equal."
        ),
    ),
    "fit-patience": (
        "Who would have left by then: the log against its law",
        (
            "Steps of the share of people whose patience is no longer than the wait, in the log "
            "without a law, and the curve by the fitted law."
        ),
    ),
    "fit-arrivals": (
        "When tickets are taken at an outlet",
        (
            "Steps by quarters of an hour of the day: how many tickets an hour an outlet gives "
            "out, one line for weekdays that share a profile."
        ),
    ),
}


def all_pictures(folder: Path) -> Pictures:
    """Return the pictures of results that were drawn, in the order in which they are told."""
    names = sorted(set(PICTURES) - set(TITLES))
    found = []
    for name in (*TITLES, *names):
        if source := _source(folder / PLOTS, name):
            title, said = TITLES.get(name, (name.replace("-", " ").capitalize(), ""))
            found.append(ReportPicture(name, title, said, source, is_tall=name in TALL))
    return tuple(found)


def with_tables(
    pictures: Pictures, tables: Mapping[str, ReportTable]
) -> tuple[Pictures, tuple[ReportTable, ...]]:
    """Return pictures with the tables of their figures, and the tables of what was not drawn."""
    drawn = {picture.name for picture in pictures}
    shown = tuple(replace(picture, table=tables.get(picture.name)) for picture in pictures)
    return shown, tuple(table for name, table in tables.items() if name not in drawn)


def _source(plots: Path, name: str) -> str:
    """Return the data URI of a picture, or nothing if it was not drawn."""
    drawn = {"image/svg+xml": plots / f"{name}.svg", "image/png": plots / f"{name}.png"}
    there = {kind: path.read_bytes() for kind, path in drawn.items() if path.is_file()}
    if len(there) > 1 and len(there["image/svg+xml"]) > SVG_BYTES_MOST:
        del there["image/svg+xml"]
    for kind, content in there.items():
        return f"data:{kind};base64,{b64encode(content).decode()}"
    return ""
