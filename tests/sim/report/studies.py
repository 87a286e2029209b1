"""Hand-made results of a sweep, of a search for staffing and of a fit, in round figures."""

import json
from pathlib import Path
from typing import Any

from sim.files.folder import new_folder
from sim.files.results import write_manifest
from sim.files.schema import effective
from sim.files.staffing_results import StaffingTables, write_staffing
from sim.files.sweep_results import write_sweep
from sim.running.replication import Experiment
from sim.scenario import Scenario
from sim.study.optimise.answer import CandidateAnswer, FrontierPoint, UnitAnswer
from sim.study.sweep.designs import Lever, grid
from sim.study.sweep.outcomes import SweepOutcome

PLACE = "/srv/ana/study"
PATIENCE = "line.patience_min.median"
PLAN = f"""extends = "{PLACE}/mine.toml"

[network]
outlets_csv = "{PLACE}/outlets.csv"
"""
PROMISE: dict[str, Any] = {
    "metric": "wait_over_15_min_share",
    "unit": "share",
    "at_most": 0.05,
    "by": "outlet",
    "zone": 0.01,
    "cost_zone": 0.02,
    "confidence": 0.95,
    "cost_yuan_week": 1_500.0,
    "largest": 0.04,
    "runs": 40,
    "opening_hours": "",
    "hours_settled": True,
    "most": 1_000,
    "yuan_per_hour": 12.0,
    "overtime_factor": 1.5,
    "chance_at_least": None,
    "check": {"replications": 10, "mean": 0.02, "ci_low": 0.01, "ci_high": 0.03},
}
FIT: dict[str, Any] = {
    "fit": "ours",
    "tickets": "log.csv",
    "extends": f"{PLACE}/base.toml",
    "seed": 7,
    "bootstrap": 40,
    "command": f"wanghuiyi fit {PLACE}/log.csv --base={PLACE}/base.toml",
    "rows": {
        "read": 1_003,
        "used": 1_000,
        "left_out": {"issued: not a moment": 3},
        "tickets": {"served": 900, "no_show": 100, "left": 0},
        "outside_hours": 4,
    },
    "parameters": [],
    "could_not_tell": ["balking: who saw the line and went took no ticket"],
}


LEVER = Lever(PATIENCE, (9, 18))


def write_a_sweep(folder: Path, experiment: Experiment, lever: Lever = LEVER) -> None:
    """Write a lever at two values, with waits of 1 and 2, and 3 and 4 minutes."""
    waits = ((1.0, 2.0), (3.0, 4.0))
    first, scenario = dict(experiment.metrics()[0]), experiment.scenario
    points = [tuple(first | {"wait_mean_min": one} for one in each) for each in waits]
    run = scenario.run.model_copy(update={"replications": 2})
    varied = scenario.model_copy(update={"run": run})
    done = SweepOutcome(varied, grid([lever]), points, ("wait_mean_min",))
    with new_folder(folder) as fresh:
        command = f"wanghuiyi sweep {PLACE}/mine.toml --vary {lever.key}=9,18"
        write_sweep(done, fresh, {"engine": "simpy", "command": command})


def write_a_staffing(folder: Path, scenario: Scenario) -> None:
    """Write a plan of two outlets, of which one has a cheaper staffing that was ruled out."""
    nothing = float("nan")
    answers = [
        UnitAnswer(
            *("Hill", "rural", 1, "1 counter", 1, 500.0, 0.04, 10, "settled"),
            *("", nothing, "", 0.03, 0.02, 0.04),
        ),
        UnitAnswer(
            *("Town", "town", 1, "2 counters", 2, 1_000.0, 0.01, 20, "settled"),
            *("1 counter", 0.3, "breaks", 0.01, 0.0, 0.02),
        ),
    ]
    candidates = [
        CandidateAnswer("Hill", "1 counter", 1, 500.0, 0.03, 0.04, 10, "chosen"),
        CandidateAnswer("Town", "1 counter, mornings", 1, 300.0, 0.6, nothing, 0, "ruled out"),
        CandidateAnswer("Town", "1 counter", 1, 500.0, 0.2, 0.3, 10, "breaks"),
        CandidateAnswer("Town", "2 counters", 2, 1_000.0, 0.02, 0.01, 20, "chosen"),
        CandidateAnswer("Town", "3 counters", 3, 1_500.0, 0.0, nothing, 0, "not needed"),
    ]
    points = [
        FrontierPoint(0.02, 2_000.0, 4, is_simulated=False),
        FrontierPoint(0.04, 1_500.0, 3, is_simulated=True),
    ]
    facts = {
        "scenario": scenario.name,
        "seed": 1,
        "replications": 40,
        "engine": "simpy",
        "staffing": PROMISE,
        "command": f"wanghuiyi optimise {PLACE}/mine.toml",
        "effective_scenario": effective(scenario),
    }
    with new_folder(folder) as fresh:
        write_staffing(fresh, PLAN, StaffingTables(answers, points, candidates), facts)


def write_a_fit(folder: Path) -> None:
    """Write a fit of one parameter, for which two laws were tried."""
    tables = {
        "fitted.csv": "parameter,value,low,high,count,method\n"
        "services.other_min.mean,2.5,2.4,2.6,900,lognormal: best AIC\n"
        "others.day_cv,0.1,,,20,index of dispersion\n",
        "laws.csv": "parameter,law,values,aic,above_best,distance,count,is_chosen\n"
        'services.other_min,lognormal,"mean 2.5, cv 0.8",100.0,0.0,0.01,900,1\n'
        "services.other_min,exponential,mean 2.5,112.5,12.5,0.2,900,0\n",
        "profile.csv": "weekday,time,factor\nMo,08:30,4\nMo,08:45,8\n",
        "ours.toml": "[services]\n",
    }
    with new_folder(folder) as fresh:
        for name, text in tables.items():
            (fresh / name).write_text(text, encoding="utf-8")
        write_manifest(fresh, FIT)


def facts_of(folder: Path) -> dict[str, Any]:
    """Return a manifest."""
    facts: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return facts
