"""What a command is given never leads to another address than the command's own."""

from pathlib import Path

import click
import pytest

from service.client import AddressError, Client
from service.client.retrying import ApiRequest, RetryingClient
from tests.service.cli.every_command import Words, command, commands_that_ask, fitting_arguments
from tests.service.cli.test_printing import exit_code

ID = "x1"
HOSTILE = ("", " ", ".", "..", "../../x", "/")


def in_address(path: Words, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Return the arguments of a command that stand in its address, each with its place."""
    asked: list[str] = []

    def noted(_line: RetryingClient, request: ApiRequest) -> None:
        asked.append(request.path)
        raise KeyboardInterrupt

    words = fitting_arguments(path, folder)
    monkeypatch.setattr(RetryingClient, "send", noted)
    with pytest.raises(click.Abort):
        exit_code(*words)
    names = [str(one.name) for one in command(path).params if isinstance(one, click.Argument)]
    places = range(len(path), len(path) + len(names))
    return [
        (name, place)
        for name, place in zip(names, places, strict=True)
        if place < len(words) and words[place] == ID and ID in asked[-1].split("/")
    ]


@pytest.mark.parametrize("path", commands_that_ask(), ids=" ".join)
def test_an_argument_that_is_no_part_of_an_address_is_named_and_nothing_is_asked(
    path: Words, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WANGHUIYI_PASSWORD", "081208")
    monkeypatch.setenv("WANGHUIYI_IDENTITY", "11010519491231002X")
    found = in_address(path, tmp_path, monkeypatch)
    asked: list[ApiRequest] = []
    monkeypatch.setattr(RetryingClient, "send", lambda _, request: asked.append(request))
    capsys.readouterr()

    for name, place in found[:1]:  # the first is whose address it is
        words = fitting_arguments(path, tmp_path)
        for value in HOSTILE:
            words[place] = value
            code = exit_code(*words)
            assert (code, asked) == (2, [])
            what = "a key" if path == ("answers",) else "one name"
            assert capsys.readouterr().err.startswith(f"{name} is {value!r}, and is {what}")


def test_what_is_an_id_in_an_address_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert in_address(("keys", "rotate"), tmp_path, monkeypatch) == [("key_id", 2)]
    assert in_address(("parcel", "track"), tmp_path, monkeypatch) == [("item_number", 2)]
    assert in_address(("parcel", "accept"), tmp_path, monkeypatch) == []


def test_a_value_with_all_else_in_it_is_one_part_of_the_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def noted(_line: RetryingClient, request: ApiRequest) -> None:
        asked.append(request.path)
        raise KeyboardInterrupt

    monkeypatch.setattr(RetryingClient, "send", noted)
    with Client("http://127.0.0.1:9") as client, pytest.raises(KeyboardInterrupt):
        client.wallet("a?b#c%2F d")

    assert asked == ["/v1/wallets/a%3Fb%23c%252F%20d"]


def test_the_client_refuses_it_too() -> None:
    with Client("http://127.0.0.1:9") as client, pytest.raises(AddressError, match="wallet_id is"):
        client.wallet("..")
