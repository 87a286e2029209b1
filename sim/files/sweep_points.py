"""The points of a sweep as scenarios, checked before any is run; and what was kept of them.

A kept point is a file of its metrics beside the results, written whole and believed only if its
checksum holds. The same sweep goes on from there, and so does one of the same base with more.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from sim.files.checkpoint import POINT, Checkpoint, checkpoint_beside, county_sha256
from sim.files.findings import FileErrors, Finding
from sim.files.geography import read_network
from sim.files.kept_figures import keep_figures, kept_figures
from sim.files.levers import settings_of
from sim.files.scenario_file import read_scenario
from sim.files.schema import scenario_hash
from sim.files.size import check_size, extent_of_counties
from sim.network import County
from sim.scenario import Scenario
from sim.study.sweep.designs import Design, Lever, Point
from sim.study.sweep.points import PointMetrics, PointToRun

SET, VARY = "--set ", "--vary "


@dataclass
class PointReader:
    """Reads points of one scenario file; points with the same places share a network."""

    file: str
    settings: tuple[str, ...]
    only: tuple[str, ...]
    networks: dict[str, tuple[County, ...]] = field(default_factory=dict)

    def read(self, base: Scenario, design: Design) -> list[PointToRun]:
        """Return the points of a design. Raise FileErrors with what is wrong in any of them."""
        points: list[PointToRun] = []
        findings: list[Finding] = []
        for number, point in enumerate(design.points):
            own = settings_of(design.levers, point, base)
            try:
                scenario = read_scenario(self.file, [*self.settings, *own])
                points.append(PointToRun(number, scenario, self.counties(scenario)))
            except FileErrors as errors:
                named = {_named(design, point)}
                findings += [_of_point(finding, own, named) for finding in errors.findings]
        if findings:
            raise FileErrors(list(dict.fromkeys(findings)))
        return points

    def findings_of(self, levers: Sequence[Lever], base: Scenario) -> list[Finding]:
        """Return what is wrong with any value of a lever, all else being as in the scenario."""
        found: list[Finding] = []
        for lever in levers:
            ends = tuple(lever.at(share) for share in (0.0, 1.0))
            one_lever = Design("grid", (lever,), tuple((one,) for one in lever.values or ends), ())
            try:
                self.read(base, one_lever)
            except FileErrors as errors:
                found += errors.findings
        return found

    def counties(self, scenario: Scenario) -> tuple[County, ...]:
        """Return the counties of a scenario, built anew only where no point had the same."""
        if scenario.network.outlets_csv:  # whose staff is checked against hours and shifts
            return read_network(scenario, self.only)
        key = scenario.network.model_dump_json()
        if key in self.networks:
            check_size(scenario, extent_of_counties(self.networks[key]))
        else:
            self.networks[key] = read_network(scenario, self.only)
        return self.networks[key]


@dataclass(frozen=True)
class KeptPoints:
    """The finished points of a sweep that has not ended."""

    place: Checkpoint

    def found(self, point: PointToRun, first_replication: int) -> PointMetrics | None:
        """Return what was kept of a point."""
        figures = kept_figures(self.place, self._name(point, first_replication))
        return None if figures is None else tuple(figures)

    def keep(self, point: PointToRun, first_replication: int, metrics: PointMetrics) -> None:
        """Keep a point. Raise CheckpointFailed if that cannot be."""
        keep_figures(self.place, self._name(point, first_replication), metrics)

    def _name(self, point: PointToRun, first_replication: int) -> str:
        digest = sha256(self.place.run_sha256.encode())
        digest.update(f"{scenario_hash(point.scenario)} {first_replication}".encode())
        for county in point.counties:
            digest.update(county_sha256(county))
        return digest.hexdigest()


def kept_points(
    out: Path, base: Scenario, engine: str, remark: Callable[[str], None]
) -> KeptPoints:
    """Return where the points of all sweeps of a scenario are kept until they end."""
    return KeptPoints(checkpoint_beside(out, base, engine, remark, POINT))


def _named(design: Design, point: Point) -> str:
    pairs = zip(design.levers, point, strict=True)
    return ", ".join(f"{lever.key}={lever.said(value)}" for lever, value in pairs)


def _of_point(finding: Finding, own: Sequence[str], named: set[str]) -> Finding:
    """Return a finding as one of a point: named by the levers that it has, not by --set."""
    if any(finding.source == f"{SET}{setting}" for setting in own):
        return replace(finding, source=f"{VARY}{finding.source.removeprefix(SET)}")
    if finding.source.startswith(SET):
        return finding
    return replace(finding, message=f"{finding.message} (at {', '.join(named)})")
