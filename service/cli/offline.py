"""Commands of an outlet that is sometimes without a line."""

import hashlib
import hmac
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli.access import asks
from service.cli.output import USAGE, Shown, in_columns, in_words, shows, tell

if TYPE_CHECKING:
    from service.client import Client, OfflineDeposit
    from service.schemas.counter import BatchResult

NUMBERS_MAX = 1_000
FAULTS_SHOWN = 10


@click.group()
def offline() -> None:
    """Take deposits without a line: get numbers beforehand, upload what was taken later."""


@offline.command()
@click.argument("count", type=click.IntRange(1, NUMBERS_MAX))
@shows
@asks
def numbers(client: "Client", count: int) -> Shown:
    """Reserve COUNT numbers for this outlet, and print them: keep them in its safe."""
    block = client.reserve_numbers(count)
    return Shown(block.model_dump(mode="json"), "\n".join(block.numbers))


@offline.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@shows
@asks
def upload(client: "Client", file: Path) -> Shown:
    """Enter the deposits of FILE; exit 1 if one is refused.

    A line is one deposit in JSON, as in POST /v1/deposit-batches: number, money, password,
    depositor and paid_in_at. Nothing is entered if a line is wrong. The same file again gets the
    same answers, and enters what was left when it was cut: repeat it as it is, with the same API
    key. With another one, what was entered before is refused, for its number is used.
    """
    content = file.read_bytes()
    _require_utf_8(file, content)
    lines = [(place, line) for place, line in enumerate(content.splitlines(), 1) if line.strip()]
    # Nobody who does not have the API key can guess from the file's key what is in the file.
    secret = (client.line.api_key or "").encode()
    once = hmac.new(secret, content, hashlib.sha256).hexdigest()
    results = client.deposit_batch(_deposits(file, lines), once=once)
    rows = [_row(place, result) for (place, _), result in zip(lines, results, strict=True)]
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
        tell(f"{file}: {fault}\nnothing was entered: mend this, and upload again", USAGE)


def _deposits(file: Path, lines: list[tuple[int, bytes]]) -> "list[OfflineDeposit]":
    from pydantic import ValidationError

    from service.client import OfflineDeposit
    from service.json_reader import text_faults
    from service.schemas.counter import OfflineDepositBody

    deposits, faults = [], []
    for place, line in lines:
        found: list[tuple[str, str]] = []
        body = None
        try:
            body = OfflineDepositBody.model_validate_json(line)
        except ValidationError as error:
            # What stands there is not told: it may be a number or a password.
            found = [
                ("/" + "/".join(map(str, fault["loc"])), fault["msg"])
                for fault in error.errors(include_input=False, include_context=False)
            ]
        found += text_faults(line, [at for at, _ in found])
        faults += [f"{file}:{place}: {at[1:] or 'the line'}: {said}" for at, said in found]
        if body is None:
            continue
        deposits.append(
            OfflineDeposit(
                body.number,
                body.money.amount,
                body.password,
                body.depositor.identity,
                body.paid_in_at,
            )
        )
    if not lines:
        faults.append(f"{file}: has no deposits, and one a line is wanted: see --help")
    if faults:
        more = len(faults) - FAULTS_SHOWN
        rest = [f"and {more} more"] if more > 0 else []
        told = [*faults[:FAULTS_SHOWN], *rest, "nothing was entered: mend this, and upload again"]
        tell("\n".join(told), USAGE)
    return deposits


def _row(place: int, result: "BatchResult") -> tuple[str, str, str, str]:
    if result.answer is None:
        assert result.problem, "what is not entered is refused"
        return str(place), "refused", result.problem.detail, ""
    money = in_words(result.answer.money.model_dump())
    return str(place), "entered", result.answer.draft_id, money
