"""What a fit is asked for: columns, a time zone, a name; each refused with what is allowed."""

import re
from zoneinfo import ZoneInfo

import click

# As in sim.study.fit.laws; a test holds them together.
SERVICE_LAWS = ("auto", "exponential", "lognormal", "gamma", "hyperexponential")
PATIENCE_LAWS = ("auto", "lognormal_median", "exponential", "gamma")
COLUMNS = ("issued", "called", "ended", "left", "no_show", "counters", "outlet", "purpose")
NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,90}")


def columns(
    _context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """Return which columns hold what. Raise BadParameter for what a log does not hold."""
    found = {}
    for value in values:
        what, equals, names = value.partition("=")
        if what not in COLUMNS or not equals or not all(names.split("+")):
            message = f"{value} is not one of {', '.join(COLUMNS)}, then =NAME or =DATE+TIME"
            raise click.BadParameter(message)
        found[what] = tuple(names.split("+"))
    return found


def zone(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> ZoneInfo | None:
    """Return a time zone. Raise BadParameter for none."""
    if value is None:
        return None
    try:
        return ZoneInfo(value)
    except (KeyError, OSError, ValueError):
        message = f"{value} is no time zone, such as Asia/Shanghai"
        raise click.BadParameter(message) from None


def scenario_name(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> str | None:
    """Return the name of a scenario. Raise BadParameter if it is none."""
    if value is not None and not NAME.fullmatch(value):
        message = f"{value}: write small letters and digits joined by hyphens, such as my-office"
        raise click.BadParameter(message)
    return value
