"""Machine code is kept where it can be, and never outlives the source it was made from."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numba
import pytest

from sim import kernel
from sim.kernel import compiling
from sim.kernel.produce import produce
from sim.kernel.run import go_on, start
from sim.plan import make_plan
from sim.theory.bare import bare_county, bare_scenario

CALLED_BY_PYTHON_ONLY = {
    "__init__.py",
    "world.py",
    "halls.py",
    "agencies.py",
    "records.py",
    "compiling.py",
}


def twice(number: int) -> int:
    return 2 * number


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    compiling.machine_code_folder.cache_clear()
    yield
    compiling.machine_code_folder.cache_clear()


def test_every_module_whose_constants_go_into_the_machine_code_is_hashed() -> None:
    hashed = {str(path) for path in compiling.SOURCES}

    for path in sorted(compiling.HERE.glob("*.py")):
        if path.name in CALLED_BY_PYTHON_ONLY:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim."):
                assert node.module
                spec = find_spec(node.module)
                assert spec
                assert spec.origin in hashed, f"{path.name} imports {node.module}"


def test_a_place_that_cannot_be_written_gives_way_to_the_users_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_file = tmp_path / "file"
    a_file.touch()
    monkeypatch.setattr(compiling, "HERE", a_file)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    folder = compiling.machine_code_folder()

    assert folder
    assert folder.parent == tmp_path / "cache"


def test_a_place_of_the_users_own_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))

    folder = compiling.machine_code_folder()

    assert folder
    assert folder.parent == tmp_path
    assert not compiling.is_on_disk()


def test_nowhere_to_write_means_compiling_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_file = tmp_path / "file"
    a_file.touch()
    monkeypatch.setattr(compiling, "HERE", a_file)
    monkeypatch.setenv("XDG_CACHE_HOME", str(a_file))

    assert compiling.machine_code_folder() is None
    assert not compiling.is_on_disk()
    assert compiling.called_from_python(twice)(21) == 42


@pytest.mark.parametrize("ending", ["nbi", "nbc"])
def test_machine_code_that_is_damaged_on_disk_is_compiled_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(compiling, "LOOP", f"{Path(__file__).stem}.twice")
    compiling.compile_for(compiling.called_from_python(twice), 21)
    (damaged,) = tmp_path.rglob(f"*.{ending}")
    damaged.write_bytes(b"garbage\n")

    again = compiling.called_from_python(twice)
    compiling.compile_for(again, 21)

    assert again(21) == 42
    (mended,) = tmp_path.rglob(f"*.{ending}")
    assert mended.read_bytes() != b"garbage\n"


def test_what_is_compiled_beforehand_is_what_a_run_uses() -> None:
    plan = make_plan(bare_scenario(1.0, 1), bare_county(1, 1, 10))

    kernel.compile_engine()
    kernel.simulate(plan, 0)

    for function in (start, go_on, produce):
        dispatcher: Any = function
        assert len(dispatcher.signatures) == 1


def test_the_command_line_does_without_numba_until_it_is_used() -> None:
    code = "import sys, sim.cli, sim.running.experiment; sys.exit('numba' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], check=False, env=dict(os.environ))

    assert done.returncode == 0
