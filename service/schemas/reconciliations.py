"""Lines of an account, and files from outside that they are compared with."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue

from service.schemas.basics import AnyMoney, Date, Strict, Zone

AccountName = Literal["gateway:bank", "gateway:due_from_post", "post:bank", "post:due_to_gateway"]
"""The accounts of which somebody outside keeps a book, too."""
LINES_MAX = 1_000
DAYS_APART_MAX = 31
FILE_MAX = 1_000_000
_COLUMN = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^\S(.*\S)?$")]
_ROWS = Annotated[int, Field(ge=0, le=100)]
_EXAMPLE: dict[str, JsonValue] = {
    "account": "gateway:bank",
    "first_day": "2026-11-23",
    "last_day": "2026-11-24",
    "file": "Booked;Reference;Amount\n24.11.2026;settlement:20781;175,00\n",
    "columns": {"at": "Booked", "reference": "Reference", "amount": "Amount"},
    "delimiter": ";",
    "decimal": ",",
    "date_form": "%d.%m.%Y",
}


class AccountLinesQuery(Strict):
    """Which lines, of days in Beijing, both included; `cursor` is that of the page before."""

    account: AccountName
    first_day: Date
    last_day: Date
    cursor: Annotated[str | None, Field(pattern=r"^[0-9]{1,18}$")] = None
    limit: Annotated[int, Field(ge=1, le=LINES_MAX, strict=False)] = 100


class AccountLineAnswer(Strict):
    """A line: positive where the account grows."""

    key: str
    money: AnyMoney
    day: Date


class AccountLinesAnswer(Strict):
    """A page of an account's lines, in the order in which they were entered."""

    account: AccountName
    lines: list[AccountLineAnswer]
    next_cursor: str | None


class AmountColumns(Strict):
    """Which column is what, where one has the amount with its sign."""

    at: _COLUMN
    amount: _COLUMN
    reference: _COLUMN | None = None


class TwoAmountColumns(Strict):
    """Which column is what, where one has the money that came, and another the money that went."""

    at: _COLUMN
    credit: _COLUMN
    debit: _COLUMN
    reference: _COLUMN | None = None


class OutsideFileBody(Strict):
    """A file of a bank or a network, how it is written, and which of our days it is to have.

    `date_form` is in the words of strptime; without it days are like 2026-11-24 and moments of
    RFC 3339. A moment without an offset is of `zone`. `is_mirrored` is for a file of the other
    side, to whom our money that came is money that went. `days_apart_max` is by how many days a
    line may be off and still agree.
    """

    account: AccountName
    first_day: Date
    last_day: Date
    file: Annotated[str, Field(min_length=1, max_length=FILE_MAX)]
    columns: AmountColumns | TwoAmountColumns
    delimiter: Literal[",", ";", "\t", "|"] = ","
    decimal: Literal[".", ","] = "."
    unit: Literal["yuan", "fen"] = "yuan"
    date_form: Annotated[str | None, Field(min_length=2, max_length=40)] = None
    zone: Zone = "Asia/Shanghai"
    is_mirrored: bool = False
    skipped_rows: _ROWS = 0
    skipped_last_rows: _ROWS = 0
    days_apart_max: Annotated[int, Field(ge=0, le=DAYS_APART_MAX)] = 1

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})


class OutsideRow(Strict):
    """A row of the file: its number from 1, the header included."""

    row: int
    reference: str
    money: AnyMoney
    day: Date


class OutsideDifferenceAnswer(Strict):
    """What differs: our line, the file's row, and what it adds to the sum of the file."""

    kind: Literal["missing", "extra", "amount_differs", "late", "early", "doubled"]
    own: AccountLineAnswer | None
    outside: OutsideRow | None
    effect: AnyMoney


class OutsideReconciliationAnswer(Strict):
    """Both compared: `outside_sum` is `own_sum` with `other_days` and all effects.

    `matched` counts the rows that agree, `matched_by_amount` those of them without a reference.
    `own_lines` and `own_sum` are of the days asked for; `other_days` is of our lines of other days
    that the file has. `differences` has at most a thousand.
    """

    account: AccountName
    first_day: Date
    last_day: Date
    own_lines: int
    outside_rows: int
    matched: int
    matched_by_amount: int
    own_sum: AnyMoney
    other_days: AnyMoney
    outside_sum: AnyMoney
    differences: list[OutsideDifferenceAnswer]
    difference_count: int
