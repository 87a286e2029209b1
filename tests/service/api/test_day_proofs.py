"""The proof of a closed day shows whatever is changed in the books afterwards."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.service.api.stories.audit import forget_proofs
from tests.service.servers import Service, refused, taken

DAYS = ("2026-11-24", "2026-11-25", "2026-11-26")
TRIGGERS = (
    ("transfer", "transfer_never_changes"),
    ("transfer", "transfer_never_goes"),
    ("settlement", "settlement_never_changes"),
    ("settlement", "settlement_never_goes"),
    ("day_proof", "day_proof_never_changes"),
    ("day_proof", "day_proof_never_goes"),
)
# Of the second day, whose lines are 5 to 10; those before and after are the day's, too.
LINE = 7
CHANGED = "is about 6 lines, of which some are others now"


@pytest.fixture
def closed(service: Service) -> Service:
    """Close three days: of the second and third, six lines each."""
    for day in DAYS:
        service.full_wallet(300)
        service.deposit(200)
        service.clock.advance(days=1)
        service.done(service.operator, "/v1/settlements", {"day": day})
    assert service.books()["findings"] == []
    for table, name in TRIGGERS:
        on_table = "" if service.database.is_sqlite else f" ON {table}"
        service.run(f"DROP TRIGGER {name}{on_table}")
    return service


def proof(service: Service, day: str) -> dict[str, Any]:
    found: dict[str, Any] = taken(service.get(service.auditor, f"/v1/settlements/{day}/proof"))
    return found


def change(service: Service, table: str, what: str, where: str) -> None:
    """Change rows of a table, now that no trigger keeps them."""
    service.run(f"UPDATE {table} SET {what} WHERE {where}")  # noqa: S608 - words of these tests


def named(service: Service, day: str = DAYS[1]) -> list[str]:
    """Return what the check of the books says of the proof of a day."""
    prefix = f"the proof of {day} "
    findings = service.books()["findings"]
    return [one.removeprefix(prefix) for one in findings if one.startswith(prefix)]


def test_proofs_follow_one_another_and_each_line_is_in_one(closed: Service) -> None:
    proofs = [proof(closed, day)["proof"] for day in DAYS]

    spans = [(one["after_seq"], one["last_seq"], one["line_count"]) for one in proofs]
    assert [one["number"] for one in proofs] == [1, 2, 3]
    assert proofs[0]["previous"] == "0" * 64
    assert len({one["previous"] for one in proofs}) == 3
    assert [(end - start, count) for start, end, count in spans] == [(4, 4), (6, 6), (6, 6)]
    assert [start for start, _, _ in spans] == [0, spans[0][1], spans[1][1]]
    lines = [line for day in DAYS for line in lines_of(closed, day)]
    assert [line["seq"] for line in lines] == list(range(1, spans[-1][1] + 1))


def lines_of(service: Service, day: str) -> list[dict[str, Any]]:
    """Return the lines of a proof, page by page."""
    lines: list[dict[str, Any]] = []
    cursor = ""
    while True:
        path = f"/v1/settlements/{day}/lines?limit=2{cursor}"
        page = taken(service.get(service.auditor, path))
        assert len(page["lines"]) <= 2
        lines += page["lines"]
        if page["next_cursor"] is None:
            return lines
        cursor = f"&cursor={page['next_cursor']}"


@pytest.mark.parametrize(
    "words",
    [
        "amount_fen = amount_fen + 1",
        "at_ms = at_ms + 1",
        "key = key || 'x'",
        "debit = 'post:cash:Xinyang 2'",
        "credit = 'post:fee_income'",
        "book = 'gateway', debit = 'gateway:bank', credit = 'gateway:commission'",
    ],
)
def test_a_line_of_which_any_field_was_changed_is_shown(closed: Service, words: str) -> None:
    change(closed, "transfer", words, f"seq = {LINE}")

    assert named(closed) == [CHANGED]
    assert named(closed, DAYS[0]) == named(closed, DAYS[2]) == []


def test_a_line_that_was_removed_is_shown(closed: Service) -> None:
    closed.run("DELETE FROM transfer WHERE seq = :line", line=LINE)

    assert named(closed) == ["is about 6 lines, and there are 5"]


def test_a_line_that_was_added_is_shown_wherever_it_stands(closed: Service) -> None:
    for seq in (-7, 0):
        closed.run(
            "INSERT INTO transfer SELECT :seq, book, :key, debit, credit, amount_fen, at_ms "
            "FROM transfer WHERE seq = 1",
            seq=seq,
            key=f"added {seq}",
        )

    assert named(closed, DAYS[0]) == ["is about 4 lines, and there are 6"]
    assert named(closed) == []


def test_lines_in_another_order_are_shown(closed: Service) -> None:
    for before, after in ((LINE, -1), (LINE + 1, LINE), (-1, LINE + 1)):
        change(closed, "transfer", f"seq = {after}", f"seq = {before}")

    assert named(closed) == [CHANGED]


def test_a_line_moved_to_another_day_is_shown_of_both(closed: Service) -> None:
    closed.run("UPDATE transfer SET seq = 1000 WHERE seq = 5")
    closed.run("UPDATE transfer SET seq = 5 WHERE seq = 4")

    assert named(closed, DAYS[0]) == ["is about 4 lines, and there are 3"]
    assert named(closed) == [CHANGED]


def test_proofs_of_swapped_days_are_shown(closed: Service) -> None:
    for before, after in ((1, 100), (2, 1), (100, 2)):
        change(closed, "day_proof", f"number = {after}", f"number = {before}")

    assert "stands where that of closing 1 was" in named(closed)
    assert "stands where that of closing 2 was" in named(closed, DAYS[0])
    assert "follows another proof than the one before it" in named(closed)


def test_a_proof_with_the_day_of_another_is_shown(closed: Service) -> None:
    query = text("SELECT min(day) + max(day) FROM day_proof WHERE number < 3")
    with closed.database.reading() as connection:
        both = int(connection.execute(query).scalar_one())
    closed.run("UPDATE day_proof SET day = -day WHERE number < 3")
    closed.run("UPDATE day_proof SET day = day + :both WHERE number < 3", both=both)

    assert [words.partition(" ")[0] for words in named(closed)] == ["stands", "says"]


def test_a_proof_that_is_missing_is_shown(closed: Service) -> None:
    closed.run("DELETE FROM day_proof WHERE number = 2")

    assert f"{DAYS[1]} is closed, and its proof is missing" in closed.books()["findings"]
    assert named(closed, DAYS[2]) == [
        "is the closing 3, and the one before is 1",
        "follows another proof than the one before it",
        "does not begin where the one before ends",
    ]


@pytest.mark.parametrize(
    "words",
    [
        "proof = replace(proof, 'line_count', 'count')",
        "proof = replace(proof, '2026-11-25', '2026-11-23')",
        "signature = replace(signature, substr(signature, 1, 4), 'AAAA')",
        "key_id = 'another'",
        "proof = 'nothing'",
    ],
)
def test_a_proof_that_was_changed_itself_is_shown(closed: Service, words: str) -> None:
    change(closed, "day_proof", words, "number = 2")

    (finding,) = named(closed)
    assert finding.startswith("is not valid: ")
    assert named(closed, DAYS[2]) == []


@pytest.mark.parametrize("words", ["net_due_fen = 1", "closed_ms = closed_ms + 1"])
def test_a_settlement_that_was_changed_is_shown(closed: Service, words: str) -> None:
    change(closed, "settlement", words, "day = (SELECT min(day) FROM settlement)")

    assert named(closed, DAYS[0]) == ["says another settlement than there is"]


def test_days_closed_by_a_version_before_get_their_proofs_with_the_next_closing(
    service: Service,
) -> None:
    for day in DAYS[:2]:
        service.full_wallet(300)
        service.clock.advance(days=1)
        service.done(service.operator, "/v1/settlements", {"day": day})
    forget_proofs(service)
    path = f"/v1/settlements/{DAYS[0]}/proof"
    assert refused(service.get(service.auditor, path)) == (404, "day_not_proven")
    assert service.books()["findings"] == []
    service.clock.advance(days=1)

    service.done(service.operator, "/v1/settlements", {"day": DAYS[2]})

    proofs = [proof(service, day)["proof"] for day in DAYS]
    assert [one["number"] for one in proofs] == [1, 2, 3]
    assert [one["made_at"] > one["closed_at"] for one in proofs] == [True, True, False]
    assert [one["line_count"] for one in proofs] == [3, 5, 2]
    assert service.books()["findings"] == []


def test_a_day_closed_after_a_later_one_has_a_proof_of_no_lines(service: Service) -> None:
    service.full_wallet(300)
    service.clock.advance(days=2)

    for day in (DAYS[1], DAYS[0]):
        service.done(service.operator, "/v1/settlements", {"day": day})

    late = proof(service, DAYS[0])["proof"]
    assert (late["number"], late["line_count"], late["after_seq"]) == (2, 0, late["last_seq"])
    assert service.books()["findings"] == []
