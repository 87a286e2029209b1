"""Scenarios at random, with every parameter at its extremes: refused in words, or lived alike.

A failure names its seed and shows the scenario. The same test of that seed, chosen by its number
in brackets, repeats it; so does `wanghuiyi verify` with the file.
"""

from pathlib import Path

import pytest
from click.testing import CliRunner

from sim import kernel
from sim.cli import commands
from tests.proofs.drawn import drawn, outlets, toml
from tests.proofs.lengths import chosen, note
from tests.proofs.scenarios import TookTooLong, limited, prove

pytestmark = pytest.mark.proof

SEEDS = range(chosen(usual=60, long=500))
LARGE_SEEDS = range(chosen(usual=30, long=200))
FINE, WRONG = 0, 2


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """Compile the engine before any scenario's time runs."""
    kernel.compile_engine()


@pytest.mark.parametrize("seed", SEEDS)
def test_any_scenario_is_refused_in_words_or_lived_alike_by_both_engines(
    seed: int, tmp_path: Path
) -> None:
    try:
        with limited():
            note(f"seed {seed}: {prove(seed, tmp_path)}")
    except (Exception, TookTooLong) as error:
        told = (tmp_path / "drawn.toml").read_text(encoding="utf-8")
        people = (tmp_path / "outlets.csv").read_text(encoding="utf-8")
        error.add_note(f"seed {seed}, drawn.toml:\n{told}\noutlets.csv:\n{people}")
        raise


@pytest.mark.parametrize("seed", LARGE_SEEDS)
def test_any_scenario_of_any_size_is_judged_in_a_moment(seed: int, tmp_path: Path) -> None:
    text = toml(drawn(seed, of_any_size=True))
    (tmp_path / "drawn.toml").write_text(text, encoding="utf-8")
    (tmp_path / "outlets.csv").write_text(outlets(seed), encoding="utf-8")

    with limited():
        done = CliRunner().invoke(commands, ["validate", str(tmp_path / "drawn.toml")])

    assert done.exit_code in {FINE, WRONG}, f"seed {seed}: {done.exception!r}\n{text}"
    assert (done.stdout == f"{tmp_path / 'drawn.toml'}: fine\n") == (done.exit_code == FINE)
    assert done.stderr or done.exit_code == FINE
