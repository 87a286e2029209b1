"""Comparing: what is not the same people is said."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli.runs import compare
from tests.sim.runs import SCENARIO, small_file


@pytest.mark.parametrize(("warm_up_days", "times"), [(1, 1), (0, 0)])
def test_another_warm_up_measures_other_people_and_is_said(
    warm_up_days: int, times: int, tmp_path: Path
) -> None:
    short = SCENARIO.replace("days = 12", "days = 2")
    one = small_file(tmp_path)
    one.write_text(short, encoding="utf-8")
    other = tmp_path / "other.toml"
    longer = short.replace('"small"', '"other"').replace(
        "[run]\n", f"[run]\nwarm_up_days = {warm_up_days}\n"
    )
    other.write_text(longer, encoding="utf-8")
    out = f"--out={tmp_path / 'results'}"

    done = CliRunner().invoke(compare, [str(one), str(other), out, "--no-plots", "--workers=1"])

    assert done.exit_code == 0, done.output
    assert " ".join(done.output.split()).count("not the same people") == times
