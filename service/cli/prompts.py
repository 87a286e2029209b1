"""Prompts for numbers, passwords and codes, which are money to whoever sees them.

None needs to be on the command line, where other users and the shell's history can see it. A
terminal does not echo them; without one, each is a line of stdin, the number first.
"""

import os
import sys

import click

from service.cli.output import FINDING, fail

PASSWORD_VARIABLE = "WANGHUIYI_PASSWORD"  # noqa: S105 - the name of a variable
PROMPT = "-"

NUMBER = click.argument("number", default=PROMPT, metavar="[NUMBER]")
CODE = click.argument("code", default=PROMPT, metavar="[CODE]")


def number_from_people(given: str = PROMPT) -> str:
    """Return the remittance number that was given, or prompt for it if that is a dash.

    A malformed number, or one with a wrong check digit, is reported before anything is sent.
    """
    if given != PROMPT:
        _warn_of("a number")
        return _checked(given)
    number = _asked("Remittance number (16 digits)")
    if not number.strip():
        message = (
            "no number was given: type its 16 digits, or write them on the first line of stdin"
        )
        raise click.UsageError(message)
    return _checked(number)


def code_from_people(given: str = PROMPT) -> str:
    """Return the one-time code that was given, or prompt for it if that is a dash."""
    from service.domain.cash_out_code import CODE_DIGITS
    from service.domain.typed import compact

    if given != PROMPT:
        _warn_of("a code")
    digits = compact(given if given != PROMPT else _asked(f"Code ({CODE_DIGITS} digits)"))
    if not (digits.isascii() and digits.isdigit() and len(digits) == CODE_DIGITS):
        message = (
            f"this is no code for cash, which has {CODE_DIGITS} digits: copy it from what the "
            "customer shows, or write it on a line of stdin"
        )
        raise click.UsageError(message)
    return digits


def password_from_people(*, is_new: bool = False) -> str:
    """Return a password from the environment, from a prompt without echo, or from stdin."""
    password = os.environ.get(PASSWORD_VARIABLE)
    where = PASSWORD_VARIABLE
    if password is None:
        password, where = (
            _asked("Password (six digits)", is_new=is_new),
            "the password that was typed",
        )
    from service.domain.refusals.payment import PasswordMalformed
    from service.domain.remittance import parse_password

    try:
        return parse_password(password)
    except PasswordMalformed:
        message = (
            f"{where} is {'empty' if not password else 'not a password'}, and a password is six "
            f"digits: type it, write it on a line of stdin, or set {PASSWORD_VARIABLE}"
        )
        raise click.UsageError(message) from None


def _warn_of(secret: str) -> None:
    click.echo(
        f"other users of this machine can see {secret} on the command line: "
        f"leave it out, or write {PROMPT}, to be prompted for it",
        err=True,
    )


def _checked(number: str) -> str:
    from service.domain.refusals.payment import NumberMalformed, NumberMistyped
    from service.domain.remittance import parse_number

    try:
        return parse_number(number)
    except (NumberMalformed, NumberMistyped) as refusal:
        fail(str(refusal), FINDING)


def _asked(words: str, *, is_new: bool = False) -> str:
    if sys.stdin.isatty():
        answer: str = click.prompt(words, hide_input=True, confirmation_prompt=is_new, err=True)
        return answer
    return sys.stdin.readline().rstrip("\r\n")
