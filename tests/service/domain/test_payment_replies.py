"""The replies to texts about money: one part each, in the language's own alphabet."""

import pytest

from service.domain.payment_replies import payment_reply
from service.domain.sms import Parts, parts_of
from service.domain.wording import LANGUAGES
from service.money import AMOUNT_MAX_FEN

EVERY = (
    *("credited", "balance", "how_to_redeem", "wrong", "locked", "guessing", "ended"),
    *("expired", "daily_limit", "frozen", "no_wallet", "several_wallets"),
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", EVERY)
def test_every_reply_is_one_part_whatever_the_amounts(what: str, language: str) -> None:
    reply = payment_reply(what, language, amount_fen=AMOUNT_MAX_FEN, balance_fen=AMOUNT_MAX_FEN)

    assert parts_of(reply) == Parts("UCS-2" if language == "zh" else "GSM-7", 1)
    assert "{" not in reply


def test_amounts_are_said_in_yuan() -> None:
    said = [
        payment_reply("credited", language, amount_fen=17_505, balance_fen=100_000)
        for language in LANGUAGES
    ]

    assert said == [
        "已入账175.05元，余额1000.00元。",
        "175.05 yuan credited. Your balance is 1000.00 yuan.",
        "Abono de 175.05 yuanes. Su saldo es de 1000.00 yuanes.",
    ]
