"""Logs of tickets: columns by name, moments as they are written, and every bad row reported."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sim.diary import NONE, Purpose
from sim.files.findings import FileErrors
from sim.files.tickets import TicketFormat, read_tickets
from sim.study.fit.tickets import TicketFate, TicketLog

MINUTE = 60_000
DAY = "2007-11-05"


def written(folder: Path, *lines: str) -> Path:
    """Write a log of these lines."""
    path = folder / "tickets.csv"
    path.write_text("\n".join((*lines, "")), encoding="utf-8")
    return path


def read(folder: Path, *lines: str, form: TicketFormat | None = None) -> TicketLog:
    """Return a log that has no bad row."""
    log, bad = read_tickets(written(folder, *lines), form or TicketFormat())
    assert bad == []
    return log


def fates(log: TicketLog) -> list[str]:
    """Return what came of each ticket."""
    return [TicketFate(one).name for one in log.fate]


def test_a_ticket_has_its_wait_its_service_and_its_fate(tmp_path: Path) -> None:
    log = read(
        tmp_path,
        "outlet,issued,called,ended,no_show,counters,purpose",
        f"a,{DAY} 08:30,{DAY} 08:31,{DAY} 08:35,no,2,deposit",
        f"b,{DAY}T08:40:00,{DAY}T08:45:30,,yes,1,Pick-up",
        f"a,{DAY} 8:50,,,,,stamps",
    )

    assert log.outlets == ("a", "b")
    assert log.outlet.tolist() == [0, 1, 0]
    assert (log.issued_ms // MINUTE % 1440).tolist() == [510, 520, 530]
    assert log.wait_ms.tolist() == [MINUTE, 330_000, NONE]
    assert log.service_ms.tolist() == [4 * MINUTE, NONE, NONE]
    assert fates(log) == ["SERVED", "NO_SHOW", "NOT_CALLED"]
    assert log.counters.tolist() == [2, 1, NONE]
    assert log.purpose.tolist() == [Purpose.DEPOSIT, Purpose.PICK_UP, Purpose.OTHER]
    assert any("stamps (1)" in remark for remark in log.remarks)


def test_columns_are_named_by_the_user_and_a_date_is_joined_to_its_time(tmp_path: Path) -> None:
    form = TicketFormat({"issued": ("Day", "In"), "called": ("Day", "Up")})

    log = read(tmp_path, "Day,In,Up,note", f"{DAY},8:30,8:34:30,x", form=form)

    assert log.wait_ms.tolist() == [270_000]
    assert log.remarks[0] == "columns that nothing reads: note"


def test_names_of_queue_monitor_are_known(tmp_path: Path) -> None:
    log = read(tmp_path, "officeName,serviceName,issued_at", f"Head office,deposit,{DAY}T08:30")

    assert log.outlets == ("Head office",)
    assert log.purpose.tolist() == [Purpose.DEPOSIT]


def test_states_of_a_line_are_refused_with_what_they_lack(tmp_path: Path) -> None:
    path = written(tmp_path, "officeName,lastTicketIssued,ticketServed", "Head office,12,9")

    with pytest.raises(FileErrors, match="states of a line, as in FIWARE's QueueMonitor"):
        read_tickets(path, TicketFormat())


@pytest.mark.parametrize(("second", "said"), [("30", 1), ("00", 0)])
def test_tickets_that_stand_there_twice_count_and_are_remarked_on(
    tmp_path: Path, second: str, said: int
) -> None:
    row = f"{DAY}T08:30:{second},{DAY}T08:31:{second},{DAY}T08:35:{second}"

    log = read(tmp_path, "issued,called,ended", row, row, f"{DAY}T08:30:{second},,")

    assert log.count == 3
    assert sum("1 tickets have the outlet" in one for one in log.remarks) == said


def test_zones_are_kept_as_written_or_moved_to_that_of_the_outlets(tmp_path: Path) -> None:
    lines = ("issued,called", f"{DAY}T00:30:00Z,{DAY}T08:33:00+08:00")

    as_written = read(tmp_path, *lines)
    moved = read(tmp_path, *lines, form=TicketFormat(zone=ZoneInfo("Asia/Shanghai")))

    assert as_written.wait_ms.tolist() == moved.wait_ms.tolist() == [3 * MINUTE]
    assert (as_written.issued_ms // MINUTE % 1440).tolist() == [30]
    assert (moved.issued_ms // MINUTE % 1440).tolist() == [510]


def test_a_call_without_an_end_is_served_only_if_the_log_says_who_did_not_come(
    tmp_path: Path,
) -> None:
    row = f"{DAY} 08:30,{DAY} 08:31"

    assert fates(read(tmp_path, "issued,called,no_show", f"{row},no")) == ["SERVED"]
    unknown = read(tmp_path, "issued,called,ended", f"{row},")
    assert fates(unknown) == ["END_UNKNOWN"]
    assert any("whether anybody came is not known" in one for one in unknown.remarks)
    assert fates(read(tmp_path, "issued,left", row)) == ["LEFT"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (f"05/11/2007 08:30,{DAY} 08:31,,,", 'issued: "05/11/2007 08:30", and must be a date'),
        (f"{DAY},{DAY} 08:31,,,", "issued: "),
        (",,,,", "issued: empty"),
        ("1824-01-01 08:30,,,,", "issued: "),
        (f"{DAY} 08:30,{DAY} 08:29,,,", "called: before issued"),
        (f"{DAY} 08:30,2007-11-07 08:29,,,", "called: more than a day after issued"),
        (f"{DAY} 08:30,{DAY} 08:31,{DAY} 08:30,,", "ended: before called"),
        (f"{DAY} 08:30,,{DAY} 08:30,,", "ended: there, and called is not"),
        (f"{DAY} 08:30,{DAY} 08:31Z,,,", "called: has a zone, and issued has no"),
        (f"{DAY} 08:30,{DAY} 08:31,,perhaps,", 'no_show: "perhaps", and must be yes or no'),
        (f"{DAY} 08:30,,,yes,", "no_show: yes, and called is empty"),
        (f"{DAY} 08:30,,,,two", 'counters: "two", and must be a whole number'),
    ],
)
def test_a_row_that_cannot_be_used_is_reported_and_left_out(
    tmp_path: Path, row: str, said: str
) -> None:
    good = f"{DAY} 08:30,{DAY} 08:31,{DAY} 08:32,no,1"
    if said.startswith("called: has a zone"):
        said = "called: has a zone, and issued has none"
    path = written(tmp_path, "issued,called,ended,no_show,counters", good, row, good)

    log, bad = read_tickets(path, TicketFormat())

    assert log.count == 2
    assert log.rows_read == 3
    assert [one.line for one in bad] == [3]
    assert said in str(bad[0])
    assert sum(log.rows_left_out.values()) == 1


def test_a_log_without_a_moment_of_issue_is_refused_with_what_there_is(tmp_path: Path) -> None:
    path = written(tmp_path, "IssuedOn,called", f"{DAY} 08:30,")

    with pytest.raises(FileErrors, match=r"--column issued=NAME") as refused:
        read_tickets(path, TicketFormat())
    assert "did you mean IssuedOn?" in str(refused.value)
    with pytest.raises(FileErrors, match='no column "Issue"'):
        read_tickets(path, TicketFormat({"issued": ("Issue",)}))


def test_a_log_without_any_good_row_is_refused_with_its_rows(tmp_path: Path) -> None:
    with pytest.raises(FileErrors, match=r"tickets.csv:2:1: issued: "):
        read_tickets(written(tmp_path, "issued", "soon"), TicketFormat())
    with pytest.raises(FileErrors, match="has no row that can be used"):
        read_tickets(written(tmp_path, "issued"), TicketFormat())


def test_a_log_over_more_days_than_a_run_may_have_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "issued", "1990-01-01 09:00", "2007-01-01 09:00")

    with pytest.raises(FileErrors, match="more than 3,660 days"):
        read_tickets(path, TicketFormat())
