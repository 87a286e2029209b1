"""Commands for an outlet that is sometimes offline."""

import hashlib
import hmac
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli.access import with_client
from service.cli.output import USAGE, Shown, fail, in_columns, in_words, shows

if TYPE_CHECKING:
    from service.client import Client, OfflineDeposit
    from service.schemas.counter import BatchResult

NUMBERS_MAX = 1_000
FAULTS_SHOWN = 10
NOTHING_UPLOADED = "nothing was uploaded: correct this, and upload again"


@click.group()
def offline() -> None:
    """Take deposits while offline: reserve numbers beforehand, upload the deposits later."""


@offline.command()
@click.argument("count", type=click.IntRange(1, NUMBERS_MAX))
@shows
@with_client
def numbers(client: "Client", count: int) -> Shown:
    """Reserve COUNT remittance numbers for this outlet, and print them: keep them secret."""
    block = client.reserve_numbers(count)
    return Shown(block.model_dump(mode="json"), "\n".join(block.numbers))


@offline.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@shows
@with_client
def upload(client: "Client", file: Path) -> Shown:
    """Upload the deposits in FILE that were taken offline; exit 1 if any is refused.

    Each line is one deposit in JSON, as in POST /v1/deposit-batches: number, money, password,
    depositor and paid_in_at, and external_id and metadata if you note some. If any line is invalid,
    nothing is uploaded. Uploading the unchanged file again, with the same API key, gives the same
    answers and completes an upload that was cut short. With another API key, deposits already
    uploaded are refused: their numbers are used.
    """
    content = file.read_bytes()
    _require_utf_8(file, content)
    lines = [(number, line) for number, line in enumerate(content.splitlines(), 1) if line.strip()]
    # Keyed, so that nobody without the API key can guess the file's content from its key.
    secret = (client.connection.api_key or "").encode()
    idempotency_key = hmac.new(secret, content, hashlib.sha256).hexdigest()
    results = client.deposit_batch(_deposits(file, lines), idempotency_key=idempotency_key)
    rows = [_row(number, result) for (number, _), result in zip(lines, results, strict=True)]
    refused = sum(result.problem is not None for result in results)
    table = in_columns([("line", "state", "draft or reason", "amount"), *rows])
    return Shown(
        [result.model_dump(mode="json", exclude_none=True) for result in results],
        f"{table}\n{len(results) - refused} entered, {refused} refused",
        is_fine=not refused,
    )


def _require_utf_8(file: Path, content: bytes) -> None:
    from service.encoding import encoding_fault

    fault = encoding_fault(content, "the file")
    if fault:
        fail(f"{file}: {fault}\n{NOTHING_UPLOADED}", USAGE)


def _deposits(file: Path, lines: list[tuple[int, bytes]]) -> "list[OfflineDeposit]":
    from pydantic import ValidationError

    from service.client import OfflineDeposit
    from service.json_reader import text_faults
    from service.schemas.counter import OfflineDepositBody

    deposits, faults = [], []
    for number, line in lines:
        found: list[tuple[str, str]] = []
        body = None
        try:
            body = OfflineDepositBody.model_validate_json(line)
        except ValidationError as error:
            # The value is not shown: it may be a number or a password.
            found = [
                ("/" + "/".join(map(str, fault["loc"])), fault["msg"])
                for fault in error.errors(include_input=False, include_context=False)
            ]
        found += text_faults(line, [at for at, _ in found])
        faults += [f"{file}:{number}: {at[1:] or 'the line'}: {said}" for at, said in found]
        if body is None:
            continue
        identity, noted = body.depositor.identity, (body.external_id, body.metadata)
        amount_fen, paid_in_at = body.money.amount, body.paid_in_at
        deposits.append(
            OfflineDeposit(body.number, amount_fen, body.password, identity, paid_in_at, *noted)
        )
    if not lines:
        faults.append(f"{file}: has no deposits: write one a line, see --help")
    if faults:
        more = len(faults) - FAULTS_SHOWN
        rest = [f"and {more} more"] if more > 0 else []
        fail("\n".join([*faults[:FAULTS_SHOWN], *rest, NOTHING_UPLOADED]), USAGE)
    return deposits


def _row(number: int, result: "BatchResult") -> tuple[str, str, str, str]:
    if result.answer is None:
        assert result.problem, "a deposit that is not entered is refused"
        return str(number), "refused", result.problem.detail, ""
    money = in_words(result.answer.money.model_dump())
    return str(number), "entered", result.answer.draft_id, money
