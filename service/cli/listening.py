"""The command `listen`: webhooks are received on this machine, verified and printed."""

import json
import signal
import threading
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from service.cli.access import with_client
from service.cli.output import FINDING, USAGE, fail, reports_errors
from service.cli.printing import note_keys, write_json, write_text
from service.server.signals import ending_signals

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.client import Client
    from service.client.webhook_listener import Listener, ReceivedWebhook

_POLL_S = 0.05
SECRET_VARIABLE = "WANGHUIYI_WEBHOOK_SECRET"  # noqa: S105 - the name of a variable


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=0,
    help="Port to listen on; 0 chooses a free one.",
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar="KIND",
    help="Only events of this kind, such as order.*; may be repeated.",
)
@click.option(
    "--forward", "forward_url", metavar="URL", help="Forward verified webhooks to this URL."
)
@click.option(
    "--secret",
    envvar=SECRET_VARIABLE,
    metavar="SECRET",
    help=f"Verify with this secret, and register no webhook; better set in {SECRET_VARIABLE}.",
)
@click.option("--count", type=click.IntRange(1), metavar="N", help="Stop after N webhooks.")
@click.option("--json", "as_json", is_flag=True, help="Print each as a line of JSON.")
@reports_errors
@with_client
def listen(client: "Client", **options: Any) -> None:  # noqa: ANN401 - click hands over many types
    """Receive webhooks on this machine until Ctrl-C or --count: verify, print and forward each.

    The webhook is registered with your API key, and removed at the end. The service must run on
    this machine and be allowed to send here: in test mode, or with serve --local-webhooks. Exit 1
    if a signature was invalid, or a webhook could not be forwarded.
    """
    from service.client.webhook_listener import Listener
    from service.transport.allowed_addresses import http_parts

    forward_url, secret = options["forward_url"], _secrets_of(options["secret"])
    if forward_url is not None and http_parts(forward_url) is None:
        message = "--forward is not a URL: write it like http://127.0.0.1:5000/hooks"
        raise click.UsageError(message)
    ending, show = _Ending(options["count"]), _as_json if options["as_json"] else _in_words

    try:
        listener = Listener(secret, partial(ending.show, show), forward_url, options["port"])
    except OSError as error:
        fail(f"cannot listen on this port ({error.strerror}): choose another --port", USAGE)
    with ExitStack() as at_end:
        _prepare_end(listener, ending, at_end)
        if not secret:
            made = client.make_webhook(listener.url, options["kinds"] or ("*",))
            at_end.callback(client.remove_webhook, made.webhook_id)
            note_keys([])  # it was answered, so there is no answer to be asked for again
            listener.secrets = _secrets_of(made.secret)
        _run(listener, ending)
    ending.end()


def _secrets_of(secret: str | None) -> list[bytes]:
    from service.transport import secret_from

    try:
        return [secret_from(secret)] if secret else []
    except ValueError as error:
        fail(str(error), USAGE)


class _Ending:
    """When to stop, and whether all went well."""

    def __init__(self, count: int | None) -> None:
        """Stop after so many, or at a signal."""
        self.is_over = threading.Event()
        self.signals: list[int] = []
        self.is_fine = True
        self.error: OSError | None = None
        self._left = count
        self._lock = threading.Lock()

    def show(self, write: "Callable[[ReceivedWebhook], None]", webhook: "ReceivedWebhook") -> None:
        """Print a webhook, and count it; stop if it cannot be printed."""
        try:
            write(webhook)
        except OSError as error:  # the sender has its answer: it is reported at the end
            self.error = error
            self.is_over.set()
        else:
            self.note(webhook)

    def end(self) -> None:
        """Raise the error of printing, if there was one; exit 1 if a webhook failed."""
        if self.error:
            raise self.error
        if not self.is_fine:
            raise click.exceptions.Exit(FINDING)

    def note(self, webhook: "ReceivedWebhook") -> None:
        """Count a webhook."""
        is_forwarded = not webhook.forwarded or webhook.forwarded.startswith("status 2")
        with self._lock:
            self.is_fine &= not webhook.fault and is_forwarded
            if self._left is not None:
                self._left -= 1
                if self._left <= 0:
                    self.is_over.set()


def _prepare_end(listener: "Listener", ending: _Ending, at_end: ExitStack) -> None:
    """Stop at a signal; further signals must not keep the webhook from being removed."""
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
    listener.server.server_close()  # whoever is being received gets an answer


def _as_json(webhook: "ReceivedWebhook") -> None:
    write_json(
        {
            "message_id": webhook.message_id,
            "is_proven": not webhook.fault,
            "is_repeated": webhook.is_repeated,
            **({"fault": webhook.fault} if webhook.fault else {"event": webhook.said}),
            **({"passed_on": webhook.forwarded} if webhook.forwarded else {}),
        },
        indent=None,
    )


def _in_words(webhook: "ReceivedWebhook") -> None:
    if webhook.fault:
        write_text(f"NOT PROVEN  {webhook.message_id or '-'}: {webhook.fault}")
        return
    said = webhook.said
    again = " (again)" if webhook.is_repeated else ""
    forwarded = f" -> {webhook.forwarded}" if webhook.forwarded else ""
    data = json.dumps(said.get("data", {}), ensure_ascii=False)
    write_text(f"{said.get('timestamp')}  {said.get('type')}{again}  {data}{forwarded}")
