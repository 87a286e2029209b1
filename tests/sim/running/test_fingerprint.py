"""The fingerprint: all that the bytes of a shard hang on is in it."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from grimp import build_graph

from sim.running import fingerprint as module
from sim.running.fingerprint import LIBRARIES, ROOT, fingerprint, sources


def needed() -> set[str]:
    """Return the modules, and the libraries, that a shard is made by."""
    graph = build_graph("sim", "service", include_external_packages=True)
    return {"sim.running.shard", *graph.find_upstream_modules("sim.running.shard")}


def test_every_module_and_library_that_a_shard_is_made_by_is_in_it() -> None:
    hashed = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in sources()
    }
    libraries = {name.replace("-py", "").replace("-", "_") for name in LIBRARIES}

    found = needed()

    assert {"sim.kernel.run", "service.domain.tariff", "numba"} <= found
    assert found - hashed - libraries - sys.stdlib_module_names == set()


def test_what_only_reads_results_is_not_in_it() -> None:
    hashed = {path.relative_to(ROOT / "sim") for path in sources() if "sim" in path.parts}

    assert {path.parts[0] for path in hashed}.isdisjoint({"cli", "files", "plots", "tables.py"})
    assert Path("running/experiment.py") in hashed
    assert Path("running/cluster.py") not in hashed


def test_another_process_has_the_same() -> None:
    code = "from sim.running.fingerprint import fingerprint; print(fingerprint())"

    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )

    assert shown.stdout.strip() == str(fingerprint())


@pytest.mark.parametrize("what", ["code", "numpy", "arithmetic"])
def test_another_code_library_or_arithmetic_has_another(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dict(fingerprint())
    monkeypatch.setattr(module, "version", lambda name: "0" if name == what else before[name])
    if what == "code":
        monkeypatch.setattr(module, "sources", lambda: sources()[1:])
    if what == "arithmetic":
        monkeypatch.setattr(np, "log1p", lambda shares: -shares)

    changed = fingerprint.__wrapped__()

    assert {name for name in before if changed[name] != before[name]} == {what}
