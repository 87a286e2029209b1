"""Every command of the project, each with arguments that it takes: tests call all of them."""

from collections.abc import Iterator
from pathlib import Path

import click

from service.cli import COMMANDS
from service.cli.output import Yuan
from sim.cli import commands

NUMBER = "2007 0101 0000 5726"
MOMENT = "2026-11-24T02:30:00Z"
FITTING = {
    "day": "2007-01-31",
    "paid_in_on": "2007-01-31",
    "expires_at": MOMENT,
    "since": MOMENT,
    "at": MOMENT,
    "number": NUMBER,
    "code": "4711 0815 2007",
    "key": "7d9a8f1c-5f1e",
    "phone": "+8613800138000",
    "url": "https://example.org/hook",
    "identity": "11010519491231002X",
}
"""What a parameter of this name takes, where not every word will do."""

_BANK_COLUMNS = (
    *("--at", "Booked", "--amount", "Amount"),
    *("--from", "2026-11-24", "--until", "2026-11-24"),
)

Words = tuple[str, ...]


def leaves(
    group: click.Group | None = None, path: Words = ()
) -> Iterator[tuple[Words, click.Command]]:
    """Yield every command that is no group, with the words that call it."""
    of = group or commands
    context = click.Context(of)
    for name in of.list_commands(context):
        one = of.get_command(context, name)
        assert one, "a command that is listed is there"
        if isinstance(one, click.Group):
            yield from leaves(one, (*path, name))
        else:
            yield (*path, name), one


def commands_that_ask() -> list[Words]:
    """Return the commands that ask a service."""
    return [
        path
        for path, one in leaves()
        if path[0] in COMMANDS and any(parameter.name == "server" for parameter in one.params)
    ]


def command(path: Words) -> click.Command:
    """Return a command by its words."""
    return dict(leaves())[path]


def fitting_arguments(path: Words, folder: Path) -> list[str]:
    """Return words that call a command so that it begins its work."""
    if path == ("redeem",):
        return ["redeem", NUMBER, "w1"]
    if path == ("reconcile",):
        return ["reconcile", "2007-01-31"]
    if path == ("reconcile-file",):
        return [*path, str(_bank_file(folder)), *_BANK_COLUMNS]
    if path[-1] == "make" and path[0] == "parcel":
        return [*path, str(_label(folder))]
    if path == ("offline", "upload"):
        return [*path, str(_deposits(folder))]
    words = list(path)
    for parameter in command(path).params:
        if isinstance(parameter, click.Argument):
            words.append(_fitting(parameter, folder))
        elif parameter.required:
            words += [parameter.opts[0], _fitting(parameter, folder)]
    return words


def _fitting(parameter: click.Parameter, folder: Path) -> str:
    kind = parameter.type
    if isinstance(kind, click.Choice):
        return str(kind.choices[0])
    if isinstance(kind, Yuan | click.IntRange | click.FloatRange | click.types.IntParamType):
        return "1"
    if isinstance(kind, click.Path):
        file = folder / "given"
        file.write_text("{}", encoding="utf-8")
        return str(file)
    return FITTING.get(parameter.name or "", "x1")


def _bank_file(folder: Path) -> Path:
    file = folder / "bank.csv"
    file.write_text("Booked,Amount\n2026-11-24,175.00\n", encoding="utf-8")
    return file


def _label(folder: Path) -> Path:
    side = '{"name": "Li", "address": "Gushi", "postcode": "465200"}'
    file = folder / "label.json"
    file.write_text(f'{{"sender": {side}, "recipient": {side}}}', encoding="utf-8")
    return file


def _deposits(folder: Path) -> Path:
    file = folder / "deposits.jsonl"
    file.write_text(
        f'{{"number": "{NUMBER}", "money": {{"amount": 100, "currency": "CNY"}}, '
        '"password": "081208", "depositor": {"identity": "11010519491231002X"}, '
        f'"paid_in_at": "{MOMENT}"}}\n',
        encoding="utf-8",
    )
    return file
