"""What the depositor takes home: a remittance number, its password, and the limit of one draft.

`remittance_number` makes a number from 15 digits, `parse_number` reads one, `formatted` prints it
in groups of four; `parse_password` reads a password. `DRAFT_LIMIT_FEN` is the most that one draft
holds, `require_deposit` applies it, and `split_in_drafts` divides more money over several drafts.
Amounts are fen.

The real number's digits, check digit and password are not known: 16 digits of which the last
checks the others, and 6 digits, are this project's own (FACTS 2, A).
"""

from service.domain.refusals.base import refuse
from service.domain.refusals.payment import (
    AmountNotPositive,
    AmountOverLimit,
    NumberMalformed,
    NumberMistyped,
    PasswordMalformed,
)
from service.domain.typed import compact

NUMBER_DIGITS = 16
PASSWORD_DIGITS = 6
GROUP_DIGITS = 4

DRAFT_LIMIT_FEN = 500_000
"""5,000 yuan a draft. Source: S2, three texts (FACTS 2)."""

# The totally anti-symmetric quasigroup of order 10 of H. M. Damm (dissertation, Marburg 2004): no
# single wrong digit and no swap of two neighbours leads to the same last row.
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def check_digit(digits: str) -> int:
    """Return the Damm check digit, which catches each wrong digit and each swap of neighbours.

    >>> check_digit("572"), check_digit("5724")
    (4, 0)
    """
    row = 0
    for digit in digits:
        row = _DAMM[row][int(digit)]
    return row


def remittance_number(digits: str) -> str:
    """Return the number made of 15 digits and their check digit. Refused: `NumberMalformed`.

    The caller must draw the digits so that they are hard to guess.

    >>> remittance_number("200701010000572")
    '2007010100005726'
    """
    if not _has_digits(digits, NUMBER_DIGITS - 1):
        raise NumberMalformed
    return f"{digits}{check_digit(digits)}"


def parse_number(text: str) -> str:
    """Return the 16 digits of a number, however it was typed: see `compact`.

    Digits of other scripts look alike and are refused. Refused: `NumberMalformed`,
    `NumberMistyped`.

    >>> parse_number(" 2007 0101 0000 5726 ")
    '2007010100005726'
    """
    number = compact(text)
    if not _has_digits(number, NUMBER_DIGITS):
        raise NumberMalformed
    if check_digit(number) != 0:
        raise NumberMistyped
    return number


def formatted(number: str) -> str:
    """Return a number as the receipt shows it, in groups of four.

    >>> formatted("2007010100005726")
    '2007 0101 0000 5726'
    """
    starts = range(0, len(number), GROUP_DIGITS)
    return " ".join(number[start : start + GROUP_DIGITS] for start in starts)


def parse_password(text: str) -> str:
    """Return the six digits of a password, however they were typed: see `compact`.

    Refused: `PasswordMalformed`.

    >>> parse_password("081208"), parse_password("08 12 08")
    ('081208', '081208')
    """
    password = compact(text)
    if not _has_digits(password, PASSWORD_DIGITS):
        raise PasswordMalformed
    return password


def require_deposit(amount_fen: int, limit_fen: int = DRAFT_LIMIT_FEN) -> None:
    """Accept an amount that one draft may hold; the minimum of one fen is an assumption.

    Refused: `AmountNotPositive`, `AmountOverLimit`.

    >>> require_deposit(500_000)
    """
    if amount_fen <= 0:
        raise AmountNotPositive(amount_fen)
    if amount_fen > limit_fen:
        refuse(AmountOverLimit(amount_fen, limit_fen))


def split_in_drafts(amount_fen: int, limit_fen: int = DRAFT_LIMIT_FEN) -> tuple[int, ...]:
    """Return the amounts of as few drafts as hold the money: full ones, then what is left.

    Refused: `AmountNotPositive`.

    >>> split_in_drafts(12_000_00)
    (500000, 500000, 200000)
    """
    assert limit_fen > 0, "a draft holds a fen at least"
    if amount_fen <= 0:
        raise AmountNotPositive(amount_fen)
    full, left_fen = divmod(amount_fen, limit_fen)
    return (limit_fen,) * full + ((left_fen,) if left_fen else ())


def _has_digits(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isdigit()
