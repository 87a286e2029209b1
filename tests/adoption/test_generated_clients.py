"""Clients that generators make of the contract tell the story of the document to a real server."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.service.processes import COMMAND, serving

pytestmark = pytest.mark.proof
HERE = Path(__file__).parent / "generated"
PATIENCE_S = 300


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [*map(str, command)],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    """Write the contract to a file, as a developer does."""
    file = tmp_path / "contract.json"
    file.write_text(run(*COMMAND, "contract", "show", cwd=tmp_path), encoding="utf-8")
    return file


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Serve in test mode, and name a file with keys and wallets."""
    options = ("--test-clock", "2026-11-24T02:30:00Z", "--seed", "1")
    with serving(tmp_path, "--database", f"sqlite:///{tmp_path}/test.db", *options) as served:
        request = Request(  # noqa: S310 - our own server
            f"{served.url}/test/seed",
            b"{}",
            {"Content-Type": "application/json"},
            method="POST",
        )
        seed = tmp_path / "seed.json"
        with urlopen(request) as answer:  # noqa: S310 - our own server
            seed.write_bytes(answer.read())
        yield served.url, seed
        with urlopen(f"{served.url}/test/requests") as answer:  # noqa: S310 - our own server
            assert json.load(answer)["requests"], "it was asked"


def test_a_generated_python_client_tells_the_story(
    tmp_path: Path, contract: Path, server: tuple[str, Path]
) -> None:
    generator = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    config = tmp_path / "config.yml"
    config.write_text("post_hooks: []\n", encoding="utf-8")
    made = tmp_path / "generated"
    said = run(
        *generator, "--path", contract, "--output-path", made, "--config", config, cwd=tmp_path
    )
    shutil.copy(HERE / "story.py", tmp_path / "story.py")
    operations = [file for file in (made / "api").glob("*/*.py") if file.stem != "__init__"]

    told = run(sys.executable, "story.py", *server, cwd=tmp_path)

    assert "WARNING" not in said.upper(), said
    assert len(operations) == len(_operations(contract))
    assert told.split() == [str(17_500 - _paid_fen(server))]


def test_a_generated_typescript_client_is_of_the_types_that_the_story_needs(
    tmp_path: Path, contract: Path, server: tuple[str, Path]
) -> None:
    npm = shutil.which("npm")
    if npm is None and not os.environ.get("CI"):
        pytest.skip("there is no npm here; CI has one")
    assert npm, "CI has npm"
    for file in HERE.iterdir():
        if file.is_file():
            shutil.copy(file, tmp_path / file.name)
    tools = tmp_path / "node_modules" / ".bin"
    run(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=tmp_path)
    run(tools / "openapi-typescript", contract, "-o", "contract.d.ts", cwd=tmp_path)
    run(tools / "tsc", cwd=tmp_path)

    told = run("node", "story.js", *server, cwd=tmp_path)

    assert told.split() == ["17500"]


def _operations(contract: Path) -> list[str]:
    paths = json.loads(contract.read_bytes())["paths"]
    return [method for item in paths.values() for method in item]


def _paid_fen(server: tuple[str, Path]) -> int:
    url, seed = server
    keys = json.loads(seed.read_bytes())
    shop = keys["shop_wallet"]["wallet_id"]
    request = Request(  # noqa: S310 - our own server
        f"{url}/v1/sellers/{shop}", headers={"Authorization": f"Bearer {keys['keys']['shop']}"}
    )
    with urlopen(request) as answer:  # noqa: S310 - our own server
        seller = json.load(answer)
    paid: int = seller["balance"]["amount"]
    return paid
