"""Two runs of the same people: one of a week in which much goes wrong, one without breakdowns."""

import shutil
from pathlib import Path

from click.testing import CliRunner

from sim.cli import commands
from tests.conventions.files import ROOT

EVENTFUL, CALMER = "eventful", "calmer"
COUNTY = "500242"
TEXT = """
extends = "county.toml"
name = "{name}"
question = "What does a week look like in which much goes wrong?"

[run]
days = 9
warm_up_days = 1
replications = 2

[network]
people = 52_000

[others]
visits_per_person_year = 5.0

[market]
wishes_per_1000_people_day = 0.3

[staffing.rural]
breaks_from = "11:30"
breaks_until = "13:30"
break_min = 45

[counters]
fail = {fail}
failure_h = {{ law = "exponential", mean = 8 }}

[link.random]
outlet_link_failures_per_month = 12.0

[[outage]]
kind = "office"
start = 2007-11-06T14:00:00
hours = 1.5
"""


def make_runs(folder: Path, *more: str) -> Path:
    """Make both runs, and return the folder in which their results are."""
    shutil.copy(ROOT / "scenarios" / "county.toml", folder)
    out = folder / "results"
    for name, fail in ((EVENTFUL, "true"), (CALMER, "false")):
        file = folder / f"{name}.toml"
        file.write_text(TEXT.format(name=name, fail=fail), encoding="utf-8")
        words = ["run", str(file), "--no-plots", "--out", str(out), "--workers=1", *more]
        done = CliRunner().invoke(commands, words)
        assert done.exit_code == 0, done.output
    return out
