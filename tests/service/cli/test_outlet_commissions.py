"""The commands of what an outlet earns: the tariff, what is shown of it, and the payout."""

from pathlib import Path

from tests.service.cli.desk import new_desk

VARIABLE = "WANGHUIYI_OUTLET_TARIFF"


def test_an_outlet_sees_and_takes_what_closed_days_have_earned(tmp_path: Path) -> None:
    desk = new_desk(tmp_path)
    desk.deposit("175")
    # A day that is over; what was entered since the closing before is counted, whenever it was.
    settled = desk.call("operator", "settle", "yesterday", **{VARIABLE: "standard"})
    assert settled.exit_code == 0, settled.stderr

    shown = desk.printed("outlet", "outlet", "show")
    foretold = desk.printed("outlet", "outlet", "payout", "Gushi 1", "0.40", "--dry-run")
    paid = desk.printed("outlet", "outlet", "payout", "Gushi 1", "0.40")
    over = desk.call("operator", "outlet", "payout", "Gushi 1", "0.05", "--source", "bank")
    rest = desk.printed("operator", "outlet", "payout", "Gushi 1", "0.04", "--source", "bank")

    assert "0.44 CNY" in shown
    assert "post:outlet_commission:Gushi 1" in foretold
    assert "0.04 CNY" in paid
    assert (over.exit_code, "4 is earned and not paid yet" in over.stderr) == (1, True)
    assert "0.00 CNY" in rest
    assert desk.printed("operator", "check-books").endswith("sound")


def test_a_tariff_that_nobody_knows_is_named(tmp_path: Path) -> None:
    desk = new_desk(tmp_path)

    wrong = desk.call("operator", "settle", "yesterday", **{VARIABLE: "golden"})

    assert wrong.exit_code == 2
    assert f"{VARIABLE} is 'golden', and is one of none, standard" in wrong.stderr
