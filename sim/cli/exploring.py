"""The command that opens the explorer in a browser."""

import sys
from pathlib import Path

import click

from sim.cli.options import named_in_utf_8
from sim.cli.output import FAILURE, reports_errors, to_people

PORT_MAX = 65_535


@click.command()
@click.argument(
    "results",
    nargs=-1,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    callback=lambda context, parameter, value: tuple(
        named_in_utf_8(context, parameter, one) for one in value
    ),
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("results"),
    show_default=True,
    callback=named_in_utf_8,
    help="Folder in which runs are looked for, and into which they write.",
)
@click.option(
    "--port",
    type=click.IntRange(0, PORT_MAX),
    default=0,
    help="Port on 127.0.0.1; by default a free one.",
)
@click.option(
    "--browser/--no-browser", default=True, help="Open it in the browser of this machine."
)
@reports_errors
def explore(results: tuple[Path, ...], *, out: Path, port: int, browser: bool) -> None:
    """Explore scenarios and RESULTS in a browser: move levers, run, compare, look at one person.

    It listens on this machine alone, at an address with a token, until Ctrl-C. Runs are written
    into results/, and go on if the browser is closed; Ctrl-C stops them, and keeps what is
    finished for the next time.
    """
    from sim.explorer.app import EXPLORER, create_app
    from sim.explorer.guard import TOKEN, new_token
    from sim.explorer.prediction.kept import warm_up_soon
    from sim.explorer.serving import HOST, server_of

    token = new_token()
    app = create_app(out, results, token)
    try:
        server = server_of(app, port)
    except (OSError, SystemExit) as error:
        to_people().print(f"port {port} cannot be listened on ({error}): choose another --port")
        raise click.exceptions.Exit(FAILURE) from None
    url = f"http://{HOST}:{server.server_port}/?{TOKEN}={token}"
    click.echo(url)
    sys.stdout.flush()
    if browser:
        click.launch(url)
    warm_up_soon()
    try:
        server.serve_forever()
    finally:
        app.extensions[EXPLORER].end()
