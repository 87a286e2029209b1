"""What cannot be chosen together with `--until`."""

from sim.cli.options import Options
from sim.files.findings import Finding
from sim.files.wanted import UNTIL
from sim.study.precision import FEWEST, look_ahead


def contradictions(chosen: Options, most: int) -> list[Finding]:
    """Return what cannot be chosen together."""
    found = []
    if not chosen.until:
        found.append(("--at-most", f"limits what {UNTIL} chooses: name a metric with {UNTIL}"))
    has_setting = any(one.startswith("run.replications=") for one in chosen.settings)
    if chosen.replications is not None or has_setting:
        found.append(("--replications", f"{UNTIL} chooses them: limit them with --at-most N"))
    least = FEWEST + look_ahead(FEWEST)
    if most < least:
        why = f"{FEWEST} come before the first look, and {look_ahead(FEWEST)} more must agree"
        found.append(("--at-most", f"{most} is too few, as {why}: at least {least}"))
    return [Finding(option, 0, 0, "", message) for option, message in found]
