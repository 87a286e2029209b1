"""REDEEM and BALANCE from a phone: the rules of a redemption over HTTP, in words."""

import logging

import pytest

from tests.service.api.phones import OTHER_PHONE, PHONE, Network
from tests.service.api.stories.numbers import WRONG_PASSWORD, nobodys_numbers
from tests.service.api.stories.story import freeze
from tests.service.api.test_secrets import costs
from tests.service.servers import PASSWORD, Service, taken

HOUR_MS = 3_600_000
CREDITED = "175.00 yuan credited. Your balance is 175.00 yuan."
WRONG = (
    "Not credited: number or password is wrong. Compare the receipt and text again. "
    "5 wrong tries lock it for a day."
)
LOCKED = "Not credited: locked for a day after wrong tries. Text again tomorrow."
GUESSING = "Not credited: too many wrong tries from this phone. Text again in an hour."
ENDED = "Not credited: this receipt was used before. Text BALANCE to see your wallet."
LIMIT = "Not credited: your wallet takes no more today. Text again tomorrow."


@pytest.fixture
def network(service: Service) -> Network:
    return Network(service)


def test_a_number_and_its_password_credit_the_phones_wallet(network: Network) -> None:
    number = network.service.deposit()["number"]

    reply = network.redeem(number)

    assert reply == CREDITED
    assert network.balance_fen == 17_500
    assert network.reply("BALANCE") == "Your balance is 175.00 yuan."
    assert network.service.books()["is_sound"]


@pytest.mark.parametrize(
    ("language", "text", "reply"),
    [
        ("zh", "充值{number} 密码{password}", "已入账175.00元，余额175.00元。"),
        ("es", "canjear {number} {password}", "Abono de 175.00 yuanes. Su saldo es de 175.00 "),
    ],
)
def test_the_reply_is_in_the_language_of_the_contact(
    service: Service, language: str, text: str, reply: str
) -> None:
    network = Network(service, language=language)
    number = service.deposit()["number"]

    assert network.reply(text.format(number=number, password=PASSWORD)).startswith(reply)


def test_a_text_that_is_delivered_twice_is_credited_once_and_answered_alike(
    network: Network,
) -> None:
    text = f"REDEEM {network.service.deposit()['number']} {PASSWORD}"

    first, second = (network.send(text, message_id="sms-1234") for _ in range(2))
    under_another_id = network.reply(text)

    assert taken(first)["reply"] == CREDITED
    assert second.data == first.data
    assert under_another_id == ENDED
    assert network.balance_fen == 17_500


def test_the_owner_is_notified_as_after_a_redemption_over_http(network: Network) -> None:
    network.redeem(network.service.deposit()["number"])

    with network.service.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT kind, wallet_id FROM event").all()
    assert [tuple(row) for row in rows] == [("wallet.credited", network.wallet_id)]


def test_who_wants_no_notifications_is_answered_all_the_same(network: Network) -> None:
    network.reply("STOP")

    assert network.redeem(network.service.deposit()["number"]) == CREDITED


def test_the_limit_of_a_day_holds_by_text_and_over_http_together(service: Service) -> None:
    network = Network(service, tier="plain")
    first, second = (service.deposit()["number"] for _ in range(2))
    assert service.redeem(first, network.wallet_id).status_code == 201

    assert network.redeem(second) == LIMIT
    service.clock.advance(days=1)

    assert network.redeem(second).startswith("175.00 yuan credited.")


def test_a_frozen_wallet_takes_nothing_and_says_its_balance(network: Network) -> None:
    freeze(network.service, network.wallet_id)

    reply = network.redeem(network.service.deposit()["number"])

    assert reply == "Not credited: your wallet is frozen. Ask its provider."
    assert network.reply("BALANCE") == "Your balance is 0.00 yuan."


def test_an_expired_draft_goes_back_to_who_paid_it_in(network: Network) -> None:
    number = network.service.deposit()["number"]
    network.service.clock.advance(days=61)

    assert network.redeem(number).startswith("Not credited: it has expired.")


def test_a_phone_of_no_wallet_or_of_several_gets_nothing(network: Network) -> None:
    number = network.service.deposit()["number"]

    nobodys = network.redeem(number, phone=OTHER_PHONE)
    network.wallet(PHONE, network.service.key("provider", "tenpay"))
    several = network.redeem(number), network.reply("BALANCE")

    assert nobodys.startswith("此手机未绑定钱包")
    assert several == ("Several wallets have this phone. Use your provider's own page.",) * 2
    assert network.service.redeem(number, network.wallet_id).status_code == 201


def test_what_cannot_be_a_number_and_a_password_is_told_how_to_and_not_counted(
    network: Network,
) -> None:
    how_to = "Text REDEEM, then the 16 digits of the number and the 6 of the password."

    assert {network.reply(f"REDEEM {text}") for text in ("", "2007", "1" * 23)} == {how_to}
    assert network.redeem("2007010100005727") == WRONG  # its check digit shows it
    assert network.service.count("wrong_tries") == 0


def test_five_wrong_passwords_lock_a_draft_for_whoever_has_it(network: Network) -> None:
    number = network.service.deposit()["number"]

    tries = [network.redeem(number, WRONG_PASSWORD) for _ in range(5)]
    over_http = network.service.redeem(number, network.wallet_id)
    network.service.clock.advance(ms=HOUR_MS)

    assert tries == [WRONG] * 5
    assert over_http.status_code == 423
    assert network.redeem(number) == LOCKED


def test_wrong_tries_over_http_and_by_text_lock_a_draft_together(network: Network) -> None:
    number = network.service.deposit()["number"]
    for _ in range(4):
        network.service.redeem(number, network.wallet_id, WRONG_PASSWORD)

    assert [network.redeem(number, WRONG_PASSWORD), network.redeem(number)] == [WRONG, LOCKED]


def test_a_phone_that_guesses_is_blocked_for_the_hour_and_no_other_nor_the_network(
    network: Network, caplog: pytest.LogCaptureFixture
) -> None:
    number, numbers = network.service.deposit()["number"], nobodys_numbers()
    network.service.wrong_tries_an_hour = 3  # of a key
    network.service.restart()
    network.wallet(OTHER_PHONE)
    tries = [network.redeem(next(numbers)) for _ in range(5)]

    blocked = network.redeem(number)
    other = network.redeem(network.service.deposit()["number"], phone=OTHER_PHONE)
    network.service.clock.advance(ms=HOUR_MS)

    assert tries == [WRONG] * 5
    assert blocked == GUESSING
    assert other == CREDITED
    assert network.redeem(number) == CREDITED
    warnings = [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert [one.message for one in warnings] == ["phone blocked for guessing"]
    assert PHONE[1:] not in str(vars(warnings[0]))


def test_guessing_through_many_phones_sounds_the_alarm_of_all_keys(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    service.wrong_tries_an_hour = 2
    network, numbers = Network(service), nobodys_numbers()
    phones = [f"+86138001380{place:02}" for place in range(4)]
    for phone in phones[1:]:
        network.wallet(phone)

    for phone in phones:
        for _ in range(5):
            network.redeem(next(numbers), phone=phone)

    assert "alarm: guessing through many keys" in [one.message for one in caplog.records]


def test_a_block_in_a_future_hour_does_not_hold_now(network: Network) -> None:
    numbers = nobodys_numbers()
    network.service.clock.advance(days=365)
    for _ in range(5):
        network.redeem(next(numbers))
    network.service.clock.advance(days=-365)

    assert network.redeem(network.service.deposit()["number"]) == CREDITED


def test_an_unknown_number_is_answered_as_a_wrong_password_at_the_same_cost(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, unknown = network.service.deposit()["number"], next(nobodys_numbers())
    assert network.reply("BALANCE")

    for _ in range(7):
        network.service.clock.advance(ms=HOUR_MS)
        replies, spent = [], []
        for number in (known, unknown):
            with costs(network.service, monkeypatch) as costs_of_one:
                replies.append(network.redeem(number, WRONG_PASSWORD))
            spent.append(costs_of_one)

        assert replies[0] == replies[1]
        assert spent[0].count("scrypt") == spent[1].count("scrypt") == 1
        assert len(spent[0]) == len(spent[1])

    assert network.redeem(known) == LOCKED


def test_after_twelve_texts_in_an_hour_money_still_comes_without_a_reply(
    network: Network,
) -> None:
    for _ in range(12):
        network.reply("BALANCE")

    answer = taken(network.send(f"REDEEM {network.service.deposit()['number']} {PASSWORD}"))

    assert answer == {"reply": None, "parts": 0}
    assert network.balance_fen == 17_500
