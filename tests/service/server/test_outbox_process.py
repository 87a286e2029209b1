"""Workers that deliver as operators meet them: beside a server, alone, and for a developer."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from service.client import Client
from service.transport import Post, PostAnswered, post, signed_headers
from tests.service.processes import COMMAND, key_of, messages_in, serving, sqlite_in, wanghuiyi
from tests.service.receivers import Receiver, receiving
from tests.waiting import PATIENCE_S, wait_for

IDENTITY = "11010519491231002X"
PASSWORD = "081208"  # noqa: S105 - of a test
PHONE = "+8613800138000"
LOCAL = ("--workers", "1", "--log-level", "warning", "--local-webhooks")


def credit(url: str, keys: dict[str, str], receiver: Receiver | None = None) -> str:
    """Credit a draft to a new wallet whose provider hears at a receiver; return the wallet."""
    with Client(url, keys["provider"]) as provider, Client(url, keys["outlet"]) as outlet:
        if receiver and not provider.webhooks():
            provider.make_webhook(receiver.url)
        wallet = provider.open_wallet().wallet_id
        provider.set_contact(wallet, PHONE, "en")
        draft = outlet.deposit(17_500, password=PASSWORD, identity=IDENTITY)
        provider.redeem(draft.number, PASSWORD, wallet)
    return wallet


def keys_in(folder: Path) -> dict[str, str]:
    return {role: key_of(role, role, sqlite_in(folder)) for role in ("provider", "outlet")}


def delivering_child(server: subprocess.Popen[bytes]) -> int:
    tasks = Path(f"/proc/{server.pid}/task")
    if not tasks.exists():
        pytest.skip("only Linux tells who the workers are")
    # A child is that of the thread that started it.
    texts = [file.read_text(encoding="ascii") for file in tasks.glob("*/children")]
    for one in " ".join(texts).split():
        if Path(f"/proc/{one}/comm").read_text(encoding="utf-8") == "delivering\n":
            return int(one)
    return 0


def test_a_server_delivers_and_whoever_does_it_is_replaced_when_it_dies(tmp_path: Path) -> None:
    keys = keys_in(tmp_path)
    texts = ("--sms-gateway", f"file:{tmp_path / 'texts.jsonl'}")
    with receiving() as receiver, serving(tmp_path, *LOCAL, *texts) as server:
        wait_for(lambda: delivering_child(server.process) > 0)
        os.kill(delivering_child(server.process), signal.SIGKILL)

        credit(server.url, keys, receiver)
        wait_for(lambda: len(receiver.received) == 1 and (tmp_path / "texts.jsonl").exists())

        assert server.stop() == 0
        logged = server.logged()
    assert logged.count("has ended, and is started anew") == 1
    (text,) = (tmp_path / "texts.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(text)["text"] == "175.00 yuan credited to your wallet. STOP to end"
    assert PHONE not in logged


def test_whoever_delivers_does_not_outlive_a_server_that_is_killed(tmp_path: Path) -> None:
    with serving(tmp_path, *LOCAL) as server:
        wait_for(lambda: delivering_child(server.process) > 0)
        child = delivering_child(server.process)
        server.stop(signal.SIGKILL)

        wait_for(lambda: not Path(f"/proc/{child}/cmdline").exists())


def test_a_worker_of_its_own_delivers_what_a_server_does_not(tmp_path: Path) -> None:
    keys = keys_in(tmp_path)
    with receiving() as receiver, serving(tmp_path, *LOCAL, "--no-deliver") as server:
        credit(server.url, keys, receiver)
        worker = subprocess.Popen(
            [*COMMAND, "deliver", "--local-webhooks"], cwd=tmp_path, stderr=subprocess.PIPE
        )
        wait_for(lambda: len(receiver.received) == 1)
        worker.terminate()
        _, logged = worker.communicate(timeout=PATIENCE_S)

    assert worker.returncode == 0
    assert logged.decode().splitlines()[0] == "delivering"
    assert "message delivered" in messages_in(logged.decode())


def test_a_developer_listens_and_the_webhook_is_gone_afterwards(tmp_path: Path) -> None:
    keys = keys_in(tmp_path)
    with receiving() as receiver, serving(tmp_path, *LOCAL) as server:
        listening = subprocess.Popen(
            [*COMMAND, "listen", "--json", "--count", "2", "--forward", receiver.url],
            env=os.environ | {"WANGHUIYI_SERVER": server.url, "WANGHUIYI_KEY": keys["provider"]},
            stdout=subprocess.PIPE,
            text=True,
        )
        with Client(server.url, keys["provider"]) as provider:
            wait_for(lambda: len(provider.webhooks()) == 1)
        wallets = [credit(server.url, keys) for _ in range(2)]
        said, _ = listening.communicate(timeout=PATIENCE_S)
        with Client(server.url, keys["provider"]) as provider:
            assert provider.webhooks() == []

    lines = [json.loads(line) for line in said.splitlines()]
    assert {line["event"]["data"]["wallet_id"] for line in lines} == set(wallets)
    assert {(line["is_proven"], line["is_repeated"], line["passed_on"]) for line in lines} == {
        (True, False, "status 200")
    }
    assert {one.message_id for one in receiver.received} == {line["message_id"] for line in lines}
    assert listening.returncode == 0


@pytest.mark.parametrize("with_signal", [signal.SIGINT, signal.SIGTERM])
def test_what_is_not_proven_is_reported_and_ends_with_1_at_ctrl_c(
    tmp_path: Path, with_signal: int
) -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - of a test
    listening = subprocess.Popen(
        [*COMMAND, "listen"],
        env=os.environ | {"WANGHUIYI_WEBHOOK_SECRET": secret},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert listening.stderr
    port = int(listening.stderr.readline().split(":")[2].split("/")[0])
    forged = signed_headers("msg_1", int(time.time()), b"{}", [bytes(32)])
    answered = post(Post("http://a/", forged, b"{}"), lambda _: ("127.0.0.1", port))
    listening.send_signal(with_signal)
    said, _ = listening.communicate(timeout=PATIENCE_S)

    assert answered == PostAnswered(401)
    assert said == (
        "NOT PROVEN  msg_1: no signature is valid: "
        "check whether the secret is that of this webhook\n"
    )
    assert listening.returncode == 1


def test_a_gateway_without_a_secret_and_webhooks_into_the_house_are_unsafe(tmp_path: Path) -> None:
    done = wanghuiyi(
        "serve",
        *("--port", "0", "--host", "0.0.0.0", "--local-webhooks"),  # noqa: S104 - it is refused
        *("--sms-gateway", "https://carrier.example/sms"),
        folder=tmp_path,
    )

    assert done.returncode == 2
    first, second = done.stderr.splitlines()
    assert "--local-webhooks is on for 0.0.0.0" in first
    assert "set WANGHUIYI_SMS_SECRET" in second
