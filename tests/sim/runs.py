"""A run that takes a second: two outlets of one's own, a few days, every step of the journey."""

from pathlib import Path

from sim.files.folder import new_folder
from sim.files.geography import read_geography, read_network
from sim.files.results import write_run
from sim.files.scenario_file import read_scenario
from sim.running.executors import backend
from sim.running.experiment import RunOptions, experiment
from sim.running.replication import Experiment

OUTLETS = """name,lat,lon,class,counters,people
Market Street,30.60,109.72,town,2,12000
Hill,30.50,109.64,rural,1,6000
"""

SCENARIO = """name = "small"
question = "Does everything work?"

[run]
first_day = 2007-11-05
days = 12
replications = 3
seed = 1

[network]
outlets_csv = "outlets.csv"

[market]
wishes_per_1000_people_day = 1.0

[parcel]
from_real_counties = false
distance_km = 300
"""


def small_file(folder: Path) -> Path:
    """Write the scenario and its outlets into a folder, and return the scenario's path."""
    (folder / "outlets.csv").write_text(OUTLETS, encoding="utf-8")
    path = folder / "small.toml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


def small_experiment(
    folder: Path, *settings: str, workers: int = 1, options: RunOptions | None = None
) -> Experiment:
    """Run it, on so many workers or as the options say."""
    scenario = read_scenario(str(small_file(folder)), settings)
    options = options or RunOptions(backend=backend(workers))
    return experiment(scenario, read_network(scenario), options)


def country_experiment(*settings: str, keep: str = "auto") -> Experiment:
    """Run a week of 70 counties with 15 outlets each, which counts as a country."""
    codes = list(read_geography("CN").units)[::40][:70]
    counties = f"network.counties={codes}".replace("'", '"')
    scenario = read_scenario("china-week", [counties, "network.outlets=1050", *settings])
    return experiment(scenario, read_network(scenario), RunOptions("compiled", keep=keep))


def country_results(folder: Path) -> Path:
    """Run it, write its files, and return their folder."""
    results = folder / "china-week"
    with new_folder(results) as fresh:
        write_run(country_experiment(), fresh, "wanghuiyi run china-week")
    return results


def small_results(folder: Path, *settings: str) -> Path:
    """Run it, write its files, and return their folder."""
    done = small_experiment(folder, *settings)
    results = folder / "results" / done.scenario.name
    with new_folder(results) as fresh:
        write_run(done, fresh, "wanghuiyi run small.toml")
    return results
