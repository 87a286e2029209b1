"""The programs in the guide that ask a server run as they are printed."""

import re
from pathlib import Path
from threading import Thread

import pytest
from werkzeug.serving import make_server

from service.call import Context
from service.testing import create_test_app
from service.vault import NO_SLOW_HASH, Vault
from service.web.app import Settings
from tests.service.testing.served import START_MS, books_in

GUIDE = (Path(__file__).parents[2] / "docs/testing.md").read_text(encoding="utf-8")
PROGRAMS = [one for one in re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL) if "8765" in one]


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_in_the_guide_runs(program: str, tmp_path: Path) -> None:
    context = Context(books_in(tmp_path), Vault(bytes(32), NO_SLOW_HASH))
    app = create_test_app(context, Settings(), START_MS, "1")
    listening = make_server("127.0.0.1", 0, app, threaded=True)
    Thread(target=listening.serve_forever, daemon=True).start()
    try:
        exec(program.replace("8765", str(listening.port)), {})  # noqa: S102 - it is our own
    finally:
        listening.shutdown()
        listening.server_close()
