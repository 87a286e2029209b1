"""Commands for the counter: deposits, cash-outs, drafts, and the cash of an outlet."""

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from service.cli.access import day_named, with_client
from service.cli.annotations import noted
from service.cli.lists import list_drafts
from service.cli.output import Shown, Yuan, answered, shows
from service.cli.previews import previews
from service.cli.printing import print_keys
from service.cli.prompts import NUMBER, number_from_people, password_from_people
from service.cli.receipts import receipt_of

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from service.client import Client
    from service.schemas.counter import DepositAnswer
    from service.server.new_file import NewFile

IDENTITY = click.option(
    "--identity",
    envvar="WANGHUIYI_IDENTITY",
    required=True,
    help="Number of the depositor's identity document; or set WANGHUIYI_IDENTITY.",
)
SAVED = click.option(
    "--receipt",
    "saved",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also save the signed receipt to this new file, readable by its owner only.",
)


@click.command()
@click.argument("amount_fen", metavar="YUAN", type=Yuan())
@IDENTITY
@SAVED
@shows
@with_client
@previews
@noted
def deposit(client: "Client", amount_fen: int, identity: str, saved: Path | None) -> Shown:
    """Take a deposit of YUAN in cash, and print the receipt.

    Prompts for the draft's password of six digits, or reads it from WANGHUIYI_PASSWORD or stdin.
    """
    password = password_from_people(is_new=True)
    with _new_file(saved) as file:
        return _receipt(client.deposit(amount_fen, password=password, identity=identity), file)


@click.command("cash-out")
@NUMBER
@shows
@with_client
@previews
def cash_out(client: "Client", number: str) -> Shown:
    """Pay a draft out in cash.

    Prompts for the password, and for NUMBER if it is not given: see `redeem`.
    """
    return answered(client.cash_out(number_from_people(number), password_from_people()))


@click.command()
@click.argument("outlet")
@click.argument("direction", type=click.Choice(["supply", "collection"]))
@click.argument("amount_fen", metavar="YUAN", type=Yuan())
@shows
@with_client
@previews
def cash(
    client: "Client", outlet: str, direction: Literal["supply", "collection"], amount_fen: int
) -> Shown:
    """Record YUAN in cash brought to OUTLET (supply) or taken from it (collection)."""
    return answered(client.move_cash(outlet, direction, amount_fen))


@click.group()
def draft() -> None:
    """List and show drafts, cancel or refund one, replace its receipt or password."""


draft.add_command(list_drafts)


@draft.command()
@click.argument("draft_id")
@shows
@with_client
def show(client: "Client", draft_id: str) -> Shown:
    """Show a draft; DRAFT_ID is on the receipt."""
    return answered(client.draft(draft_id))


@draft.command("expire-due")
@click.option(
    "--limit", type=click.IntRange(1, 500), default=100, show_default=True, help="Drafts a request."
)
@shows
@with_client
def expire_due(client: "Client", limit: int) -> Shown:
    """Write down which drafts have expired, as an operator: each is an event for its outlet."""
    expired: list[str] = []
    is_done = False
    while not is_done:
        swept = client.sweep_drafts(limit)
        expired += swept.expired
        is_done = swept.is_done
    return Shown({"expired": expired}, f"{len(expired)} expired")


@draft.command()
@NUMBER
@shows
@with_client
@previews
def cancel(client: "Client", number: str) -> Shown:
    """Cancel a deposit made at this outlet today and not yet used; prompts for NUMBER."""
    return answered(client.cancel(number_from_people(number)))


@draft.command()
@NUMBER
@IDENTITY
@shows
@with_client
@previews
def refund(client: "Client", number: str, identity: str) -> Shown:
    """Pay an expired draft back to its depositor; prompts for NUMBER."""
    return answered(client.refund(number_from_people(number), identity))


@draft.command("reset-password")
@NUMBER
@IDENTITY
@shows
@with_client
def reset_password(client: "Client", number: str, identity: str) -> Shown:
    """Set a new password for a draft, in force after seven full days.

    Prompts for NUMBER and for the new password.
    """
    number = number_from_people(number)
    return answered(client.reset_password(number, identity, password_from_people(is_new=True)))


@draft.command("replace-receipt")
@click.argument("amount_fen", metavar="YUAN", type=Yuan())
@click.argument("paid_in_on", metavar="DAY")
@IDENTITY
@SAVED
@shows
@with_client
def replace_receipt(
    client: "Client", amount_fen: int, paid_in_on: str, identity: str, saved: Path | None
) -> Shown:
    """Replace a lost receipt for YUAN deposited on DAY: the old number is no longer valid."""
    day = day_named(client, paid_in_on)
    with _new_file(saved) as file:
        return _receipt(client.replace_receipt(identity, amount_fen, day), file)


def _new_file(path: Path | None) -> "AbstractContextManager[NewFile | None]":
    """Open a new file before cash is taken, since a receipt that cannot be saved is lost.

    It will hold the number, so only its owner may read it, and no file is overwritten.
    """
    from service.server.new_file import new_file

    return new_file(path) if path else nullcontext()


def _receipt(answer: "DepositAnswer", file: "NewFile | None") -> Shown:
    from service.receipts import as_text, to_json

    signed, is_kept = receipt_of(answer), True
    if file:
        try:
            file.write(f"{to_json(signed)}\n".encode())
        except OSError as error:
            # The cash is taken, so the receipt is printed even without the file.
            is_kept = False
            click.echo(
                f"{file.path}: {error.strerror}: the receipt could not be saved, and no file "
                "was left: print what follows",
                err=True,
            )
            print_keys()
    return Shown(answer.model_dump(mode="json"), as_text(signed.receipt), is_fine=is_kept)
