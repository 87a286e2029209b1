"""The committed reference run is repeated byte for byte, by each engine and one worker or two."""

import hashlib
import json
import shlex
from pathlib import Path

import pytest

import sim
from tests.end_to_end.command_line import wanghuiyi

REFERENCE = Path(sim.__file__).parent.parent / "results" / "reference"


@pytest.mark.parametrize(
    "means",
    [
        pytest.param("--workers=1 --engine=simpy", marks=pytest.mark.proof),
        "--workers=2 --engine=compiled",
    ],
)
def test_the_reference_run_gives_the_committed_bytes(means: str, tmp_path: Path) -> None:
    manifest = json.loads((REFERENCE / "manifest.json").read_text(encoding="utf-8"))
    _, *arguments = shlex.split(manifest["command"])

    done = wanghuiyi(*arguments, *means.split(), folder=tmp_path)

    assert done.returncode == 0, done.stderr
    repeated = tmp_path / "results" / "reference"
    assert len(manifest["outputs_sha256"]) == 9
    for name, digest in manifest["outputs_sha256"].items():
        committed = (REFERENCE / name).read_bytes()
        assert hashlib.sha256(committed).hexdigest() == digest
        assert (repeated / name).read_bytes() == committed, name
