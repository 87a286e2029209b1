"""Commands for receipts; none needs the service, once its public keys are in a file."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.cli.access import with_client
from service.cli.output import FINDING, USAGE, Shown, fail, reports_errors, shows, writes
from service.cli.printing import require_stdout, write_file, write_text

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from service.client import Client
    from service.receipts import ReceiptEnvelope
    from service.schemas.counter import DepositAnswer

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def receipt() -> None:
    """Verify and print signed receipts."""


@receipt.command()
@FILE
@click.option(
    "--keys",
    "where",
    required=True,
    metavar="FILE|URL",
    help="Public keys: a file, or the URL of a service (its /v1/receipt-keys).",
)
@shows
def verify(file: Path, where: str) -> Shown:
    """Verify the signature of the receipt in FILE; exit 1 if it is not valid.

    Whether the draft was used since, only the service knows.
    """
    from service.receipts import ReceiptError
    from service.receipts import verify as verified

    keys = keys_of(where)
    try:
        found = verified(_read(file), keys)
    except ReceiptError as error:
        fail(f"{file}: {error}", FINDING)
    amount = {"amount_fen": found.amount_fen, "draft_id": found.draft_id}
    return Shown({"is_genuine": True, **amount}, f"{file}: genuine, draft {found.draft_id}")


@receipt.command("print")
@FILE
@click.option("--html", "is_page", is_flag=True, help="As an HTML page for A6 paper.")
@reports_errors
def print_receipt(file: Path, *, is_page: bool) -> None:
    """Print the receipt in FILE as the counter printed it."""
    from service.receipts import ReceiptError, as_page, as_text

    try:
        signed = _read(file)
    except ReceiptError as error:
        fail(f"{file}: {error}", FINDING)
    require_stdout()
    if is_page:
        write_file(as_page(signed))
    else:
        write_text(as_text(signed.receipt))


@receipt.command("keys")
@writes
@with_client
def public_keys(client: "Client") -> str:
    """Fetch the public keys of a service, to verify receipts offline."""
    return json.dumps(client.receipt_keys(), indent=2) + "\n"


def receipt_of(answer: "DepositAnswer") -> "ReceiptEnvelope":
    """Return the signed receipt of an answer to a deposit."""
    from service.receipts import from_json

    return from_json(answer.receipt.model_dump_json())


def _read(file: Path) -> "ReceiptEnvelope":
    """Return a signed receipt. Raise ReceiptError. A deposit's whole answer will do too."""
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


def keys_of(where: str) -> "dict[str, Ed25519PublicKey]":
    """Return the public keys in a file, or of a service by its URL; end the command otherwise."""
    from service.receipts import KeySetError, from_jwks

    try:
        return from_jwks(_key_set(where))
    except (KeySetError, ValueError) as error:
        words = f"{where}: {error}: fetch the keys with `wanghuiyi receipt keys`"
        fail(words, USAGE)


def _key_set(where: str) -> Any:  # noqa: ANN401 - JSON of strangers, which from_jwks proves
    from service.client import Client
    from service.json_reader import read_json

    if where.startswith(("http://", "https://")):
        with Client(where.removesuffix("/v1/receipt-keys")) as client:
            return client.receipt_keys()
    return read_json(Path(where).read_bytes())
