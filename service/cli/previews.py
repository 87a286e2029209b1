"""`--dry-run`: what a command would do, in a table; nothing is done."""

import functools
from typing import TYPE_CHECKING, Any

import click

from service.cli.output import Command, Shown, in_columns, in_words

if TYPE_CHECKING:
    from service.client import Client
    from service.schemas.previews import PreviewAnswer


def previews(command: Command) -> Command:
    """Add --dry-run to a command that moves money; it stands below `with_client`."""

    @functools.wraps(command)
    def previewed(client: "Client", *given: Any, is_dry: bool, **options: Any) -> Any:  # noqa: ANN401 - click's many types
        if not is_dry:
            return command(client, *given, **options)
        return shown(client.preview(lambda would: command(would, *given, **options)))

    return click.option(
        "--dry-run",
        "is_dry",
        is_flag=True,
        help="Show all that would be refused, or the transfers; do nothing. "
        "A wrong number or password counts all the same. Exit code 1 if it would be refused.",
    )(previewed)


def shown(answer: "PreviewAnswer") -> Shown:
    """Show a preview: why it would be refused, in order, or what it would move."""
    document = answer.model_dump(mode="json")
    if answer.refusals:
        lines = [f"{one.code}: {one.detail}" for one in answer.refusals]
        return Shown(document, "\n".join(["would be refused", *lines]), is_fine=False)
    rows = [
        (one["entry"], one["debit"], one["credit"], in_words(one["money"]))
        for one in document["transfers"]
    ]
    table = [in_columns([("entry", "debit", "credit", "money"), *rows])] if rows else []
    events = [f"events: {', '.join(answer.events)}"] if answer.events else []
    unseen = [f"not looked for: {', '.join(answer.not_looked_for)}"]
    text = ["would be done", *table, *events, *(unseen if answer.not_looked_for else [])]
    return Shown(document, "\n".join(text))
