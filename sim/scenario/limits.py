"""The limits of every number and every text of a scenario, each with its reason.

None is infinite. A limit is generous: whatever a post office, a person or a parcel could do lies
within it, and what lies beyond would overflow the clock, the memory, a line of print, or the
patience of whoever waits for the run. How much a whole scenario may ask for, as a product of its
numbers, `sim.files.size` says.
"""

import datetime as dt
from typing import Annotated

from pydantic import AfterValidator, Field

from service.domain.typed import printable

# Of a distribution's values, whatever the unit in the key: a million minutes are two years, a
# million days longer than all writing, a million yuan a house, a million km to the moon and back.
VALUE_MAX = 1_000_000
# Of a distribution's mean: a millionth of a minute is less than the clock's millisecond.
MEAN_MIN = 1e-6
# Below a thousandth nothing varies that a sample could show, and the quantile function of a gamma
# distribution loses its digits; nobody has measured a standard deviation of a hundred means.
CV_MIN = 0.001
CV_MAX = 100
# Of a lognormal's logarithm: by e^10 one in six values is 22,000 times the median or more.
SIGMA_MIN = 0.001
SIGMA_MAX = 10
# Of a law that a maximum leaves: whoever cuts off more means another law.
KEPT_MIN = 1e-6
# Every transaction of a large office in a year; a manifest holds them all.
MEASURED_VALUES_MAX = 1_000_000

# A day or hour with a thousand times the average would take the rest of the year with it.
FACTOR_MAX = 1_000
# Smaller ones divide others to infinity; whoever means nobody writes 0.
FACTOR_MIN = 1e-6

# Ten years: sums of waits, of every customer that `sim.files.size` lets in, fit 63 bits.
DAYS_MAX = 3_660
# The half-width of an interval from so many repetitions is 0.6% of a standard deviation.
REPLICATIONS_MAX = 100_000
# The dice hold seeds of 63 bits.
SEEDS = 2**63

# Nobody lives in a larger city, county or place.
PEOPLE_MAX = 100_000_000
# The largest postal network, India's, has 165,000 offices; beyond, maps and tables do not fit.
OUTLETS_MAX = 200_000
# A postal district of a very large city has hundreds. Their distances to all homes are one table.
OUTLETS_OF_A_COUNTY_MAX = 1_000
# The largest hall of counters in the world has about a hundred.
COUNTERS_MAX = 1_000
# Of a day in shifts of five minutes, or of a week in shifts by the hour.
SHIFTS_MAX = 288
WINDOWS_MAX = 100
# A break longer than half a day is the end of a shift.
BREAK_MAX_MIN = 720
# Shorter than a minute no clerk is away; whoever means none writes 0.
BREAK_MIN_MIN = 1
# Between a building and a desert.
AREA_KM2_MIN = 0.001
AREA_KM2_MAX = 100_000
# Of all outlets of a county together: a fifth of China, and so a disc that fits between the poles.
COUNTY_KM2_MAX = 2_000_000
# A mountain road that is five times as long as the flight of a bird is a long one.
DETOUR_MAX = 5

# Slower than one crawls on all fours, and faster than any bus.
SPEED_MIN_KM_H = 0.1
SPEED_MAX_KM_H = 200
# Slower than an ox-cart, and faster than any aircraft with its handling.
HAUL_MIN_KM_DAY = 1
HAUL_MAX_KM_DAY = 50_000

# Of people who come together: a train of twenty coaches.
GROUP_MAX = 1_000
# Of a day's factor: by a gamma law of three, two days in three have less than a tenth of the mean.
DAY_CV_MAX = 3
# A quarter of an hour is what clocks of tickets and timetables of staff are cut into.
QUARTERS_A_DAY = 96
DAYS_A_WEEK = 7

# Of each person, to all counters: 27 a day.
VISITS_A_YEAR_MAX = 10_000
# Of 1,000 people in a day: one each.
RATE_PER_1000_MAX = 1_000
# Of a link in a month: one every 44 minutes.
FAILURES_A_MONTH_MAX = 1_000
# The capacity of hubs and rounds: a third of the parcels of all China on a day of 2024.
PARCELS_A_DAY_MAX = 100_000_000
# A hall of the size of a stadium.
BACKLOG_IN_LINE_MAX = 100_000
BACKLOG_AT_HUB_MAX = 1_000_000

# Of what is sold by the kilogram: between a fen and half the price of gold.
PRICE_PER_KG_MIN_YUAN = 0.01
PRICE_PER_KG_MAX_YUAN = 100_000
# A price that doubles or halves on two days in three is none that could be known.
VOLATILITY_MAX = 0.7
# One at every quarter of an hour of the day.
TRADERS_A_DAY_MAX = 96

# Postage beyond a car's is not a parcel's.
POSTAGE_MAX_YUAN = 10_000
# A draft beyond VALUE_MAX would never be full.
DRAFT_LIMIT_MAX_YUAN = VALUE_MAX

# Of a week's courses in one county: as many as go to all its schools.
SEATS_MAX = 1_000_000
LEARNERS_MAX = PEOPLE_MAX
# A year at a school of business.
SEAT_MAX_YUAN = 100_000
# Weeks of the longest run.
WEEKS_MAX = 523

# Of a rule that waits: a leap year; more would outlast the run, or be none.
WAITING_DAYS_MAX = 366
LOCK_MAX_H = 10_000
# Of who hears nothing of a text: nobody sends it more than ten times an hour, all day.
TEXT_AGAIN_MIN_H = 0.1
# Of a rule that must wait at all: less than a minute and a half, or four seconds, is no time.
SHORTEST_DAYS = 0.001
SHORTEST_H = 0.001
# Of an outage: a leap year.
OUTAGE_MAX_H = 24 * 366
# Of agents of mobile money: a village of its own for each, and a customer every seven seconds.
AGENTS_PER_OUTLET_MAX = 1_000
CUSTOMERS_A_DAY_MAX = 10_000
# Of agents that one tries on one way: nobody asks in more shops.
TRIED_MAX = 20
# How often a person tries, asks or returns; nobody does it a hundred times.
TIMES_MAX = 100

# Every five minutes of a day.
TIMES_OF_DAY_MAX = 288
# Each day of the longest run once.
DATES_MAX = DAYS_MAX
# An outage or surge every third day of the longest run; each is looked at for each outlet it names.
INTERVALS_MAX = 1_000
NAMES_MAX = 10_000
COUNTIES_MAX = 10_000
# As long as OpenStreetMap lets any value be.
EXPRESSION_MAX = 255
# Of a scenario: a file system takes names of 255 bytes, and folders of results add to this one.
SCENARIO_NAME_MAX = 100
# Of a county, an outlet or a column: the longest name of a city, Bangkok's, has 168 letters.
NAME_MAX = 200
# Three sentences: a list of scenarios has a line or two for each.
QUESTION_MAX = 400
# As long as Linux lets a path be.
PATH_MAX = 4_096
UNSEEN_SHOWN = 3


def _none_or_some(factor: float) -> float:
    if 0 < factor < FACTOR_MIN:
        message = f"{factor:.15g}, and must be 0 or at least {FACTOR_MIN:g}"
        raise ValueError(message)
    return factor


def _none_or_a_minute(break_min: float) -> float:
    if 0 < break_min < BREAK_MIN_MIN:
        message = f"{break_min:.15g}, and must be 0 or at least {BREAK_MIN_MIN}"
        raise ValueError(message)
    return break_min


def _none_or_enough(cv: float) -> float:
    if 0 < cv < CV_MIN:
        message = f"{cv:.15g}, and must be 0 or at least {CV_MIN:g}"
        raise ValueError(message)
    return cv


def _all_of_a_day_or_none(factors: tuple[float, ...]) -> tuple[float, ...]:
    if factors and len(factors) != QUARTERS_A_DAY:
        message = f"{len(factors)} values, and must be {QUARTERS_A_DAY}, or none"
        raise ValueError(message)
    if factors and not any(factors):
        message = "all are 0, so nobody would ever come on that day: raise one, or leave all out"
        raise ValueError(message)
    return factors


def _all_of_a_week_or_none(days: tuple[tuple[float, ...], ...]) -> tuple[tuple[float, ...], ...]:
    if days and len(days) != DAYS_A_WEEK:
        message = f"{len(days)} values, and must be {DAYS_A_WEEK}, Monday to Sunday, or none"
        raise ValueError(message)
    return days


def one_line(text: str) -> str:
    """Return a text that a line can show. Raise ValueError for what breaks, turns or hides it.

    >>> one_line("How long? \u591a\u4e45\uff1f")
    'How long? \u591a\u4e45\uff1f'
    >>> one_line("up\u202edown")
    Traceback (most recent call last):
    ValueError: must be one line of characters that can be seen: leave out U+202E
    """
    if text.isprintable():
        return text
    unseen = sorted({one for one in text if printable(one) != one or one in "\n\t"})
    if unseen:
        codes = ", ".join(f"U+{ord(one):04X}" for one in unseen[:UNSEEN_SHOWN])
        more = f" and {len(unseen) - UNSEEN_SHOWN} more" if len(unseen) > UNSEEN_SHOWN else ""
        message = f"must be one line of characters that can be seen: leave out {codes}{more}"
        raise ValueError(message)
    return text


Share = Annotated[float, Field(ge=0, le=1)]
Factor = Annotated[float, Field(ge=0, le=FACTOR_MAX), AfterValidator(_none_or_some)]
BreakMinutes = Annotated[float, Field(ge=0, le=BREAK_MAX_MIN), AfterValidator(_none_or_a_minute)]
Value = Annotated[float, Field(ge=0, le=VALUE_MAX)]
PositiveValue = Annotated[float, Field(ge=MEAN_MIN, le=VALUE_MAX)]
Variation = Annotated[float, Field(ge=CV_MIN, le=CV_MAX)]
VariationFromOne = Annotated[float, Field(ge=1, le=CV_MAX)]
DayVariation = Annotated[float, Field(ge=0, le=DAY_CV_MAX), AfterValidator(_none_or_enough)]
Sigma = Annotated[float, Field(ge=SIGMA_MIN, le=SIGMA_MAX)]
Values = Annotated[tuple[Value, ...], Field(strict=False, max_length=MEASURED_VALUES_MAX)]
# A day's quarters of an hour from midnight on, or nothing; and a week of such days, or nothing.
Quarters = Annotated[
    tuple[Factor, ...],
    Field(strict=False, max_length=QUARTERS_A_DAY),
    AfterValidator(_all_of_a_day_or_none),
]
Profile = Annotated[
    tuple[Quarters, ...],
    Field(strict=False, max_length=DAYS_A_WEEK),
    AfterValidator(_all_of_a_week_or_none),
]

People = Annotated[int, Field(ge=1, le=PEOPLE_MAX)]
Counters = Annotated[int, Field(ge=1, le=COUNTERS_MAX)]
ParcelsADay = Annotated[int, Field(ge=1, le=PARCELS_A_DAY_MAX)]
FailuresAMonth = Annotated[float, Field(ge=0, le=FAILURES_A_MONTH_MAX)]
RatePer1000 = Annotated[float, Field(ge=0, le=RATE_PER_1000_MAX)]

# Days that a rule may wait, and days that it must.
RuleDays = Annotated[float, Field(ge=0, le=WAITING_DAYS_MAX)]
PositiveRuleDays = Annotated[float, Field(ge=SHORTEST_DAYS, le=WAITING_DAYS_MAX)]
Times = Annotated[int, Field(ge=0, le=TIMES_MAX)]
PositiveTimes = Annotated[int, Field(ge=1, le=TIMES_MAX)]

Question = Annotated[str, Field(max_length=QUESTION_MAX), AfterValidator(one_line)]
Name = Annotated[str, Field(max_length=NAME_MAX), AfterValidator(one_line)]
FilePath = Annotated[str, Field(max_length=PATH_MAX)]

Counties = Annotated[tuple[Name, ...], Field(strict=False, max_length=COUNTIES_MAX)]
Names = Annotated[tuple[Name, ...], Field(strict=False, max_length=NAMES_MAX)]
Dates = Annotated[tuple[dt.date, ...], Field(strict=False, max_length=DATES_MAX)]
