"""`wanghuiyi tour`: one command, and the story is there in a browser, until Ctrl-C."""

import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from tests.service.processes import COMMAND, wanghuiyi
from tests.waiting import PATIENCE_S, wait_for


@contextmanager
def toured(folder: Path, *options: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """Start the command in a folder, in which its own temporary folder is, too."""
    process = subprocess.Popen(
        [*COMMAND, "tour", *options],
        cwd=folder,
        env={"PATH": f"{folder}:/usr/bin:/bin", "TMPDIR": str(folder), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE_S)


def printed_url(process: subprocess.Popen[str]) -> str:
    """Return the address that the command prints when the page is there."""
    assert process.stdout
    return process.stdout.readline().strip()


def page(url: str, *, is_clicked: bool = False) -> str:
    """Return a page, or the one to which its click leads."""
    asked = Request(url, data=b"" if is_clicked else None)  # noqa: S310 - our own server
    with urlopen(asked, timeout=PATIENCE_S) as answer:  # noqa: S310 - as above
        content: str = answer.read().decode()
    return content


def test_the_story_is_there_until_ctrl_c_and_nothing_is_left(tmp_path: Path) -> None:
    with toured(tmp_path, "--no-browser") as process:
        url = printed_url(process)
        first, walked = page(url), page(f"{url}/1", is_clicked=True)
        process.send_signal(signal.SIGINT)
        exit_code = process.wait(PATIENCE_S)

    assert "in seven clicks" in first
    assert "Chapter 1 of 7" in walked
    assert exit_code == 0
    assert list(tmp_path.iterdir()) == []


def test_it_opens_in_the_browser_of_the_machine(tmp_path: Path) -> None:
    opener, opened = tmp_path / "xdg-open", tmp_path / "opened"
    opener.write_text(f'#!/bin/sh\necho "$1" > {opened}.part && mv {opened}.part {opened}\n')
    opener.chmod(0o755)

    with toured(tmp_path) as process:
        url = printed_url(process)
        wait_for(opened.exists)

    assert opened.read_text() == f"{url}\n"


def test_a_port_that_is_taken_is_said_at_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = wanghuiyi("tour", "--no-browser", "--port", str(port), folder=tmp_path)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert f"127.0.0.1:{port} cannot be listened at" in ended.stderr


def test_the_same_clicks_get_the_same_number_each_time(tmp_path: Path) -> None:
    numbers = []
    for place in range(2):
        folder = tmp_path / str(place)
        folder.mkdir()
        with toured(folder, "--no-browser") as process:
            url = printed_url(process)
            page(f"{url}/1", is_clicked=True)
            receipt = page(f"{url}/2", is_clicked=True)
            numbers.append(receipt.partition('<p class="number">')[2].partition("<")[0])

    assert numbers[0] == numbers[1]
    assert len(numbers[0]) == len("2007 0101 0000 5726")
