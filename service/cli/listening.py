"""The command `listen`: webhooks come to this machine, are proven and printed."""

import json
import signal
import threading
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from service.cli.access import asks
from service.cli.output import FINDING, USAGE, tell, tells_errors
from service.cli.printing import note_keys, write_json, write_text
from service.server.signals import ending_signals

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.client import Client
    from service.client.webhook_listener import Heard, Listener

_POLL_S = 0.05
SECRET_VARIABLE = "WANGHUIYI_WEBHOOK_SECRET"  # noqa: S105 - the name of a variable


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=0, help="0, or left out: a free one."
)
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only these, as in order.*")
@click.option("--forward", "forward_url", metavar="URL", help="Pass what is proven on to here.")
@click.option(
    "--secret",
    envvar=SECRET_VARIABLE,
    metavar="SECRET",
    help=f"Prove with this, and register nothing; better in {SECRET_VARIABLE}.",
)
@click.option("--count", type=click.IntRange(1), metavar="N", help="End after so many.")
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each.")
@tells_errors
@asks
def listen(client: "Client", **options: Any) -> None:  # noqa: ANN401 - click hands over many types
    """Hear webhooks here, until Ctrl-C or --count: prove each, print it, and pass it on.

    The webhook is registered with the key, and removed at the end. The service has to be on this
    machine and let webhooks go there: in test mode, or with serve --local-webhooks. Exit 1 if one
    was not proven, or could not be passed on.
    """
    from service.client.webhook_listener import Listener
    from service.transport.allowed_addresses import http_parts

    forward_url, secret = options["forward_url"], _proved_with(options["secret"])
    if forward_url is not None and http_parts(forward_url) is None:
        message = "--forward is no URL: write it like http://127.0.0.1:5000/hooks"
        raise click.UsageError(message)
    ending, show = _Ending(options["count"]), _as_json if options["as_json"] else _in_words

    try:
        listener = Listener(secret, partial(ending.show, show), forward_url, options["port"])
    except OSError as error:
        tell(f"this port cannot be listened at ({error.strerror}): choose another --port", USAGE)
    with ExitStack() as at_end:
        _prepare_end(listener, ending, at_end)
        if not secret:
            made = client.make_webhook(listener.url, options["kinds"] or ("*",))
            at_end.callback(client.remove_webhook, made.webhook_id)
            note_keys([])  # nothing of it is left to be asked for
            listener.secrets = _proved_with(made.secret)
        _run(listener, ending)
    ending.end()


def _proved_with(secret: str | None) -> list[bytes]:
    from service.transport import secret_from

    try:
        return [secret_from(secret)] if secret else []
    except ValueError as error:
        tell(str(error), USAGE)


class _Ending:
    """When it is over, and whether all was well."""

    def __init__(self, count: int | None) -> None:
        """Wait for so many, or for a signal."""
        self.is_over = threading.Event()
        self.signals: list[int] = []
        self.is_fine = True
        self.error: OSError | None = None
        self._left = count
        self._lock = threading.Lock()

    def show(self, print_it: "Callable[[Heard], None]", heard: "Heard") -> None:
        """Print what came, and count it; if it cannot be printed, end."""
        try:
            print_it(heard)
        except OSError as error:  # the sender has its answer: this is ours to say, at the end
            self.error = error
            self.is_over.set()
        else:
            self.note(heard)

    def end(self) -> None:
        """Say how it ended: raise what could not be printed, or exit 1 for what was not proven."""
        if self.error:
            raise self.error
        if not self.is_fine:
            raise click.exceptions.Exit(FINDING)

    def note(self, heard: "Heard") -> None:
        """Count one."""
        is_passed = not heard.passed_on or heard.passed_on.startswith("status 2")
        with self._lock:
            self.is_fine &= not heard.fault and is_passed
            if self._left is not None:
                self._left -= 1
                if self._left <= 0:
                    self.is_over.set()


def _prepare_end(listener: "Listener", ending: _Ending, at_end: ExitStack) -> None:
    """Let a signal end it; those after the first must not keep the webhook from being removed."""
    for one in ending_signals():
        before = signal.signal(one, lambda number, _frame: ending.signals.append(number))
        at_end.callback(signal.signal, one, before)
    at_end.callback(listener.server.server_close)


def _run(listener: "Listener", ending: _Ending) -> None:
    serving = threading.Thread(target=listener.server.serve_forever, args=(0.05,), daemon=True)
    serving.start()
    click.echo(f"listening at {listener.url} (Ctrl-C ends it)", err=True)
    # A signal's handler runs in the middle of this, and may take no lock: so it only notes it.
    while not ending.signals and not ending.is_over.wait(_POLL_S):
        pass
    listener.server.shutdown()
    listener.server.server_close()  # whoever is heard just now gets the answer


def _as_json(heard: "Heard") -> None:
    write_json(
        {
            "message_id": heard.message_id,
            "is_proven": not heard.fault,
            "is_repeated": heard.is_repeated,
            **({"fault": heard.fault} if heard.fault else {"event": heard.said}),
            **({"passed_on": heard.passed_on} if heard.passed_on else {}),
        },
        indent=None,
    )


def _in_words(heard: "Heard") -> None:
    if heard.fault:
        write_text(f"NOT PROVEN  {heard.message_id or '-'}: {heard.fault}")
        return
    said = heard.said
    again = " (again)" if heard.is_repeated else ""
    passed_on = f" -> {heard.passed_on}" if heard.passed_on else ""
    data = json.dumps(said.get("data", {}), ensure_ascii=False)
    write_text(f"{said.get('timestamp')}  {said.get('type')}{again}  {data}{passed_on}")
