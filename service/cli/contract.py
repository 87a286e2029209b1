"""Commands for the contract; they need no service."""

import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.cli.output import USAGE, Shown, fail, shows, writes

if TYPE_CHECKING:
    from service.documents.contract_differences import Difference

OLD = click.argument("old", type=click.Path(exists=True, dir_okay=False, path_type=Path))
NEW = click.argument(
    "new", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)


@click.group()
def contract() -> None:
    """Print the contract of the service (OpenAPI 3.1), or compare two."""


@contract.command()
@writes
def show() -> str:
    """Print the contract of this version, as a service has it at /openapi.json.

    Example: wanghuiyi contract show > contract.json
    """
    return json.dumps(_of_this_version(), ensure_ascii=False, indent=1) + "\n"


@contract.command()
@OLD
@NEW
@click.option("--breaking", "only_breaking", is_flag=True, help="Only what breaks a client.")
@shows
def diff(old: Path, new: Path | None, *, only_breaking: bool) -> Shown:
    """Say what has changed since OLD, by operation; exit 1 if something breaks a client.

    NEW is a contract in a file; that of this version if it is left out.

    Example: wanghuiyi contract diff contract.json
    """
    from service.documents.contract_differences import differences

    before, after = _read(old), _read(new) if new else _of_this_version()
    try:
        found = differences(before, after)
    except (KeyError, TypeError, AttributeError) as error:
        files = " or ".join(str(one) for one in (old, new) if one)
        fail(f"{files}: is no whole OpenAPI document ({error!r}): save /openapi.json again", USAGE)
    breaking = [one for one in found if one.breaks]
    shown = breaking if only_breaking else found
    counted = f"{len(found)} changes, of which {len(breaking)} break a client"
    lines = [*_lines(shown), counted if found else "no change"]
    document = [vars(one) for one in shown]
    return Shown(document, "\n".join(lines), is_fine=not breaking)


def _of_this_version() -> dict[str, Any]:
    from service.api.contract import contract as made
    from service.web.app import ROUTES

    return made(ROUTES, version("wanghuiyi"))


def _read(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_bytes())
    except (OSError, UnicodeDecodeError, ValueError) as error:
        fail(f"{file}: is not JSON ({error}): save /openapi.json of a service", USAGE)
    if not isinstance(found, Mapping) or not isinstance(found.get("paths"), Mapping):
        fail(f"{file}: has no paths, so it is no contract: save /openapi.json of a service", USAGE)
    return dict(found)


def _lines(found: "list[Difference]") -> list[str]:
    lines: list[str] = []
    last = ""
    for one in found:
        if one.operation != last:
            lines.append(one.operation)
            last = one.operation
        mark = "BREAKS" if one.breaks else "fine"
        lines.append(f"  {mark:6}  {' '.join(filter(None, (one.at, one.says)))}")
    return lines
