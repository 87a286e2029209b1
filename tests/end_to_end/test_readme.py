"""The README's commands work as printed."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import sim

README = Path(sim.__file__).parent.parent / "README.md"


def test_the_ten_minutes_work_as_printed(tmp_path: Path) -> None:
    text = README.read_text(encoding="utf-8")
    guided = text[text.index("## Ten minutes") : text.index("## What you can rely on")]
    script = "\n".join(re.findall(r"```sh\n(.*?)```", guided, re.DOTALL))
    assert script.count("wanghuiyi ") >= 6
    command = tmp_path / "bin" / "wanghuiyi"
    command.parent.mkdir()
    start = f'#!/bin/sh\nexec "{sys.executable}" -c "from sim.cli import main; main()" "$@"\n'
    command.write_text(start, encoding="utf-8")
    command.chmod(0o755)

    done = subprocess.run(
        ["sh", "-eu"],
        input=script,
        cwd=tmp_path,
        env=os.environ | {"PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "results").iterdir()} == {
        *("county", "no-overtime", "slow-town", "compare-county-second-counter-no-sms"),
    }
    slow = json.loads((tmp_path / "slow-town.json").read_text(encoding="utf-8"))
    assert slow["scenario"] == "slow-town"


def test_every_file_that_it_names_is_there() -> None:
    text = README.read_text(encoding="utf-8")

    named = re.findall(r"\]\(([^)#]+)\)", text)

    assert len(named) >= 4
    assert [name for name in named if not (README.parent / name).exists()] == []
