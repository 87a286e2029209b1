"""What somebody asks for with levers: a scenario, what is set in it, and how many replications."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.explorer.levers.known import KnownLever
    from sim.files.findings import Finding
    from sim.scenario import Scenario

SCENARIO, REPLICATIONS, UNTIL, NAME = "scenario", "replications", "until", "name"
OWN_FIELDS = {"run.replications": REPLICATIONS, "name": NAME}
"""Parameters that have a field of their own in a form, beside those of the levers."""
LEVER = "lever:"
NAME_DIGITS = 6
NO_FILE = "a page names no file: write the scenario file that it shows, name it there, and run that"


@dataclass(frozen=True)
class AskedRun:
    """A run as it is asked for: `settings` are those of `--set`, `until` that of `--until`.

    `scenario` is the name of one that ships; `replications` and `until` may be left out.
    """

    scenario: str
    settings: tuple[str, ...] = ()
    replications: int | None = None
    until: str = ""

    def words(self, out: Path) -> list[str]:
        """Return the words of the command that does the same.

        >>> AskedRun("county", ("line.balking=false",), 5).words(Path("results"))
        ['wanghuiyi', 'run', 'county', '--set', 'line.balking=false', '--replications', '5']
        """
        words = ["wanghuiyi", "run", self.scenario]
        for setting in self.settings:
            words += ["--set", setting]
        if self.replications is not None:
            words += ["--replications", str(self.replications)]
        if self.until:
            words += ["--until", self.until]
        if out != Path("results"):
            words += ["--out", str(out)]
        return words

    def command(self, out: Path) -> str:
        """Return the command as it is typed."""
        return shlex.join(self.words(out))

    def toml(self) -> str:
        """Return a scenario file that does the same, where it extends the one that ships.

        >>> print(AskedRun("county", ('name="mine"', "line.balking=false")).toml())
        extends = "county"
        name = "mine"
        <BLANKLINE>
        [line]
        balking = false
        <BLANKLINE>
        """
        count = "" if self.replications is None else f"run.replications={self.replications}"
        tables: dict[str, list[str]] = {"": [f"extends = {_toml(self.scenario)}"]}
        for setting in filter(None, (*self.settings, count)):
            key, _, value = setting.partition("=")
            table, _, name = key.rpartition(".")
            tables.setdefault(table, []).append(f"{name} = {value}")
        parts = ["\n".join([f"[{table}]", *lines]) for table, lines in tables.items() if table]
        return "\n\n".join(["\n".join(tables[""]), *parts]) + "\n"


@dataclass(frozen=True)
class ReadForm:
    """What a form asks for, as far as it can be read, with all findings.

    `base` is the scenario as it ships, and `scenario` what it becomes, None where that is wrong.
    """

    asked: AskedRun
    base: "Scenario"
    scenario: "Scenario | None"
    findings: "tuple[Finding, ...]"


def asked_of(form: Mapping[str, str]) -> AskedRun:
    """Return what a form with levers asks for; only what differs from the scenario is a setting.

    Its fields are `scenario`, `lever:KEY`, `replications`, `until` and `name`; all but the first
    may be left out or empty. Raise FileErrors with everything that is wrong.
    """
    from sim.files.findings import FileErrors

    read = read_form(form)
    if read.findings:
        raise FileErrors(read.findings)
    return read.asked


def read_form(form: Mapping[str, str]) -> ReadForm:
    """Return what a form asks for, and all that is wrong with it.

    Raise FileErrors if it is about no scenario that ships.
    """
    from sim.explorer.levers.known import levers_of
    from sim.files.findings import FileErrors
    from sim.files.geography import read_for_a_look
    from sim.files.scenario_file import read_scenario

    wanted = _shipped(form.get(SCENARIO, ""))
    base = read_scenario(wanted)
    settings, findings = _settings(form, levers_of(base))
    replications = _replications(form, base)
    findings += _of_until(form, settings, replications)
    settings = (*_name(form, wanted, base, settings), *settings)
    count = "" if replications is None else f"run.replications={_toml(replications)}"
    scenario = None
    try:
        scenario = read_scenario(wanted, tuple(filter(None, (*settings, count))))
        read_for_a_look(scenario)
    except FileErrors as errors:
        findings += [replace(one, key=OWN_FIELDS.get(one.key, one.key)) for one in errors.findings]
    whole = replications if isinstance(replications, int) else None
    asked = AskedRun(wanted, settings, whole, form.get(UNTIL, "").strip())
    return ReadForm(asked, base, scenario, tuple(dict.fromkeys(findings)))


def _shipped(wanted: str) -> str:
    """Return the name of a scenario that ships. Raise FileErrors for anything else."""
    from sim.files.findings import FileErrors, Finding
    from sim.files.scenario_file import shipped_scenarios

    known = shipped_scenarios()
    if wanted not in known:
        message = f"no scenario that ships is called {wanted or 'nothing'}: {', '.join(known)} are"
        raise FileErrors([Finding("", 0, 0, SCENARIO, message)])
    return wanted


def _settings(
    form: Mapping[str, str], levers: "Mapping[str, KnownLever]"
) -> "tuple[tuple[str, ...], list[Finding]]":
    """Return a setting for each parameter that differs, in their order, and what is none."""
    from sim.explorer.levers.written import value_of
    from sim.files.findings import Finding

    typed = {key.removeprefix(LEVER): text for key, text in form.items() if key.startswith(LEVER)}
    findings = [
        Finding("", 0, 0, key, "not a parameter: search for one by its name or what it is about")
        for key in typed
        if key not in levers
    ]
    values: dict[str, Any] = {}
    for key, lever in levers.items():
        if key not in typed or _is_own(typed[key], lever):
            continue
        value = value_of(typed[key], lever.kind)
        if names_a_file(key.rpartition(".")[2], value):
            findings.append(Finding("", 0, 0, key, NO_FILE))
        elif not lever.law:
            values[key] = value
        elif f"{LEVER}{lever.law}" in form and not _is_own(typed[lever.law], levers[lever.law]):
            message = f"changed beside {lever.law}, whose number it is: change one of them"
            findings.append(Finding("", 0, 0, key, message))
        else:
            law = values.get(lever.law, levers[lever.law].own)
            values[lever.law] = {**law, key.rpartition(".")[2]: value}
    return tuple(f"{key}={_toml(value)}" for key, value in values.items()), findings


def names_a_file(key: str, value: object) -> bool:
    """Return whether a value names a file: what comes in a request is never made into a path."""
    from sim.files.scenario_file import FILE_KEYS

    if isinstance(value, dict):
        return any(names_a_file(name, one) for name, one in value.items())
    if isinstance(value, list):
        return any(names_a_file(key, one) for one in value)
    return key in FILE_KEYS and bool(value)


def _is_own(text: str, lever: "KnownLever") -> bool:
    from sim.explorer.levers.written import is_same, value_of

    if text.strip() == lever.text:
        return True
    value = value_of(text, lever.kind)
    is_form_of_another = lever.kind == "whole" and isinstance(value, float)
    return not is_form_of_another and is_same(value, lever.own)


def _toml(value: object) -> str:
    from sim.files.toml_words import toml_value

    return toml_value(value)


def _replications(form: Mapping[str, str], base: "Scenario") -> object:
    """Return how many are wanted, whatever was typed; None where it is what the scenario has."""
    from sim.explorer.levers.written import value_of

    typed = form.get(REPLICATIONS, "").strip()
    value = value_of(typed, "whole")
    return None if not typed or value == base.run.replications else value


def _of_until(
    form: Mapping[str, str], settings: tuple[str, ...], replications: object
) -> "list[Finding]":
    """Return what is wrong with the precision that is wanted."""
    typed = form.get(UNTIL, "").strip()
    if not typed:
        return []
    from sim.files.findings import Finding
    from sim.files.wanted import read_wanted
    from sim.measures import BY_NAME

    _, findings = read_wanted([typed], list(BY_NAME))
    found = [replace(one, key=UNTIL) for one in findings]
    if replications is not None or any(one.startswith("run.replications=") for one in settings):
        message = "until a precision is reached chooses them: leave one of the two as it is"
        found.append(Finding("", 0, 0, REPLICATIONS, message))
    return found


def _name(
    form: Mapping[str, str], wanted: str, base: "Scenario", settings: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the setting of the name: as typed, or made of the settings, if there are any."""
    typed = form.get(NAME, "").strip()
    if not typed and settings:
        digits = sha256("\n".join(settings).encode()).hexdigest()[:NAME_DIGITS]
        typed = f"{wanted}-{digits}"
    return (f"name={_toml(typed)}",) if typed and typed != base.name else ()
