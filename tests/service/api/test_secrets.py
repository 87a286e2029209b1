"""Secrets: nowhere in the clear, and nothing that tells a known number from an unknown one."""

import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, inspect, text

from tests.service.api.stories import GOOD, STORIES
from tests.service.api.stories.numbers import WRONG_PASSWORD, nobodys_numbers
from tests.service.api.stories.wallets import PHONE
from tests.service.servers import IDENTITY, MORNING_MS, PASSWORD, PROVIDER, Service, refused

TRY = Callable[[Service, str, str], Any]


def redeem(service: Service, number: str, password: str) -> Any:  # noqa: ANN401 - a response
    """Try a number at the provider's."""
    body = {"number": number, "password": password, "wallet_id": wallet_of(service)}
    return service.post(service.provider, "/v1/redemptions", body)


def cash(service: Service, number: str, password: str) -> Any:  # noqa: ANN401 - a response
    """Try a number at a counter."""
    body = {"number": number, "password": password}
    return service.post(service.outlet, "/v1/cash-outs", body)


def wallet_of(service: Service) -> str:
    """Return the one wallet, opened at first use."""
    with service.database.reading() as connection:
        found = connection.execute(text("SELECT wallet_id FROM wallet")).scalar()
    return str(found) if found else service.wallet()


def dump(service: Service) -> str:
    """Return all rows of all tables as text, with bytes also as they stand."""
    written: list[str] = []
    with service.database.reading() as connection:
        for table in inspect(connection).get_table_names():
            query = text(f'SELECT * FROM "{table}"')  # noqa: S608 - a table of ours
            for row in connection.execute(query):
                for value in row:
                    is_bytes = isinstance(value, bytes | memoryview)
                    written.append(bytes(value).decode("latin-1") if is_bytes else str(value))
                    written.append(bytes(value).hex() if is_bytes else "")
    return "\n".join(written)


@contextmanager
def costs(service: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Write down each statement and each slow hash."""
    spent: list[str] = []
    scrypt = hashlib.scrypt

    def counted(*args: Any, **options: Any) -> bytes:  # noqa: ANN401 - as in what it stands for
        spent.append("scrypt")
        return scrypt(*args, **options)

    def noted(*args: Any) -> None:  # noqa: ANN401 - what SQLAlchemy hands over
        spent.append(str(args[2]).split()[0])

    engine = service.database.engine
    event.listen(engine, "before_cursor_execute", noted)
    with monkeypatch.context() as patched:
        patched.setattr(hashlib, "scrypt", counted)
        yield spent
    event.remove(engine, "before_cursor_execute", noted)


@pytest.fixture(params=[redeem, cash], ids=["redeem", "cash out"])
def attempt(request: pytest.FixtureRequest) -> TRY:
    """Try a number in one of both ways."""
    tried: TRY = request.param
    return tried


def test_no_secret_stands_in_the_database_or_in_a_log_in_the_clear(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("sqlalchemy").setLevel(logging.WARNING)
    sent: list[str] = []
    ask = service.ask

    def asked(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - as in what it stands for
        response = ask(*args, **options)
        sent.append(response.text)
        return response

    service.ask = asked  # type: ignore[method-assign]  # to hear what is answered
    for name, request in GOOD.items():
        if "{key_id}" not in name and "GET /v1/settlements" not in name:  # these need a fresh start
            service.clock.at_ms = MORNING_MS
            request(service).send(service)
    for (_, code), story in STORIES.items():
        # After these a key is blocked, and no item numbers are left; days are closed only once.
        if code not in {
            *("too_many_wrong_tries", "item_numbers_exhausted", "day_not_proven", "line_not_of_day")
        }:
            service.clock.at_ms = MORNING_MS
            story(service)

    numbers = {one for answer in sent for one in _texts(answer, "number") if answer.startswith("{")}
    keys = {one for answer in sent for one in _texts(answer, "key") if one.startswith("whk_")}
    codes = {one for answer in sent for one in _texts(answer, "code") if one[0].isdigit()}
    assert len(codes) > 5
    of_webhooks = {one for answer in sent for one in _texts(answer, "secret")}
    assert len(of_webhooks) > 5
    secrets = {number.replace(" ", "") for number in numbers} | numbers | {IDENTITY}
    secrets |= codes | {code.replace(" ", "") for code in codes}
    secrets |= of_webhooks | {PHONE, PHONE[4:]}
    secrets |= {key.split("_")[2] for key in {*keys, *service._keys.values()}}  # noqa: SLF001 - its own test asks
    assert len(secrets) > 50
    # Six digits can stand by chance in a moment or a hash, so a password is looked for as a word.
    logged = "\n".join(json.dumps(vars(one), default=repr) for one in caplog.records)
    for place in (dump(service), logged, repr(service.context)):
        assert [one for one in secrets if one in place] == []
        assert f'"{PASSWORD}"' not in place
        assert f"'{PASSWORD}'" not in place
    assert logged.count('"answered"') > 100


def _texts(answer: str, name: str) -> list[str]:
    found = json.loads(answer).get(name) if answer.startswith("{") else None
    return [found] if isinstance(found, str) else []


def test_printed_values_hide_their_secrets(service: Service) -> None:
    draft = GOOD["POST /v1/redemptions"](service)
    assert isinstance(draft.body, dict)

    shown = repr(service.context) + repr(service.app.extensions["wanghuiyi"].authenticator)

    assert bytes(range(32)).hex() not in shown
    assert repr(bytes(range(32))) not in shown
    assert service.provider.split("_")[2] not in shown


def test_an_unknown_number_is_answered_as_a_wrong_password_at_the_same_cost(
    service: Service, monkeypatch: pytest.MonkeyPatch, attempt: TRY
) -> None:
    known, unknown = service.deposit()["number"], next(nobodys_numbers())
    assert wallet_of(service)
    assert service.key("provider", PROVIDER)

    for _ in range(7):
        answers, spent = [], []
        for number in (known, unknown):
            with costs(service, monkeypatch) as costs_of_one:
                answer = attempt(service, number, WRONG_PASSWORD)
            answers.append((answer.status_code, answer.data))
            spent.append(costs_of_one)

        assert answers[0] == answers[1]
        assert sorted(spent[0]) == sorted(_as_if_known(spent[1]))
        assert spent[0].count("scrypt") == 1

    assert refused(attempt(service, known, WRONG_PASSWORD)) == (423, "draft_locked")


def _as_if_known(spent: list[str]) -> list[str]:
    """The tries of an unknown number are inserted, those of a draft updated."""
    changed = list(spent)
    if changed.count("INSERT") > 1 and "UPDATE" not in changed:
        changed[changed.index("INSERT")] = "UPDATE"
    return changed


def test_a_draft_that_has_ended_is_no_different_to_who_does_not_know_its_password(
    service: Service, attempt: TRY
) -> None:
    ended, unknown = service.deposit()["number"], next(nobodys_numbers())
    assert service.redeem(ended, service.wallet()).status_code == 201

    for _ in range(6):
        first, second = (attempt(service, one, WRONG_PASSWORD) for one in (ended, unknown))
        assert (first.status_code, first.data) == (second.status_code, second.data)


def test_a_lock_hides_whether_the_password_was_right(
    service: Service, monkeypatch: pytest.MonkeyPatch, attempt: TRY
) -> None:
    number = service.deposit()["number"]
    assert wallet_of(service)
    for _ in range(5):
        assert refused(attempt(service, number, WRONG_PASSWORD))[1] == "number_or_password_wrong"

    with costs(service, monkeypatch) as of_right:
        right = attempt(service, number, PASSWORD)
    with costs(service, monkeypatch) as of_wrong:
        wrong = attempt(service, number, WRONG_PASSWORD)

    assert (right.status_code, right.data) == (wrong.status_code, wrong.data)
    assert refused(right) == (423, "draft_locked")
    assert of_right == of_wrong


def test_a_lock_lasts_a_day_and_five_more_tries_follow(service: Service, attempt: TRY) -> None:
    number = service.deposit()["number"]
    for _ in range(5):
        attempt(service, number, WRONG_PASSWORD)

    service.clock.advance(days=1, ms=-1)
    assert refused(attempt(service, number, PASSWORD)) == (423, "draft_locked")
    service.clock.advance(ms=1)
    for _ in range(4):
        attempt(service, number, WRONG_PASSWORD)
    assert attempt(service, number, PASSWORD).status_code == 201


def test_a_key_through_which_too_much_is_guessed_is_blocked_for_the_hour_and_logged(
    service: Service, caplog: pytest.LogCaptureFixture, attempt: TRY
) -> None:
    service.wrong_tries_an_hour = 3
    known, numbers = service.deposit()["number"], nobodys_numbers()
    service.restart()
    for _ in range(3):
        assert attempt(service, next(numbers), PASSWORD).status_code == 403

    blocked = attempt(service, known, PASSWORD)

    assert refused(blocked) == (429, "too_many_wrong_tries")
    assert blocked.headers["Retry-After"] == "600"
    alarms = [one for one in caplog.records if one.message.startswith("alarm")]
    assert [one.message for one in alarms] == ["alarm: key blocked for guessing"]
    service.clock.advance(ms=3_600_000)
    assert attempt(service, known, PASSWORD).status_code == 201


def test_guessing_through_many_keys_sounds_an_alarm_for_all(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    service.wrong_tries_an_hour = 2
    numbers = nobodys_numbers()

    for place in range(20):
        key = service.key("outlet", f"outlet {place}")
        body = {"number": next(numbers), "password": PASSWORD}
        service.post(key, "/v1/cash-outs", body)

    messages = [one.message for one in caplog.records if one.message.startswith("alarm")]
    assert messages == ["alarm: guessing through many keys"]
