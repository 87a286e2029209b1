"""What people are asked for: numbers and passwords, which are money to whoever sees them.

Neither has to stand on the command line, where others on this machine and the shell's history
have it. A terminal does not show them; without one, each is a line of stdin, the number first.
"""

import os
import sys

import click

from service.cli.output import FINDING, tell

PASSWORD_VARIABLE = "WANGHUIYI_PASSWORD"  # noqa: S105 - the name of a variable
ASKED_FOR = "-"

NUMBER = click.argument("number", default=ASKED_FOR, metavar="[NUMBER]")


def number_from_people(given: str = ASKED_FOR) -> str:
    """Return a remittance number: the one given, or, if that is a dash, the one asked for.

    What has another form, or a wrong check digit, is told before the service is asked.
    """
    if given != ASKED_FOR:
        click.echo(
            "others on this machine can see a number on the command line: "
            f"leave it out, or write {ASKED_FOR}, and it is asked for",
            err=True,
        )
        return _proven(given)
    number = _asked("Remittance number (16 digits)")
    if not number.strip():
        message = (
            "no number was given: type its 16 digits, or write them on the first line of stdin"
        )
        raise click.UsageError(message)
    return _proven(number)


def password_from_people(*, is_new: bool = False) -> str:
    """Return a password: of the variable, of a terminal where it is not shown, or of stdin."""
    password = os.environ.get(PASSWORD_VARIABLE)
    where = PASSWORD_VARIABLE
    if password is None:
        password, where = _asked("Password (six digits)", is_new=is_new), "what was asked for"
    from service.domain.refusals.payment import PasswordMalformed
    from service.domain.remittance import parse_password

    try:
        return parse_password(password)
    except PasswordMalformed:
        message = (
            f"{where} is {'empty' if not password else 'no password'}, and a password is six "
            f"digits: type it, write it on a line of stdin, or set {PASSWORD_VARIABLE}"
        )
        raise click.UsageError(message) from None


def _proven(number: str) -> str:
    from service.domain.refusals.payment import NumberMalformed, NumberMistyped
    from service.domain.remittance import parse_number

    try:
        return parse_number(number)
    except (NumberMalformed, NumberMistyped) as refusal:
        tell(str(refusal), FINDING)


def _asked(words: str, *, is_new: bool = False) -> str:
    if sys.stdin.isatty():
        answer: str = click.prompt(words, hide_input=True, confirmation_prompt=is_new, err=True)
        return answer
    return sys.stdin.readline().rstrip("\r\n")
