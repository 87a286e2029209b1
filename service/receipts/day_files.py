"""Files of proofs, and whether they hold: offline, with published keys alone.

A file is a signed proof of a day on its first line, and on the lines after it perhaps the lines of
the books, word for word as they are hashed; or it is the proof of one line. `check_file` reads one
of them without holding its lines, and `check_chain` compares the proofs of several days.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from service.domain.hash_tree import HashStep, HashTree, Side, root_by
from service.json_reader import JsonError, read_json
from service.receipts.day_proof import (
    NO_PROOF,
    BookLine,
    DayProof,
    line_text,
    signed_proof_of,
    verify_proof,
)
from service.receipts.key_set import PublicKeys
from service.receipts.receipt import ReceiptError

_OF_LINE = {"line", "path"}
_NOTHING = (NO_PROOF, 0)
_LINE_FIELDS = BookLine.__dataclass_fields__
_NO_LINE = "its line or path has not the form of a line's proof"


@dataclass(frozen=True)
class CheckedFile:
    """A file with its proof, how many lines came with it, and all that is wrong.

    There is no proof if it could not be read. `is_of_line` tells the proof of one line.
    """

    name: str
    proof: DayProof | None
    findings: tuple[str, ...]
    line_count: int = 0
    is_of_line: bool = False


@dataclass
class _Reading:
    """What was seen of the lines of a file so far."""

    proof: DayProof
    tree: HashTree = field(default_factory=HashTree)
    last_seq: int = 0
    disorder: str = ""

    def add(self, text: bytes) -> None:
        self.tree.add(text)
        place = self.tree.count
        try:
            seq = read_json(text)["seq"]
        except (JsonError, KeyError, TypeError):
            seq = None
        if type(seq) is not int:
            self._note(f"line {place} of the books cannot be read")
            return
        if not self.proof.after_seq < seq <= self.proof.last_seq:
            self._note(f"line {place} of the books has the number {seq}, which is another day's")
        elif seq <= self.last_seq:
            self._note(f"line {place} of the books, number {seq}, is out of order")
        self.last_seq = seq

    def _note(self, words: str) -> None:
        self.disorder = self.disorder or words


def check_file(name: str, content: Iterable[bytes], keys: PublicKeys) -> CheckedFile:
    """Check a file, given as its lines: its signature, and what came with the proof."""
    lines = iter(content)
    try:
        document = _document(lines)
        is_of_line = isinstance(document, dict) and document.keys() >= _OF_LINE
        signed = signed_proof_of(
            {name: document[name] for name in document.keys() - _OF_LINE}
            if is_of_line
            else document
        )
    except (JsonError, ReceiptError) as error:
        return CheckedFile(name, None, (f"{name}: {error}",))
    proof, findings = signed.proof, []
    try:
        verify_proof(signed, keys)
    except ReceiptError as error:
        findings.append(f"{name}: {error}")
    if is_of_line:
        findings += [f"{name}: {words}" for words in _line_findings(document, proof)]
        return CheckedFile(name, proof, tuple(findings), is_of_line=True)
    reading = _Reading(proof)
    for line in lines:
        reading.add(line.rstrip(b"\r\n"))
    if reading.tree.count or not proof.line_count:
        findings += [f"{name}: {words}" for words in _findings(reading)]
    return CheckedFile(name, proof, tuple(findings), reading.tree.count)


def check_chain(files: Iterable[CheckedFile]) -> Iterator[str]:
    """Yield what is wrong between proofs, which may come in any order, and some twice."""
    by_number: dict[int, CheckedFile] = {}
    days: dict[str, DayProof] = {}
    for file in files:
        if (proof := file.proof) is None:
            continue
        other = by_number.setdefault(proof.number, file)
        if other.proof != proof:
            yield f"{other.name} and {file.name} are two different proofs of number {proof.number}"
        if days.setdefault(proof.day, proof).number != proof.number:
            yield f"{proof.day} has the proofs {days[proof.day].number} and {proof.number}"
    proofs = [file.proof for _, file in sorted(by_number.items()) if file.proof]
    for before, proof in pairwise(proofs):
        yield from _link_findings(before, proof)
    if proofs and proofs[0].number == 1 and (proofs[0].previous, proofs[0].after_seq) != _NOTHING:
        yield f"{proofs[0].day} is the first proof, and says that one came before it"


def _document(lines: Iterator[bytes]) -> Any:  # noqa: ANN401 - JSON of strangers
    first = next(lines, b"")
    try:
        return read_json(first)
    except JsonError:
        # Perhaps it was printed over several lines, and then it is all that there is.
        return read_json(b"".join([first, *lines]))


def _findings(reading: _Reading) -> Iterator[str]:
    root, proof = reading.tree.root(), reading.proof
    if root.hash.hex() == proof.root and root.count == proof.line_count:
        return
    if root.count != proof.line_count:
        said, found = proof.line_count, root.count
        yield f"the proof of {proof.day} is about {said} lines, and here are {found}"
    else:
        yield f"the lines are not those that the proof of {proof.day} is about"
    if reading.disorder:
        yield reading.disorder


def _line_findings(document: Mapping[str, Any], proof: DayProof) -> Iterator[str]:
    line, path = document["line"], document["path"]
    try:
        if line.keys() != _LINE_FIELDS.keys():
            yield _NO_LINE
            return
        steps = [HashStep(Side(step["side"]), bytes.fromhex(step["hash"])) for step in path]
        found = root_by(line_text(BookLine(**line)), steps)
    except (AttributeError, KeyError, TypeError, ValueError):
        yield _NO_LINE
        return
    if found.hex() != proof.root:
        yield f"the line is none of those that the proof of {proof.day} is about"


def _link_findings(before: DayProof, proof: DayProof) -> Iterator[str]:
    if proof.number != before.number + 1:
        missing = proof.number - before.number - 1
        yield f"between {before.day} and {proof.day} the proofs of {missing} closings are missing"
        return
    if proof.previous != before.hash:
        yield f"{proof.day} follows another proof than that of {before.day}"
    if proof.after_seq != before.last_seq:
        yield f"{proof.day} does not begin where {before.day} ends"
