"""The proofs of closed days: made with the closing, shown, and compared with the books.

A closing proves the lines that were entered since the closing before, by their numbers, and so each
line belongs to one proof; what is entered while a day is closed belongs to the next.
"""

from collections.abc import Iterator
from typing import Any

from service.call import Call, Context
from service.clock import date_of, day_from_date, rfc3339
from service.database.change import Change
from service.database.connection import Connection
from service.domain.hash_tree import HashTree, Root, root_of
from service.json_reader import JsonError, read_json
from service.receipts import ReceiptError
from service.receipts.day_proof import (
    KIND,
    NO_PROOF,
    BookLine,
    DayProof,
    SignedDayProof,
    line_text,
    proof_of,
    sign_proof,
    verify_proof,
)
from service.refusals.books import DayNotProven, LineNotOfDay
from service.refusals.request import DayNotClosed
from service.schemas.day_proofs import LinesQuery
from service.store import books, day_proofs
from service.store.day_proofs import ClosedDay, StoredLine, StoredProof


def proofs_of_closing(
    connection: Connection, call: Call[Any], closing: ClosedDay
) -> tuple[Change, ...]:
    """Return what saves the proof of a day that is being closed.

    Before it come those of days that were closed by a version without proofs.
    """
    last, changes = day_proofs.last_proof(connection), []
    earlier = day_proofs.closed_days(connection, without_proof=True)
    for closed in (*earlier, closing):
        last = _made(connection, call, closed, last)
        changes.append(day_proofs.inserted(last))
    return tuple(changes)


def show_proof(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return the proof of a closed day. Refused: `DayNotClosed`, `DayNotProven`."""
    return _shown(_stored(connection, call))


def list_lines(connection: Connection, call: Call[LinesQuery]) -> dict[str, Any]:
    """Return a page of the lines of a proof. Refused: `DayNotClosed`, `DayNotProven`."""
    stored, limit = _stored(connection, call), call.body.limit
    after_seq = int(call.body.cursor or proof_of(read_json(stored.proof)).after_seq)
    lines = day_proofs.page_of_lines(connection, after_seq, stored.last_seq, limit + 1)
    page = lines[:limit]
    return {
        "lines": [line._asdict() for line in page],
        "next_cursor": str(page[-1].seq) if len(lines) > limit else None,
    }


def show_line(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Prove that a line belongs to a day, without the others.

    Refused: `DayNotClosed`, `DayNotProven`, `LineNotOfDay`.
    """
    stored = _stored(connection, call)
    proof = proof_of(read_json(stored.proof))
    line = day_proofs.line_of_key(connection, call.path["book"], call.path["entry_key"])
    if line is None or not proof.after_seq < line.seq <= proof.last_seq:
        raise LineNotOfDay(call.path["day"])
    place = day_proofs.count_between(connection, proof.after_seq, line.seq)
    tree = HashTree(watched=place)
    for text in _texts(connection, proof.after_seq, proof.last_seq):
        tree.add(text)
    path = tree.root().path
    assert path is not None, "the line is among them"
    steps = [{"side": str(step.side), "hash": step.hash.hex()} for step in path]
    return {**_shown(stored), "line": line._asdict(), "path": steps}


def proof_findings(connection: Connection, context: Context) -> list[str]:
    """Compare each proof with the books as they are now, and with the proof before it."""
    findings: list[str] = []
    before: DayProof | None = None
    settled = {closed.day: closed for closed in day_proofs.closed_days(connection)}
    stored = day_proofs.all_proofs(connection)
    for one in stored:
        name = f"the proof of {date_of(one.day)}"
        try:
            proof = _proven(one, context)
        except (ReceiptError, JsonError) as error:
            findings.append(f"{name} is not valid: {error}")
            before = None
            continue
        findings += [f"{name} {words}" for words in _compared(connection, one, proof, settled)]
        findings += [
            f"{name} {words}" for words in _chained(proof, before, is_first=one is stored[0])
        ]
        before = proof
    return [*findings, *_not_proven(stored, settled)]


def _made(
    connection: Connection, call: Call[Any], closed: ClosedDay, before: StoredProof | None
) -> StoredProof:
    proof_before = proof_of(read_json(before.proof)) if before else None
    after_seq = proof_before.last_seq if proof_before else 0
    last_seq = max(after_seq, closed.last_seq or 0)
    root = root_of(_texts(connection, after_seq, last_seq))
    proof = DayProof(
        kind=KIND,
        number=proof_before.number + 1 if proof_before else 1,
        day=date_of(closed.day),
        closed_at=rfc3339(closed.closed_ms),
        made_at=rfc3339(call.now_ms),
        net_due_fen=closed.net_due_fen,
        after_seq=after_seq,
        last_seq=last_seq,
        line_count=root.count,
        root=root.hash.hex(),
        previous=proof_before.hash if proof_before else NO_PROOF,
    )
    context = call.context
    signed = sign_proof(proof, context.vault.receipt_key, context.receipt_key_id)
    text = proof.text.decode()
    return StoredProof(proof.number, closed.day, last_seq, text, signed.key_id, signed.signature)


def _texts(connection: Connection, after_seq: int, last_seq: int) -> Iterator[bytes]:
    if after_seq == last_seq:
        return  # nothing came, and a number 0 does not mean from the first on
    for line in day_proofs.lines_between(connection, after_seq, last_seq):
        yield _text(line)


def _text(line: StoredLine) -> bytes:
    return line_text(BookLine(*line))


def _stored(connection: Connection, call: Call[Any]) -> StoredProof:
    day = day_from_date(call.path["day"])
    stored = day_proofs.proof_of_day(connection, day)
    if stored is None:
        closed = books.settled(connection, day)
        raise DayNotProven(call.path["day"]) if closed else DayNotClosed(call.path["day"])
    return stored


def _shown(stored: StoredProof) -> dict[str, Any]:
    return {
        "proof": read_json(stored.proof),
        "key_id": stored.key_id,
        "signature": stored.signature,
    }


def _proven(stored: StoredProof, context: Context) -> DayProof:
    signed = SignedDayProof(proof_of(read_json(stored.proof)), stored.key_id, stored.signature)
    public_key = context.vault.receipt_key.public_key()
    return verify_proof(signed, {context.receipt_key_id: public_key})


def _compared(
    connection: Connection, stored: StoredProof, proof: DayProof, settled: dict[int, ClosedDay]
) -> Iterator[str]:
    if (proof.number, proof.day, proof.last_seq) != (
        stored.number,
        date_of(stored.day),
        stored.last_seq,
    ):
        yield f"stands where that of closing {stored.number} was"
    closed = settled.get(stored.day)
    said = (proof.net_due_fen, proof.closed_at)
    if closed is None or said != (closed.net_due_fen, rfc3339(closed.closed_ms)):
        yield "says another settlement than there is"
    found: Root = root_of(_texts(connection, proof.after_seq, proof.last_seq))
    if found.count != proof.line_count:
        yield f"is about {proof.line_count} lines, and there are {found.count}"
    elif found.hash.hex() != proof.root:
        yield f"is about {proof.line_count} lines, of which some are others now"


def _chained(proof: DayProof, before: DayProof | None, *, is_first: bool) -> Iterator[str]:
    if before is None and not is_first:
        return  # the one before was found to be invalid
    number = before.number if before else 0
    if proof.number != number + 1:
        yield f"is the closing {proof.number}, and the one before is {number}"
    if proof.previous != (before.hash if before else NO_PROOF):
        yield "follows another proof than the one before it"
    if proof.after_seq != (before.last_seq if before else 0):
        yield "does not begin where the one before ends"


def _not_proven(stored: list[StoredProof], settled: dict[int, ClosedDay]) -> Iterator[str]:
    if stored:
        days = {one.day for one in stored}
        for day in sorted(settled.keys() - days):
            yield f"{date_of(day)} is closed, and its proof is missing"
