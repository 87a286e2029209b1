"""Commands for API keys."""

from typing import TYPE_CHECKING

import click

from service.cli.access import Access, client_for, config_for, with_access, with_client
from service.cli.output import Shown, answered, in_columns, shows
from service.cli.printing import note_keys

if TYPE_CHECKING:
    from service.client import Client
    from service.schemas.books import NewKeyAnswer
    from service.server.config import ServerConfig

ROLES = (
    "outlet", "hub", "provider", "shop", "agent", "arbiter", "carrier", "auditor", "operator",
)  # fmt: skip


@click.group()
def keys() -> None:
    """Create, list, rotate and revoke API keys."""


@keys.command()
@click.argument("role", type=click.Choice(ROLES))
@click.argument("holder")
@shows
@with_access
def create(role: str, holder: str, *, access: Access) -> Shown:
    """Create an API key for HOLDER (outlet, provider, agent, shop's wallet, or a person); print it.

    With --database no API key is needed: the first key is made that way.
    """
    if access.database_url:
        from service.client.calls import new_idempotency_key

        idempotency_key = access.idempotency_key or new_idempotency_key()
        note_keys([idempotency_key])
        config = config_for(access.database_url, access.secrets)
        return _new(_made_here(config, role, holder, idempotency_key))
    with client_for(access) as client:
        return _new(client.create_key(role, holder))


@keys.command("list")
@shows
@with_client
def list_keys(client: "Client") -> Shown:
    """List all API keys, without their secrets."""
    found = [key.model_dump(mode="json") for key in client.api_keys()]
    head = ("key_id", "role", "holder", "created_at", "ends_at")
    rows = [tuple(key[name] or "-" for name in head) for key in found]
    return Shown(found, in_columns([head, *rows]))


@keys.command()
@click.argument("key_id")
@click.option(
    "--overlap-h",
    type=click.IntRange(0, 24 * 90),
    default=24,
    show_default=True,
    help="Hours for which the old key still works.",
)
@shows
@with_client
def rotate(client: "Client", key_id: str, overlap_h: int) -> Shown:
    """Replace an API key: print a new one with the same rights; the old one ends later."""
    return _new(client.rotate_key(key_id, overlap_h=overlap_h))


@keys.command()
@click.argument("key_id")
@shows
@with_client
def revoke(client: "Client", key_id: str) -> Shown:
    """Revoke an API key, with immediate effect."""
    return answered(client.revoke_key(key_id))


def _new(answer: "NewKeyAnswer") -> Shown:
    click.echo(
        f"key {answer.key_id} for {answer.role} {answer.holder}: it is shown only now, so keep it",
        err=True,
    )
    return Shown(answer.model_dump(mode="json"), answer.key)


def _made_here(
    config: "ServerConfig", role: str, holder: str, idempotency_key: str
) -> "NewKeyAnswer":
    """Make a key in a database that this process may open. Raise Refused or ConfigError."""
    import json

    from pydantic import ValidationError

    from service.call import Call, Caller
    from service.client.retrying import Refused
    from service.clock import now_ms
    from service.idempotency import IdempotentRequest, answer_once
    from service.operations.keys import make_key
    from service.schemas.books import KeyBody, NewKeyAnswer
    from service.server.config import context_of
    from service.server.preparation import prepare_database

    try:
        body = KeyBody.model_validate({"role": role, "holder": holder})
    except ValidationError as error:
        message = f"HOLDER: {error.errors()[0]['msg']}"
        raise click.UsageError(message) from None
    context = context_of(prepare_database(config))
    call = Call(context, Caller("", "operator", ""), body, now_ms())
    try:
        answer = answer_once(
            make_key, call, IdempotentRequest(idempotency_key, body.model_dump_json().encode())
        )
    finally:
        context.database.close()
    if answer.status != 201:  # noqa: PLR2004 - HTTP's Created
        raise Refused(answer.status, json.loads(answer.content))
    return NewKeyAnswer.model_validate_json(answer.content)
