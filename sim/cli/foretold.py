"""What `run` says afterwards: how far what `explain` predicts was off."""

from typing import TYPE_CHECKING

from sim.cli.output import to_people

if TYPE_CHECKING:
    from sim.running.replication import Experiment

# A country is predicted in seconds, which a run of minutes can wait for; more is not asked for.
OUTLET_DAYS_MOST = 500_000


def say_how_far_off(done: "Experiment") -> None:
    """Print the predicted and the simulated mean wait by class; nothing of a very large run."""
    from sim.study.explain.judged import judged
    from sim.study.explain.prediction import predict

    outlets = sum(len(county.outlets) for county in done.counties)
    if outlets * done.scenario.run.days > OUTLET_DAYS_MOST:
        return
    merged = [replication.merged for replication in done.replications]
    rows = judged(predict(done.scenario, done.counties), merged)
    if not rows:
        return
    shown = "; ".join(
        f"{one.outlet_class} {one.predicted_min:.2f} for {one.simulated_min:.2f} min"
        f" ({one.error:+.0%})"
        for one in rows
    )
    to_people().print(f"mean waits as explain predicts them: {shown}")
