"""What is wrong with a folder of results, by its manifest, before anything is made of it."""

import hashlib
import json
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sim.files.findings import FileErrors, Finding
from sim.files.text_source import is_file, read_text

BYTES_MOST = 200_000_000  # a manifest has all values of each empirical distribution
RUN_FILES = (
    *("summary.csv", "waterfall.csv"),
    *("offices.parquet", "series.parquet", "flows.parquet", "waits.parquet"),
)
COMPARISON_FILES = ("comparison.csv",)
SWEEP_FILES = ("values.csv", "values.parquet", "points.csv", "indices.csv", "design.csv")
STAFFING_FILES = ("plan.toml", "units.csv", "frontier.csv", "candidates.csv")
FIT_FILES = ("fitted.csv", "laws.csv", "profile.csv")
ANEW = "write the results anew with run, compare, sweep, optimise or fit"
Kind = Literal["run", "comparison", "sweep", "staffing", "fit"]

SAID: dict[Kind, str] = {
    "run": "a run",
    "comparison": "a comparison",
    "sweep": "a sweep",
    "staffing": "a search for staffing",
    "fit": "what fit wrote of a log",
}
FILES: dict[Kind, tuple[str, ...]] = {
    "run": RUN_FILES,
    "comparison": COMPARISON_FILES,
    "sweep": SWEEP_FILES,
    "staffing": STAFFING_FILES,
    "fit": FIT_FILES,
}


class _Facts(BaseModel):
    """What is read of every manifest; the rest of it is for people."""

    model_config = ConfigDict(strict=True)

    command: str
    seed: int
    versions: dict[str, str]
    outputs_sha256: dict[str, str]

    @model_validator(mode="after")
    def _names_its_version(self) -> Self:
        if "wanghuiyi" not in self.versions:
            message = "versions has no wanghuiyi"
            raise ValueError(message)
        return self


class _Simulated(_Facts):
    replications: Annotated[int, Field(ge=1)]


class _Comparison(_Simulated):
    comparison: Annotated[list[str], Field(min_length=2)]


class _Lever(BaseModel):
    key: str
    values: list[Any]
    low: float
    high: float


class _Levers(BaseModel):
    design: str
    rows: int
    points: int
    levers: Annotated[list[_Lever], Field(min_length=1)]
    metrics: Annotated[list[str], Field(min_length=1)]


class _Sweep(_Simulated):
    scenario: str
    sweep: _Levers


class _Promise(BaseModel):
    metric: str
    unit: str
    by: str
    at_most: float
    zone: float
    cost_zone: float
    cost_yuan_week: float
    largest: float
    confidence: float | None
    chance_at_least: float | None
    runs: int
    most: int
    opening_hours: str
    hours_settled: bool
    yuan_per_hour: float
    overtime_factor: float
    check: dict[str, float]


class _Staffing(_Simulated):
    scenario: str
    staffing: _Promise


class _Days(BaseModel):
    days: int
    warm_up_days: int

    @model_validator(mode="after")
    def _leaves_days(self) -> Self:
        if not 0 <= self.warm_up_days < self.days:
            message = "warm_up_days leaves no days to measure"
            raise ValueError(message)
        return self


class _Scenario(BaseModel):
    run: _Days


class _Run(_Simulated):
    scenario: str
    effective_scenario: _Scenario


class _Fit(_Facts):
    fit: str
    tickets: str
    extends: str
    bootstrap: int
    rows: dict[str, Any]
    could_not_tell: list[str]


KINDS: dict[Kind, type[_Facts]] = {
    "sweep": _Sweep,
    "staffing": _Staffing,
    "comparison": _Comparison,
    "fit": _Fit,
    "run": _Run,
}


def faults_of(folder: Path) -> list[str]:
    """Return what is wrong with the files of results, by their manifest."""
    path = folder / "manifest.json"
    if not is_file(path):
        wrote = "run, compare, sweep, optimise or fit wrote"
        return [f"{folder} holds no results: name a folder that {wrote}"]
    try:
        facts = _facts(path)
    except FileErrors as errors:
        return list(map(str, errors.findings))
    needed = FILES[_kind(facts)]
    again = f"write it anew with {facts.command}"
    outputs = dict.fromkeys(needed, "") | facts.outputs_sha256
    found = []
    for name, digest in outputs.items():
        written = folder / name
        if not is_file(written):
            found.append(f"{written} is missing: {again}")
        elif hashlib.sha256(written.read_bytes()).hexdigest() != digest:
            found.append(f"{written} is not what the run wrote: {again}")
    return found


def kind_of(folder: Path) -> Kind:
    """Return of what command results without faults are."""
    return _kind(_facts(folder / "manifest.json"))


def _kind(facts: _Facts) -> Kind:
    return next(kind for kind, written in KINDS.items() if isinstance(facts, written))


def _facts(path: Path) -> _Facts:
    """Return the facts of a manifest. Raise FileErrors for what no run has written."""
    text = read_text(path, BYTES_MOST)
    try:
        written: Any = json.loads(text)
    except json.JSONDecodeError as error:
        message = f"damaged, and not JSON from here on: {ANEW}"
        raise FileErrors([Finding(str(path), error.lineno, error.colno, "", message)]) from None
    except (RecursionError, ValueError):
        raise FileErrors([Finding(str(path), 0, 0, "", f"damaged: {ANEW}")]) from None
    keys = set(written) if isinstance(written, dict) else set()
    try:
        return next((KINDS[kind] for kind in KINDS if kind in keys), _Run)(**written)
    except (TypeError, ValidationError) as errors:
        wrong = errors.errors()[0] if isinstance(errors, ValidationError) else None
        key = ".".join(map(str, wrong["loc"])) if wrong else ""
        what = wrong["msg"][:1].lower() + wrong["msg"][1:] if wrong else "not a table"
        message = f"damaged, or of another version ({what}): {ANEW}"
        raise FileErrors([Finding(str(path), 1, 1, key, message)]) from None
