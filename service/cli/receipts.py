"""Commands about receipts; none needs the service, once its public keys are in a file."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.cli.access import asks
from service.cli.output import FINDING, USAGE, Shown, shows, tell, tells_errors, writes
from service.cli.printing import prove_output, write_file, write_text

if TYPE_CHECKING:
    from service.client import Client
    from service.receipts import SignedReceipt
    from service.schemas.counter import DepositAnswer

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def receipt() -> None:
    """Prove receipts, and print them."""


@receipt.command()
@FILE
@click.option(
    "--keys",
    "where",
    required=True,
    metavar="FILE|URL",
    help="Public keys: a file, or a service, whose /v1/receipt-keys are asked for.",
)
@shows
def verify(file: Path, where: str) -> Shown:
    """Prove that the receipt in FILE was signed as it stands; exit 1 if it was not.

    That it was not used meanwhile, only the service knows.
    """
    from service.receipts import KeySetError, ReceiptError, from_jwks
    from service.receipts import verify as proven

    try:
        keys = from_jwks(_key_set(where))
    except (KeySetError, ValueError) as error:
        words = f"{where}: {error}: fetch the keys with `wanghuiyi receipt keys`"
        tell(words, USAGE)
    try:
        found = proven(_read(file), keys)
    except ReceiptError as error:
        tell(f"{file}: {error}", FINDING)
    amount = {"amount_fen": found.amount_fen, "draft_id": found.draft_id}
    return Shown({"is_genuine": True, **amount}, f"{file}: genuine, draft {found.draft_id}")


@receipt.command("print")
@FILE
@click.option("--html", "is_page", is_flag=True, help="As a page that prints on A6.")
@tells_errors
def print_receipt(file: Path, *, is_page: bool) -> None:
    """Print the receipt in FILE as it came from the counter."""
    from service.receipts import ReceiptError, as_page, as_text

    try:
        signed = _read(file)
    except ReceiptError as error:
        tell(f"{file}: {error}", FINDING)
    prove_output()
    if is_page:
        write_file(as_page(signed))
    else:
        write_text(as_text(signed.receipt))


@receipt.command("keys")
@writes
@asks
def public_keys(client: "Client") -> str:
    """Fetch the public keys of a service, to prove receipts without a line."""
    return json.dumps(client.receipt_keys(), indent=2) + "\n"


def receipt_of(answer: "DepositAnswer") -> "SignedReceipt":
    """Return the signed receipt of an answer to a deposit."""
    from service.receipts import from_json

    return from_json(answer.receipt.model_dump_json())


def _read(file: Path) -> "SignedReceipt":
    """Return a signed receipt. Raise ReceiptError. Also take a deposit's whole answer as JSON."""
    from service.json_reader import JsonError, read_json
    from service.receipts import ReceiptFormError, from_json

    content = file.read_bytes()
    try:
        document = read_json(content)
    except JsonError as error:
        raise ReceiptFormError(str(error)) from None
    if isinstance(document, dict) and "draft_id" in document:
        content = json.dumps(document.get("receipt")).encode()
    return from_json(content)


def _key_set(where: str) -> Any:  # noqa: ANN401 - JSON of strangers, which from_jwks proves
    from service.client import Client
    from service.json_reader import read_json

    if where.startswith(("http://", "https://")):
        with Client(where.removesuffix("/v1/receipt-keys")) as client:
            return client.receipt_keys()
    return read_json(Path(where).read_bytes())
