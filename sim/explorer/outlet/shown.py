"""Everything that the page of an outlet's day shows."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.explorer.again import Again, CountyAgain, CountyWanted, OutletPlace
from sim.explorer.again.asked import date_of, day_of_run, replication_of, with_query
from sim.explorer.again.kept import replications_of
from sim.explorer.again.places import outlets_of
from sim.explorer.charts import Chart
from sim.explorer.outlet.charts import flow_chart, line_chart
from sim.explorer.outlet.day import OutletDay, day_of
from sim.explorer.outlet.figures import DayFigures, figures_of
from sim.explorer.outlet.flow import flow_of
from sim.explorer.outlet.gantt import gantt_chart
from sim.explorer.outlet.line import DAY, WEEKDAY, announced_on, band_of, days_alike
from sim.explorer.outlet.visits import ShownVisit, shown_visits
from sim.explorer.results import RunResults
from sim.study.story.times import WEEKDAYS
from sim.units import DAYS_PER_WEEK


@dataclass(frozen=True)
class DayLink:
    """A link of the page: its words, and where it leads, or nowhere."""

    words: str
    href: str
    is_here: bool = False


@dataclass(frozen=True)
class ShownDay:
    """What the template of an outlet's day is made of."""

    heading: str
    date: dt.date
    first_date: dt.date
    last_date: dt.date
    replication: int
    replications: Sequence[int]
    band: str
    outlets: Sequence[tuple[int, str]]
    ways: Sequence[DayLink]
    week: Sequence[DayLink]
    bands: Sequence[DayLink]
    again: CountyAgain
    day: OutletDay
    figures: DayFigures
    charts: Sequence[Chart]
    visits: Sequence[ShownVisit]

    @property
    def wishes(self) -> list[ShownVisit]:
        """Return the visits of whoever has a wish to buy online."""
        return [one for one in self.visits if one.href]


@dataclass(frozen=True)
class _Asked:
    """Which day of which outlet is asked for, held against what."""

    run: RunResults
    place: OutletPlace
    replication: int
    day: int
    band: str

    def href(self, **other: object) -> str:
        """Return the address of the page, with other values."""
        number = other.pop("outlet", self.place.number)
        day = other.pop("day", self.day)
        query = {"replication": self.replication, "day": date_of(self.run, int(str(day)))}
        query |= {"band": self.band} if self.band != WEEKDAY else {}
        return with_query(f"/runs/{self.run.name}/outlets/{number}", **(query | other))


def shown_day(
    again: Again, run: RunResults, place: OutletPlace, query: Mapping[str, str]
) -> ShownDay:
    """Return a day. Raise BadRequest for a replication or a day that the run has not."""
    replication = replication_of(run, query.get("replication", ""))
    county = again.county(CountyWanted(run, place.county, replication))
    wanted_day = query.get("day", "")
    number = day_of_run(run, wanted_day) if wanted_day else _first_open(county, place.position)
    quick = again.has_lines(run, place.county)
    band = query.get("band", "") or (WEEKDAY if quick else "")
    asked = _Asked(run, place, replication, number, band)
    day = day_of(county, place.position, number)
    flow = flow_of(day)
    alike = days_alike(county, place.position, number)
    days = {DAY: (number,), WEEKDAY: alike}.get(band)
    found = band_of(again.lines(run, place.county), place.position, days) if days else None
    date = date_of(run, number)
    return ShownDay(
        heading=f"{place.name} on {WEEKDAYS[date.weekday()]} {date.day} {date:%b} {date.year}",
        date=date,
        first_date=date_of(run, 0),
        last_date=date_of(run, run.scenario.run.days - 1),
        replication=replication,
        replications=replications_of(run),
        band=band,
        outlets=outlets_of(run, place.county),
        ways=_ways(asked),
        week=_week(asked),
        bands=_bands(asked, len(alike)),
        again=county,
        day=day,
        figures=figures_of(day),
        charts=(line_chart(day, flow, found), gantt_chart(day), flow_chart(day, flow)),
        visits=shown_visits(day, county, run.name),
    )


def _first_open(county: CountyAgain, position: int) -> int:
    """Return the first day after the warm-up on which the outlet is open."""
    run = county.plan.scenario.run
    hours = county.plan.outlets[position].announced
    days = range(run.warm_up_days, run.days)
    return next((day for day in days if announced_on(hours, day)), run.warm_up_days)


def _ways(asked: _Asked) -> list[DayLink]:
    """Return the days, outlets and replications beside this one."""
    days, numbers = asked.run.scenario.run.days, replications_of(asked.run)
    beside = (
        ("previous day", "day", asked.day - 1, range(days)),
        ("next day", "day", asked.day + 1, range(days)),
        ("previous outlet", "outlet", asked.place.number - 1, range(asked.place.of)),
        ("next outlet", "outlet", asked.place.number + 1, range(asked.place.of)),
        ("previous replication", "replication", asked.replication - 1, numbers),
        ("next replication", "replication", asked.replication + 1, numbers),
    )
    return [
        DayLink(words, asked.href(**{key: value}))
        for words, key, value, there in beside
        if value in there
    ]


def _week(asked: _Asked) -> list[DayLink]:
    """Return the days of the week of this one, which are in the run."""
    date = date_of(asked.run, asked.day)
    monday = asked.day - date.weekday()
    return [
        DayLink(
            f"{WEEKDAYS[place]} {date_of(asked.run, day).day}",
            asked.href(day=day),
            day == asked.day,
        )
        for place in range(DAYS_PER_WEEK)
        if 0 <= (day := monday + place) < asked.run.scenario.run.days
    ]


def _bands(asked: _Asked, alike: int) -> list[DayLink]:
    """Return what the line may be held against."""
    words = {WEEKDAY: f"all {alike} days like it, in all replications"} if alike > 1 else {}
    words |= {DAY: "this day in all replications"}
    here = asked.band if asked.band in words else DAY if asked.band else ""
    return [DayLink(said, asked.href(band=band), band == here) for band, said in words.items()]
