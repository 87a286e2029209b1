"""The command that prints the log of tickets which a simulated county would leave."""

from typing import Any

import click

from sim.cli.options import engine_option
from sim.cli.output import reports_errors, to_people

WHOLE_MINUTE_MS = 60_000


@click.command()
@click.argument("file")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change a parameter.")
@click.option("--replication", type=click.IntRange(0, 10**9), default=0, show_default=True)
@click.option("--whole-minutes", is_flag=True, help="Stamps without seconds.")
@engine_option
@reports_errors
def tickets(file: str, settings: tuple[str, ...], **options: Any) -> None:  # noqa: ANN401 - as above
    """Print the log that the ticket machines of scenario FILE would leave, as CSV, on stdout.

    Of one county and one replication, with one line an outlet.

    Example: wanghuiyi tickets county > tickets.csv
    """
    from sim.files.findings import FileErrors, Finding
    from sim.files.geography import read_sample
    from sim.files.printed import tickets_text
    from sim.files.scenario_file import read_scenario
    from sim.plan import make_plan
    from sim.running.engines import ENGINES, engine_for, prepare_engine
    from sim.study.fit.logged_days import EPOCH
    from sim.study.fit.printed import printed_tickets, with_seen_at_issue
    from sim.units import DAY_MS

    scenario = read_scenario(file, settings)
    if scenario.line.discipline != "one_line" or scenario.line.windows:
        message = "has several lines an outlet, and a ticket machine has one: set one line"
        raise FileErrors([Finding(file, 0, 0, "line", message)])
    county = read_sample(scenario, 1)[0]
    engine = engine_for(options["engine"], scenario, (county,))
    prepare_engine(engine, to_people().print)
    plan = make_plan(scenario, county)
    diary = with_seen_at_issue(plan, ENGINES[engine](plan, options["replication"]))
    log = printed_tickets(
        diary,
        tuple(outlet.name for outlet in county.outlets),
        (scenario.run.first_day - EPOCH).days * DAY_MS,
        WHOLE_MINUTE_MS if options["whole_minutes"] else 1,
    )
    click.echo(tickets_text(log), nl=False)
