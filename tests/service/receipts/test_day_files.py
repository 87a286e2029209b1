"""Files of proofs are verified offline, by ours and by a verifier written from the manual alone."""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from service.domain.hash_tree import HashTree, root_of
from service.receipts.day_files import CheckedFile, check_chain, check_file
from service.receipts.day_proof import KIND, NO_PROOF, BookLine, DayProof, line_text, sign_proof
from tests.service.receipts.examples import PRIVATE_KEY, PUBLIC_KEYS

OLD_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
DAYS = ("2007-01-01", "2007-01-02", "2007-01-03")
LINES = 5
Files = list[list[bytes]]
MANUAL = Path(__file__).parents[3] / "docs" / "operations.md"


def line(place: int, **changed: Any) -> bytes:  # noqa: ANN401 - any field
    usual = BookLine(
        place, "post", f"deposit:d{place}", "post:cash:固始", "post:due", 100 + place, place
    )
    return line_text(replace(usual, **changed))


def signed(proof: DayProof, key: Ed25519PrivateKey = PRIVATE_KEY, key_id: str = "2007-1") -> bytes:
    """Return the first line of a file."""
    return json.dumps(asdict(sign_proof(proof, key, key_id))).encode()


def proofs() -> list[DayProof]:
    """Return three days of five lines each."""
    made: list[DayProof] = []
    for place, day in enumerate(DAYS):
        lines = [line(seq) for seq in range(place * LINES + 1, (place + 1) * LINES + 1)]
        made.append(
            DayProof(
                KIND,
                place + 1,
                day,
                f"{day}T16:00:01.000Z",
                f"{day}T16:00:01.000Z",
                7,
                place * LINES,
                (place + 1) * LINES,
                LINES,
                root_of(lines).hash.hex(),
                made[-1].hash if made else NO_PROOF,
            )
        )
    return made


def files() -> Files:
    """Return the files of three days, as lists of lines."""
    return [
        [signed(proof), *(line(seq) for seq in range(proof.after_seq + 1, proof.last_seq + 1))]
        for proof in proofs()
    ]


def findings(given: Files, keys: Any = PUBLIC_KEYS) -> list[str]:  # noqa: ANN401 - keys by id
    """Return all that is wrong with files."""
    checked: list[CheckedFile] = [
        check_file(f"file {place}", [text + b"\n" for text in file], keys)
        for place, file in enumerate(given, start=1)
    ]
    return [*(words for one in checked for words in one.findings), *check_chain(checked)]


def is_sound(given: Files) -> bool:
    """Return what the verifier from the manual says."""
    found: dict[str, Any] = {}
    [block] = re.findall(r"```python\n(.*?)```", MANUAL.read_text(encoding="utf-8"), re.DOTALL)
    exec(block, found)  # noqa: S102 - what a third party would run
    contents = [b"".join(text + b"\n" for text in file) for file in given]
    return bool(found["verify"](contents, PUBLIC_KEYS))


def test_whole_files_are_sound_in_any_order_and_without_lines() -> None:
    assert findings(files()) == findings(files()[::-1]) == []
    assert findings([file[:1] for file in files()]) == []
    assert is_sound(files())


def test_what_is_hashed_of_a_line_is_in_the_manual() -> None:
    assert line(1).decode() == (
        '{"amount_fen":101,"at_ms":1,"book":"post","credit":"post:due",'
        '"debit":"post:cash:固始","key":"deposit:d1","seq":1}'
    )


CHANGED = [
    {"seq": 9}, {"book": "gateway"}, {"key": "deposit:d9"}, {"debit": "post:bank"},
    {"credit": "post:bank"}, {"amount_fen": 1}, {"at_ms": 9},
]  # fmt: skip


@pytest.mark.parametrize("field", CHANGED, ids=lambda field: next(iter(field)))
def test_a_line_of_which_any_field_was_changed_is_shown(field: dict[str, Any]) -> None:
    given = files()
    given[1][3] = line(8, **field)

    assert "file 2: the lines are not those that the proof of 2007-01-02 is about" in findings(
        given
    )
    assert not is_sound(given)


def removed(given: Files) -> None:
    del given[1][3]


def added(given: Files) -> None:
    given[1].insert(3, line(7, key="another"))


def reordered(given: Files) -> None:
    given[1][2], given[1][3] = given[1][3], given[1][2]


def moved_to_another_day(given: Files) -> None:
    given[2].insert(1, given[1].pop())


def days_swapped(given: Files) -> None:
    given[0][0], given[1][0] = given[1][0], given[0][0]


def day_missing(given: Files) -> None:
    del given[1]


def proof_renumbered(given: Files) -> None:
    given[1][0] = given[1][0].replace(b'"number": 2', b'"number": 4')


def chain_broken(given: Files) -> None:
    given[1][0] = signed(replace(proofs()[1], previous="1" * 64))


def another_history(given: Files) -> None:
    lines = [line(seq, amount_fen=1) for seq in range(6, 11)]
    given[1] = [signed(replace(proofs()[1], root=root_of(lines).hash.hex())), *lines]


def lines_between_left_out(given: Files) -> None:
    lines = [line(seq) for seq in range(7, 11)]
    root = root_of(lines).hash.hex()
    given[1] = [signed(replace(proofs()[1], after_seq=6, line_count=4, root=root)), *lines]


PLANTED: dict[Callable[[Files], None], str] = {
    removed: "file 2: the proof of 2007-01-02 is about 5 lines, and here are 4",
    added: "file 2: the proof of 2007-01-02 is about 5 lines, and here are 6",
    reordered: "file 2: line 3 of the books, number 7, is out of order",
    moved_to_another_day: "file 3: line 1 of the books has the number 10, which is another day's",
    days_swapped: "file 1: line 1 of the books has the number 1, which is another day's",
    day_missing: "between 2007-01-01 and 2007-01-03 the proofs of 1 closings are missing",
    proof_renumbered: "does not fit: the proof was changed",
    chain_broken: "2007-01-02 follows another proof than that of 2007-01-01",
    another_history: "2007-01-03 follows another proof than that of 2007-01-02",
    lines_between_left_out: "2007-01-02 does not begin where 2007-01-01 ends",
}


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_each_planted_change_is_shown_by_both_verifiers(plant: Callable[[Files], None]) -> None:
    given = files()

    plant(given)

    assert PLANTED[plant] in "\n".join(findings(given))
    assert not is_sound(given)


def test_two_proofs_of_one_day_are_shown() -> None:
    other = replace(proofs()[1], net_due_fen=8)

    assert findings([*files(), [signed(other)]]) == [
        "file 2 and file 4 are two different proofs of number 2",
    ]


def test_old_proofs_verify_with_the_keys_that_were_published_then() -> None:
    given = files()
    given[0][0] = signed(proofs()[0], OLD_KEY, "2006-1")

    assert "the key '2006-1' is unknown" in "\n".join(findings(given))
    assert findings(given, {**PUBLIC_KEYS, "2006-1": OLD_KEY.public_key()}) == []


@pytest.mark.parametrize("place", range(LINES))
def test_one_line_is_proved_without_the_others(place: int) -> None:
    tree = HashTree(watched=place)
    for seq in range(1, LINES + 1):
        tree.add(line(seq))
    path = tree.root().path
    assert path is not None
    steps = [{"side": str(step.side), "hash": step.hash.hex()} for step in path]
    document = json.loads(signed(proofs()[0])) | {
        "line": json.loads(line(place + 1)),
        "path": steps,
    }

    assert findings([[json.dumps(document, indent=1).encode()]]) == []
    for name, value in (("amount_fen", 1), ("seq", 99), ("key", "x")):
        document["line"] = json.loads(line(place + 1)) | {name: value}
        assert findings([[json.dumps(document).encode()]]) == [
            "file 1: the line is none of those that the proof of 2007-01-01 is about"
        ]


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b'{"proof": 1, "key_id": "k", "signature": "s"}', b"\xff"]
)
def test_what_is_no_proof_is_said_to_be_none(content: bytes) -> None:
    assert len(findings([[content]])) == 1


def test_the_first_proof_has_none_before_it() -> None:
    given = [[signed(replace(proofs()[0], previous="1" * 64))]]

    assert findings(given) == ["2007-01-01 is the first proof, and says that one came before it"]
