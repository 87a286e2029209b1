"""Commands of the counter: deposits, cash-outs, drafts, and the cash of an outlet."""

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from service.cli.access import asks, day_named
from service.cli.asking import NUMBER, number_from_people, password_from_people
from service.cli.output import Shown, Yuan, answered, shows
from service.cli.printing import say_keys
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
    help="Also write the signed receipt to a new file, for its owner alone.",
)


@click.command()
@click.argument("amount_fen", metavar="YUAN", type=Yuan())
@IDENTITY
@SAVED
@shows
@asks
def deposit(client: "Client", amount_fen: int, identity: str, saved: Path | None) -> Shown:
    """Take YUAN in cash, and print the receipt.

    The password, six digits, is asked for, or read from WANGHUIYI_PASSWORD or stdin.
    """
    password = password_from_people(is_new=True)
    with _lent(saved) as file:
        return _receipt(client.deposit(amount_fen, password=password, identity=identity), file)


@click.command("cash-out")
@NUMBER
@shows
@asks
def cash_out(client: "Client", number: str) -> Shown:
    """Pay the draft of NUMBER out in cash.

    Its password is asked for, and NUMBER too if it is left out: see `redeem`.
    """
    return answered(client.cash_out(number_from_people(number), password_from_people()))


@click.command()
@click.argument("outlet")
@click.argument("direction", type=click.Choice(["supply", "collection"]))
@click.argument("amount_fen", metavar="YUAN", type=Yuan())
@shows
@asks
def cash(
    client: "Client", outlet: str, direction: Literal["supply", "collection"], amount_fen: int
) -> Shown:
    """Bring YUAN in cash to OUTLET, or from it."""
    return answered(client.move_cash(outlet, direction, amount_fen))


@click.group()
def draft() -> None:
    """Look at a draft, and mend what goes wrong with one."""


@draft.command()
@click.argument("draft_id")
@shows
@asks
def show(client: "Client", draft_id: str) -> Shown:
    """Look at the draft of DRAFT_ID, which is on the receipt."""
    return answered(client.draft(draft_id))


@draft.command()
@NUMBER
@shows
@asks
def cancel(client: "Client", number: str) -> Shown:
    """Undo a deposit of today, made at this outlet and not yet used; NUMBER is asked for."""
    return answered(client.cancel(number_from_people(number)))


@draft.command()
@NUMBER
@IDENTITY
@shows
@asks
def refund(client: "Client", number: str, identity: str) -> Shown:
    """Pay an expired draft back to its depositor; NUMBER is asked for."""
    return answered(client.refund(number_from_people(number), identity))


@draft.command("reset-password")
@NUMBER
@IDENTITY
@shows
@asks
def reset_password(client: "Client", number: str, identity: str) -> Shown:
    """Give the depositor a new password, in force after seven full days.

    NUMBER is asked for, and the new password.
    """
    number = number_from_people(number)
    return answered(client.reset_password(number, identity, password_from_people(is_new=True)))


@draft.command("replace-receipt")
@click.argument("amount_fen", metavar="YUAN", type=Yuan())
@click.argument("paid_in_on", metavar="DAY")
@IDENTITY
@SAVED
@shows
@asks
def replace_receipt(
    client: "Client", amount_fen: int, paid_in_on: str, identity: str, saved: Path | None
) -> Shown:
    """Print a new receipt for YUAN paid in on DAY: the old number ends."""
    day = day_named(client, paid_in_on)
    with _lent(saved) as file:
        return _receipt(client.replace_receipt(identity, amount_fen, day), file)


def _lent(path: Path | None) -> "AbstractContextManager[NewFile | None]":
    """Lend a new file, made before cash is taken: a receipt that cannot be kept is lost.

    It holds the number, so nobody else may read it, and no other file is written over.
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
            # The cash is taken, so the receipt is printed whatever becomes of the file.
            is_kept = False
            click.echo(
                f"{file.path}: {error.strerror}: the receipt could not be kept there, and no file "
                "is left: print what follows",
                err=True,
            )
            say_keys()
    return Shown(answer.model_dump(mode="json"), as_text(signed.receipt), is_fine=is_kept)
