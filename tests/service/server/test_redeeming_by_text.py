"""A number and its password that are texted stand nowhere afterwards, on a real test server."""

import re
from pathlib import Path

import pytest

from service.client import Client, Refused
from service.client.retrying import ApiRequest
from service.domain.remittance import formatted
from tests.service.processes import Server, key_of, messages_in, serving, sqlite_in

PHONE = "+8613800138000"
PASSWORD, WRONG = "730519", "291846"  # of drafts that are not real
PLACES = ("log", "database", "requests", "answers")


def test_number_and_password_stand_in_no_log_file_or_record(tmp_path: Path) -> None:
    options = ("--workers", "1", "--test-clock", "2026-11-24T02:30:00Z")
    with serving(tmp_path, *options) as server:
        numbers, replies = story(server, sqlite_in(tmp_path))
        with Client(server.url) as client:
            recorded = client.connection.send(ApiRequest("GET", "/test/requests")).content
        server.stop()
        logged = server.logged()

    files = [one for one in tmp_path.iterdir() if one.name.startswith("wanghuiyi.db")]
    places = {
        "log": logged.encode(),
        "database": b"".join(one.read_bytes() for one in files),
        "requests": recorded,
        "answers": "\n".join(replies).encode(),
    }
    secrets = {*numbers, *(number.replace(" ", "") for number in numbers), PASSWORD, WRONG}
    for place in PLACES:
        found = {one for one in secrets if stands(one, places[place])}
        assert found == set(), place
    # What is looked through is what was to be looked through.
    assert replies[-2:] == [
        "175.00 yuan credited. Your balance is 175.00 yuan.",
        "Your balance is 175.00 yuan.",
    ]
    assert messages_in(logged).count("answered") > 8
    assert recorded.count(b'"/v1/texts"') == len(replies) + 1
    assert b"wallet.credited" in places["database"]


def story(server: Server, url: str) -> tuple[list[str], list[str]]:
    """Mistype, guess, redeem twice and ask; return the numbers and all replies."""
    clients = {
        role: Client(server.url, key_of(role, f"a {role}", url))
        for role in ("outlet", "provider", "carrier")
    }
    wallet = clients["provider"].open_wallet("certificate").wallet_id
    clients["provider"].set_contact(wallet, PHONE, "en")
    identity = "11010519491231002X"
    number = clients["outlet"].deposit(17_500, password=PASSWORD, identity=identity).number
    unknown = formatted("2007010100005726")
    texts = (
        f"REDEEM {number}",
        f"REDEEM {number} {WRONG}",
        f"REDEEM {unknown} {PASSWORD}",
        f"please redeem {number} {PASSWORD}",
        f"redeem {number.replace(' ', '-')}\n{PASSWORD}\n--\nLi",
        "BALANCE",
    )
    replies = [str(clients["carrier"].receive_text(PHONE, one).reply) for one in texts]
    with pytest.raises(Refused, match="480"):  # a text that is too long is refused
        clients["carrier"].receive_text(PHONE, f"REDEEM {number} {PASSWORD}" + "." * 480)
    for client in clients.values():
        client.close()
    return [number, unknown], replies


def stands(secret: str, place: bytes) -> bool:
    """Tell whether a secret stands in a place, and not within a longer number or a hash."""
    return re.search(rb"(?<![0-9a-f])" + secret.encode() + rb"(?![0-9a-f])", place) is not None
