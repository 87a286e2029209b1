"""What a page is asked for, looked up in the run; what is not there is named with what is."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from werkzeug.exceptions import BadRequest, NotFound

from sim.explorer.results import RunResults


@contextmanager
def reading(run: RunResults) -> Iterator[None]:
    """Say on a page why the results of a run cannot be read. Raise NotFound."""
    from polars.exceptions import PolarsError
    from pydantic import ValidationError

    from sim.files.findings import FileErrors

    try:
        yield
    except FileErrors as errors:
        message = f"{run.name} cannot be simulated again: {'; '.join(map(str, errors.findings))}"
        raise NotFound(message) from None
    except (KeyError, ValidationError, PolarsError, OSError) as error:
        message = (
            f"the results of {run.name} are of another version, or not whole "
            f"({type(error).__name__}): run it anew with {_command(run)}"
        )
        raise NotFound(message) from None


def _command(run: RunResults) -> str:
    from sim.report.facts import shown_command

    return shown_command(str(run.manifest.get("command", "wanghuiyi run")))


def replication_of(run: RunResults, asked: str) -> int:
    """Return the replication that is asked for, or else the first. Raise BadRequest."""
    from sim.explorer.again.kept import replications_of

    numbers = replications_of(run)
    number = whole(asked) if asked else numbers[0]
    if number not in numbers:
        last = f" to {numbers[-1]}" if len(numbers) > 1 else ""
        message = f"replication {asked} is not in {run.name}: choose {numbers[0]}{last}"
        raise BadRequest(message)
    return number


def county_of(run: RunResults, asked: str) -> str:
    """Return the code of the county that is asked for, or else the first. Raise NotFound."""
    codes = [str(one["code"]) for one in run.manifest["counties"]]
    if asked and asked not in codes:
        few = ", ".join(codes[:8]) + (f" and {len(codes) - 8} more" if len(codes) > 8 else "")  # noqa: PLR2004 - as many as one reads
        message = f"county {asked} is not in {run.name}: choose {few}"
        raise NotFound(message)
    return asked or codes[0]


def day_of_run(run: RunResults, asked: str) -> int:
    """Return the day that is asked for, from 0: by its date, or by its number from 1.

    Raise BadRequest for a day that is none, or not in the run.
    """
    about = run.scenario.run
    number = whole(asked)
    try:
        day = number - 1 if number >= 0 else (dt.date.fromisoformat(asked) - about.first_day).days
    except ValueError:
        day = -1
    if not 0 <= day < about.days:
        last = about.first_day + dt.timedelta(about.days - 1)
        message = (
            f"day {asked} is not in {run.name}: choose {about.first_day} to {last}, "
            f"or a number from 1 to {about.days}"
        )
        raise BadRequest(message)
    return day


def date_of(run: RunResults, day: int) -> dt.date:
    """Return the date of a day of the run."""
    return run.scenario.run.first_day + dt.timedelta(day)


def whole(text: str) -> int:
    """Return a number from 0 on, or -1 for what is none.

    >>> whole("17"), whole("-3"), whole("x"), whole("२")
    (17, -1, -1, -1)
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else -1  # noqa: PLR2004 - more than any run has


def with_query(path: str, **values: object) -> str:
    """Return an address with its query; what is empty is left out.

    >>> with_query("/runs/a", county="", replication=0)
    '/runs/a?replication=0'
    """
    query = urlencode({name: value for name, value in values.items() if value not in (None, "")})
    return f"{path}?{query}" if query else path
