"""What auditors get to hold the books to: proofs of closed days, with their lines."""

from typing import Annotated, Literal

from pydantic import Field

from service.schemas.basics import Date, Moment, Strict

LINES_MAX = 10_000
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256, hexadecimal.")]


class LinesQuery(Strict):
    """Which page of lines; `cursor` is the `next_cursor` of the page before."""

    cursor: Annotated[str | None, Field(pattern=r"^[0-9]{1,18}$")] = None
    limit: Annotated[int, Field(ge=1, le=LINES_MAX, strict=False)] = 1_000


class DayProofContent(Strict):
    """What is signed of a closed day, as canonical JSON."""

    kind: Literal["wanghuiyi proof of a day 1"]
    number: Annotated[int, Field(ge=1, description="Counts closings, in their order.")]
    day: Date
    closed_at: Moment
    made_at: Moment
    net_due_fen: int
    after_seq: Annotated[int, Field(ge=0, description="Lines up to here are of proofs before.")]
    last_seq: Annotated[int, Field(ge=0, description="Its last line.")]
    line_count: Annotated[int, Field(ge=0)]
    root: Sha256
    previous: Sha256


class DayProofAnswer(Strict):
    """The proof of a closed day, and its signature with a key of `GET /v1/receipt-keys`."""

    proof: DayProofContent
    key_id: str
    signature: Annotated[str, Field(description="Ed25519, in base64url without padding.")]


class BookLineAnswer(Strict):
    """A line of a book as it was entered; as canonical JSON it is what is hashed."""

    seq: int
    book: Literal["post", "gateway"]
    key: str
    debit: str
    credit: str
    amount_fen: Annotated[int, Field(ge=1)]
    at_ms: Annotated[int, Field(description="Milliseconds since 1970-01-01T00:00:00+08:00.")]


class LinesAnswer(Strict):
    """A page of the lines of a proof, in their order."""

    lines: list[BookLineAnswer]
    next_cursor: str | None


class PathStep(Strict):
    """A hash, and on which side of what was hashed so far it stands."""

    side: Literal["left", "right"]
    hash: Sha256


class LineProofAnswer(DayProofAnswer):
    """A line, and the path of hashes that leads from it to the root of its day's proof."""

    line: BookLineAnswer
    path: list[PathStep]
