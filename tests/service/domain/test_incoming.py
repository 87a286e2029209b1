"""What people text, and what they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.incoming import Intent, intent_of, language_for

SECRETS = "2007010100005726081208"


@pytest.mark.parametrize(
    ("text", "wish", "number"),
    [
        ("T", Intent.NO_MORE_TEXTS, ""),
        ("td", Intent.NO_MORE_TEXTS, ""),
        (" Stop! ", Intent.NO_MORE_TEXTS, ""),
        ("baja", Intent.NO_MORE_TEXTS, ""),
        ("退订", Intent.NO_MORE_TEXTS, ""),
        ("ＳＴＯＰ", Intent.NO_MORE_TEXTS, ""),
        ("回复TD", Intent.NO_MORE_TEXTS, ""),
        ("TD退订", Intent.NO_MORE_TEXTS, ""),
        ("STOP\n--\nSent from my phone", Intent.NO_MORE_TEXTS, ""),
        ("Start\r\nLi", Intent.TEXTS_AGAIN, ""),
        ("STOPALL", Intent.NO_MORE_TEXTS, ""),
        ("Stop all", Intent.NO_MORE_TEXTS, ""),
        ("unsubscribe", Intent.NO_MORE_TEXTS, ""),
        ("Cancel", Intent.NO_MORE_TEXTS, ""),
        ("END", Intent.NO_MORE_TEXTS, ""),
        ("quit.", Intent.NO_MORE_TEXTS, ""),
        ("revoke", Intent.NO_MORE_TEXTS, ""),
        ("opt-out", Intent.NO_MORE_TEXTS, ""),
        ("取消", Intent.NO_MORE_TEXTS, ""),
        ("cancelar", Intent.NO_MORE_TEXTS, ""),
        ("unstop", Intent.TEXTS_AGAIN, ""),
        ("START", Intent.TEXTS_AGAIN, ""),
        ("alta.", Intent.TEXTS_AGAIN, ""),
        ("dy", Intent.TEXTS_AGAIN, ""),
        ("EE471108151FR", Intent.WHERE_IS_IT, "EE471108151FR"),
        ("ee 471 108 151 fr", Intent.WHERE_IS_IT, "EE471108151FR"),
        ("ＥＥ４７１１０８１５１ＦＲ", Intent.WHERE_IS_IT, "EE471108151FR"),
        ("EE-471108151-FR", Intent.WHERE_IS_IT, "EE471108151FR"),
        ("REDEEM 2007010100005726 081208", Intent.REDEEM, SECRETS),
        ("redeem 2007 0101 0000 5726 08 12 08", Intent.REDEEM, SECRETS),
        ("Redeem: 2007-0101-0000-5726, PIN 081208.", Intent.REDEEM, SECRETS),
        ("充值２００７０１０１００００５７２６　０８１２０８", Intent.REDEEM, SECRETS),
        ("兑现 2007010100005726 密码081208", Intent.REDEEM, SECRETS),
        ("canjear\n2007 0101 0000 5726\n081208", Intent.REDEEM, SECRETS),
        ("Cobrar 2007010100005726#081208", Intent.REDEEM, SECRETS),
        ("REDEEM 2007010100005726 081208\n--\nLi, tel. 13800138000", Intent.REDEEM, SECRETS),
        ("REDEEM", Intent.REDEEM, ""),
        ("REDEEM 2007010100005726", Intent.REDEEM, ""),
        ("REDEEM 2007010100005726 0812085", Intent.REDEEM, ""),
        ("REDEEM 200701010000572 081208\n13800138000", Intent.REDEEM, ""),
        ("REDEEM ٢٠٠٧٠١٠١٠٠٠٠٥٧٢٦ 081208", Intent.REDEEM, ""),
        ("2007010100005726 081208", Intent.NOTHING_KNOWN, ""),
        ("balance", Intent.BALANCE, ""),
        ("Balance?\nLi", Intent.BALANCE, ""),
        ("余额", Intent.BALANCE, ""),
        ("查询 余额", Intent.BALANCE, ""),
        ("Saldo", Intent.BALANCE, ""),
        ("PRICE RICE", Intent.PRICE, "RICE"),
        ("price: rice Gushi on\nLi", Intent.PRICE, ": rice Gushi on"),
        ("价格大米", Intent.PRICE, "大米"),
        ("ＰＲＥＣＩＯＳ　arroz", Intent.PRICE, "arroz"),
        ("PRICE TEA GUSHI", Intent.PRICE, "TEA GUSHI"),  # thirteen letters
        ("行情", Intent.PRICE, ""),
        ("what is my balance?", Intent.NOTHING_KNOWN, ""),
        ("stop sending me this", Intent.NOTHING_KNOWN, ""),
        ("EE47110815FR", Intent.NOTHING_KNOWN, ""),
        ("where is it?", Intent.NOTHING_KNOWN, ""),
        ("", Intent.NOTHING_KNOWN, ""),
        ("٤٧١١٠٨١٥١١٢٣٤", Intent.NOTHING_KNOWN, ""),
    ],
)
def test_a_text_means(text: str, wish: Intent, number: str) -> None:
    assert intent_of(text) == (wish, number)


@given(st.text())
def test_any_text_means_something(text: str) -> None:
    wish, number = intent_of(text)

    assert (wish is Intent.WHERE_IS_IT) == (len(number) == 13)
    assert wish is Intent.PRICE or len(number) in {0, 13, 22}


@pytest.mark.parametrize(
    ("phone", "language"),
    [
        ("+8613800138000", "zh"),
        ("+85298765432", "zh"),
        ("+525512345678", "es"),
        ("+34600123456", "es"),
        ("+5491123456789", "es"),
        ("+12025550123", "en"),
        ("+5511987654321", "en"),  # Brazil
    ],
)
def test_a_phone_that_nobody_registered_has_its_countrys_language(
    phone: str, language: str
) -> None:
    assert language_for(phone) == language
