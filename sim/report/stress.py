"""The headings of STRESS-DES, filled from a scenario and its manifest.

Source: Monks and others (2019), "Strengthening the reporting of empirical simulation studies". What
is the same for all studies with this model is said in a sentence, and stands in `docs/model.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.report.facts import times
from sim.report.parameters import marks_in_words, shown_value
from sim.report.parts import Cells, ReportTable, StressItem, one_group

COUNTIES_NAMED = 12
MODEL = "docs/model.md"
INPUTS = (
    "All input parameters stand in the appendix with their values, units (in their names) and "
    "marks; sources and assumptions in"
)
OF_MEANS = "Estimation: means over replications with 95% intervals by Student's t."
PAIRED = (
    "Comparisons are paired by replication, as all scenarios meet the same people; p-values are "
    "adjusted by Holm's method over all figures and alternatives."
)
SAMPLING = (
    "Random sampling: everything is drawn before the run, by NumPy's Philox generators with a "
    "stream for each purpose, from seed"
)
TWINS = "The SimPy model and its compiled twin give the same results, which wanghuiyi verify shows."


@dataclass(frozen=True)
class StudyMethod:
    """What one kind of study has for itself: its aim, its replications, how it estimates."""

    aim: str
    replications: str
    estimation: str


def method_of(manifest: Mapping[str, Any], scenarios: Mapping[str, Any]) -> StudyMethod:
    """Return the method of a run or of a comparison."""
    first = manifest.get("first_replication", 0)
    replications = f"{times(manifest['replications'], 'replication')}, numbered from {first}"
    if len(scenarios) > 1:
        aim = "to compare the scenarios by the same people"
        return StudyMethod(aim, replications, f"{OF_MEANS} {PAIRED}")
    return StudyMethod("to estimate the figures of one scenario", replications, OF_MEANS)


def stress_items(
    manifest: Mapping[str, Any],
    scenarios: Mapping[str, Mapping[str, Any]],
    prefix: str,
    method: StudyMethod | None = None,
) -> tuple[StressItem, ...]:
    """Return the six headings; `scenarios` are effective ones by name, the baseline first."""
    baseline = next(iter(scenarios.values()))
    method = method or method_of(manifest, scenarios)
    return (
        _objectives(scenarios, method),
        _logic(scenarios, f"{prefix}-logic"),
        _data(manifest, baseline),
        _experimentation(baseline, method),
        _implementation(manifest, f"{prefix}-versions"),
        code_access(manifest, f"{prefix}-files"),
    )


def _objectives(scenarios: Mapping[str, Mapping[str, Any]], method: StudyMethod) -> StressItem:
    questions = [
        f"{name}: {one.get('question') or 'no question'}" for name, one in scenarios.items()
    ]
    outputs = (
        "Outputs are the figures of the tables above, each with its unit and over whom it is taken."
    )
    aim = f"The aim of the experiment is {method.aim}."
    purpose = (
        "The model shows how cash over a post-office counter becomes a purchase at the door, and "
        "how long people wait at the counter."
    )
    return StressItem("1. Objectives", (purpose, *questions, outputs, aim))


def _logic(scenarios: Mapping[str, Mapping[str, Any]], name: str) -> StressItem:
    columns = ("mechanism", *scenarios)
    of_each = [_mechanisms(one) for one in scenarios.values()]
    rows: list[Cells] = [(what, *(one[what] for one in of_each)) for what in of_each[0]]
    table = ReportTable(name, "What the model does here", columns, one_group(rows))
    said = (
        "People come, wait in line, pay in, redeem online, order and are delivered, one by one, "
        f"with every other customer of the counters; {MODEL}, section 2, has the whole logic."
    )
    return StressItem("2. Logic", (said,), (table,))


def _mechanisms(scenario: Mapping[str, Any]) -> dict[str, str]:
    """Return which mechanisms are on and how, in words; of what a version lacks, nothing."""

    def has(key: str, *, less: object = 0) -> str:
        value = _value(scenario, key)
        return "off" if value in (None, less, False, "", []) else shown_value(key, value)

    return {
        "payment": has("payment.method"),
        "tariff": has("payment.tariff"),
        "line": has("line.discipline"),
        "a long line deters": has("line.balking"),
        "patience ends": has("line.reneging"),
        "who is in line at closing": has("line.at_closing"),
        "priority, share of others": has("line.priority_share"),
        "windows for some purposes": has("line.windows"),
        "counters fail": has("counters.fail"),
        "clearing": has("clearing.mode"),
        "texts": has("sms.enabled"),
        "redeeming by text, share": has("redeem.by_text_share"),
        "ordering by telephone, share": has("market.by_phone_share"),
        "course seats a week": has("training.seats_a_week"),
        "producers per 1,000 people": has("producers.per_1000_people"),
        "agents for each outlet": has("agents.per_outlet"),
        "surges": _count(scenario, "surge"),
        "outages that are stated": _count(scenario, "outage"),
    }


def _count(scenario: Mapping[str, Any], key: str) -> str:
    return str(len(_value(scenario, key) or ())) if _value(scenario, key) else "off"


def _value(scenario: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401 - of any parameter
    value: Any = scenario
    for part in key.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _data(manifest: Mapping[str, Any], scenario: Mapping[str, Any]) -> StressItem:
    counties = [one.get("name", "") for one in manifest.get("counties", [])]
    named = ", ".join(counties[:COUNTIES_NAMED])
    more = f" and {len(counties) - COUNTIES_NAMED:,} more" if len(counties) > COUNTIES_NAMED else ""
    own = _value(scenario, "network.outlets_csv")
    if own:
        where = f"Outlets are those of {shown_value('network.outlets_csv', own)}."
    elif counties:
        where = f"Places: {named}{more}; counties by cpca (MIT), places by GeoNames (CC BY 4.0)."
    else:
        codes = shown_value("network.counties", _value(scenario, "network.counties"))
        where = f"Counties: {codes}; counties by cpca (MIT), places by GeoNames (CC BY 4.0)."
    return StressItem(
        "3. Data",
        (
            where,
            marks_in_words(scenario),
            f"{INPUTS} {MODEL}, section 3.",
        ),
    )


def _experimentation(scenario: Mapping[str, Any], method: StudyMethod) -> StressItem:
    run = scenario["run"]
    backlog = scenario.get("backlog", {})
    waiting = ", ".join(f"{key} {value}" for key, value in backlog.items() if value)
    begins = f"It begins with a backlog: {waiting}." if waiting else "It begins empty."
    warm_up = run["warm_up_days"]
    measured = (
        f"The first {times(warm_up, 'day')} are a warm-up, which no figure counts."
        if warm_up
        else "There is no warm-up: all of it is measured."
    )
    days = f"{times(run['days'], 'day')} from {run.get('first_day', '')} on"
    return StressItem(
        "4. Experimentation",
        (
            f"Initialisation: a terminating run. {begins} {measured}",
            f"Run length: {days}; {method.replications}.",
            method.estimation,
        ),
    )


def versions_table(manifest: Mapping[str, Any], name: str) -> ReportTable:
    """Return which software made the results."""
    rows: list[Cells] = [(what, str(one)) for what, one in manifest["versions"].items()]
    return ReportTable(name, "Software", ("software", "version"), one_group(rows))


def _implementation(manifest: Mapping[str, Any], name: str) -> StressItem:
    engine = manifest.get("engine", "")
    engines = (
        "; ".join(f"{one} by {what}" for one, what in engine.items())
        if isinstance(engine, Mapping)
        else str(engine)
    )
    return StressItem(
        "5. Implementation",
        (
            f"{SAMPLING} {manifest['seed']}.",
            f"Engine: {engines}. {TWINS}",
            "Time is whole milliseconds, money whole fen; the same seed gives the same bytes.",
        ),
        (versions_table(manifest, name),),
    )


def code_access(manifest: Mapping[str, Any], name: str) -> StressItem:
    """Return under which heading the files of results stand."""
    rows: list[Cells] = [(what, one) for what, one in manifest["outputs_sha256"].items()]
    caption = "Files of results, by which they are known"
    table = ReportTable(name, caption, ("file", "SHA-256"), one_group(rows))
    version = manifest["versions"]["wanghuiyi"]
    said = f"The code is wanghuiyi {version}, under the MIT licence, with all shipped scenarios."
    return StressItem("6. Code access", (said,), (table,))
