"""Commands by which one comes back: one's own number, what was noted, an idempotency key."""

import functools
from typing import TYPE_CHECKING, Any

import click

from service.cli.access import with_client
from service.cli.output import Command, Shown, in_columns, in_words, shows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.client import Client
    from service.schemas.annotations import AnnotationAnswer

PAIR = "KEY=VALUE"
_METADATA = click.option(
    "--metadata", metavar=PAIR, multiple=True, help=f"Note {PAIR}; may be given several times."
)


def noted(command: Command) -> Command:
    """Add the options for what is noted about the object that a command makes."""

    @functools.wraps(command)
    def noting(
        client: "Client",
        *given: Any,  # noqa: ANN401 - click's many types
        external_id: str | None,
        metadata: tuple[str, ...],
        **options: Any,  # noqa: ANN401 - as above
    ) -> Any:  # noqa: ANN401 - as above
        pairs = pairs_of(metadata) if metadata else None
        return command(client.noting(external_id, pairs), *given, **options)

    option = click.option(
        "--external-id", metavar="ID", help="Your own number for it, by which `find` finds it."
    )
    with_options: Command = option(_METADATA(noting))
    return with_options


@click.command()
@click.argument("external_id")
@shows
@with_client
def find(client: "Client", external_id: str) -> Shown:
    """Find what you made by EXTERNAL_ID, your own number for it."""
    return _shown(client.find(external_id))


@click.command()
@click.argument("kind")
@click.argument("object_id")
@_METADATA
@click.option("--clear", is_flag=True, help="Remove all metadata.")
@shows
@with_client
def note(
    client: "Client", kind: str, object_id: str, metadata: tuple[str, ...], *, clear: bool
) -> Shown:
    """Show what you noted about an object that you made, or note something else.

    KIND is draft, wallet, payment and so on, OBJECT_ID its id. With --metadata, or --clear, that
    is noted in place of all metadata of before.
    """
    if metadata and clear:
        message = "--metadata and --clear are both given, and --clear leaves nothing: leave one out"
        raise click.UsageError(message)
    if metadata or clear:
        return _shown(client.change_annotation(kind, object_id, pairs_of(metadata)))
    return _shown(client.annotation(kind, object_id))


@click.command()
@click.argument("key")
@shows
@with_client
def answer(client: "Client", key: str) -> Shown:
    """Show what became of the request with the idempotency key KEY; exit 1 if none is done.

    The answer is shown whole, with what is secret in it.
    """
    found = client.answer(key)
    document = found.model_dump(mode="json")
    facts = {name: value for name, value in document.items() if name != "answer"}
    rows = _rows({**facts, **(found.answer or {})})
    return Shown(document, in_columns(rows), is_fine=found.state in {"done", "batch"})


def pairs_of(metadata: tuple[str, ...]) -> dict[str, str]:
    """Return pairs as people type them. Raise UsageError for what is none, or a key twice.

    >>> pairs_of(("till=3", "note=a=b"))
    {'till': '3', 'note': 'a=b'}
    """
    pairs: dict[str, str] = {}
    for word in metadata:
        key, equals, value = word.partition("=")
        if not (key and equals):
            message = f"--metadata is {word!r}, and is {PAIR}: write till=3, for example"
            raise click.UsageError(message)
        if key in pairs:
            message = f"--metadata has {key} twice, and a key has one value: leave one out"
            raise click.UsageError(message)
        pairs[key] = value
    return pairs


def _shown(answer: "AnnotationAnswer") -> Shown:
    document = answer.model_dump(mode="json")
    pairs = [f"{name}={value}" for name, value in answer.metadata.items()]
    return Shown(document, in_columns(_rows({**document, "metadata": pairs})))


def _rows(document: "Mapping[str, object]") -> list[tuple[str, str]]:
    return [(name, in_words(value)) for name, value in document.items()]
