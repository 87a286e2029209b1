"""The blocks of the guides work as printed, one after the other, against a real server."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from socket import create_server

import pytest

import service
from tests.waiting import PATIENCE_S

GUIDES = Path(service.__file__).parent.parent / "docs"
TOLD = {
    "api.md": (
        "Pay before",
        '"results":[{"status":201,',
        "1 entered, 0 refused",
        '"redeemed_at":',
        *('"state":"reversed"', '"kind":"hold"'),
        *('"cashed_in_at":', '"fee":{"amount":100,', '"code":"code_used"'),
        '"kind":"float_withdrawal"',
        '"certified_by":"Trustpass, office of Xinyang"',
        '"state":"released"',
        '"refunded":{"amount":1750,',
        '"code":"cash_not_exact"',
        '"became":"paid"',
        *('"stands":{"state":"lost"', '"state":"refunded"', "made good in full"),
        '"disabled_because":"owner"',
        '"+86*******8000"',
        "没有这个邮件号",
        "已退订",
        *('"reply":"已入账25.00元', '"reply":"您的钱包余额'),
        *("Rice: Xixian 2.60 yuan/kg (01-31); Gushi 2.50", "Arroz: Gushi 2.50 yuanes/kg"),
        "变价将通知您",
        '"is_sound":true',
        '"day_still_open"',
        '"difference_count":0',
        '"kind":"extra"',
    ),
    "testing.md": (
        *('"base_path":"/worlds/', '"what":"draft.cancellation_ends"', '"worlds_max":256'),
        *("no answer", "attempt 1 failed", '"struck":1', '"draft_expired"'),
        *("the outlet is offline", '"code":"number_or_password_wrong"', '"is_replayed":false'),
        *("it has expired", '"is_answer_dropped":true', '{"requests":[]}'),
        *('"failed":2', '"alphabet":"UCS-2","parts":1', "no connection: Connection refused"),
    ),
}


def free_port() -> int:
    with create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@pytest.mark.proof
@pytest.mark.parametrize("guide", TOLD)
def test_a_guide_works_as_printed(guide: str, tmp_path: Path) -> None:
    text = (GUIDES / guide).read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    assert len(blocks) >= 6
    script = "\n".join(blocks).replace("8765", str(free_port()))
    command = tmp_path / "bin" / "wanghuiyi"
    command.parent.mkdir()
    start = f'#!/bin/sh\nexec "{sys.executable}" -c "from sim.cli import main; main()" "$@"\n'
    command.write_text(start, encoding="utf-8")
    command.chmod(0o755)

    with (tmp_path / "said.txt").open("w+", encoding="utf-8") as said:
        with subprocess.Popen(
            ["sh", "-eu", "-c", script],
            cwd=tmp_path,
            env=os.environ | {"PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}"},
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as shell:
            try:
                shell.wait(timeout=2 * PATIENCE_S)
            finally:
                os.killpg(shell.pid, signal.SIGTERM)
        said.seek(0)
        reported = said.read()

    assert shell.returncode == 0, reported
    assert [part for part in TOLD[guide] if part not in reported] == []
