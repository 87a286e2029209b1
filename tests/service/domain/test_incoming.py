"""What people text, and what they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.incoming import Wish, language_for, wish_of


@pytest.mark.parametrize(
    ("text", "wish", "number"),
    [
        ("T", Wish.NO_MORE_TEXTS, ""),
        ("td", Wish.NO_MORE_TEXTS, ""),
        (" Stop! ", Wish.NO_MORE_TEXTS, ""),
        ("baja", Wish.NO_MORE_TEXTS, ""),
        ("退订", Wish.NO_MORE_TEXTS, ""),
        ("ＳＴＯＰ", Wish.NO_MORE_TEXTS, ""),
        ("回复TD", Wish.NO_MORE_TEXTS, ""),
        ("TD退订", Wish.NO_MORE_TEXTS, ""),
        ("STOP\n--\nSent from my phone", Wish.NO_MORE_TEXTS, ""),
        ("Start\r\nLi", Wish.TEXTS_AGAIN, ""),
        ("STOPALL", Wish.NO_MORE_TEXTS, ""),
        ("Stop all", Wish.NO_MORE_TEXTS, ""),
        ("unsubscribe", Wish.NO_MORE_TEXTS, ""),
        ("Cancel", Wish.NO_MORE_TEXTS, ""),
        ("END", Wish.NO_MORE_TEXTS, ""),
        ("quit.", Wish.NO_MORE_TEXTS, ""),
        ("revoke", Wish.NO_MORE_TEXTS, ""),
        ("opt-out", Wish.NO_MORE_TEXTS, ""),
        ("取消", Wish.NO_MORE_TEXTS, ""),
        ("cancelar", Wish.NO_MORE_TEXTS, ""),
        ("unstop", Wish.TEXTS_AGAIN, ""),
        ("START", Wish.TEXTS_AGAIN, ""),
        ("alta.", Wish.TEXTS_AGAIN, ""),
        ("dy", Wish.TEXTS_AGAIN, ""),
        ("EE471108151FR", Wish.WHERE_IS_IT, "EE471108151FR"),
        ("ee 471 108 151 fr", Wish.WHERE_IS_IT, "EE471108151FR"),
        ("ＥＥ４７１１０８１５１ＦＲ", Wish.WHERE_IS_IT, "EE471108151FR"),
        ("EE-471108151-FR", Wish.WHERE_IS_IT, "EE471108151FR"),
        ("stop sending me this", Wish.NOTHING_KNOWN, ""),
        ("EE47110815FR", Wish.NOTHING_KNOWN, ""),
        ("where is it?", Wish.NOTHING_KNOWN, ""),
        ("", Wish.NOTHING_KNOWN, ""),
        ("٤٧١١٠٨١٥١١٢٣٤", Wish.NOTHING_KNOWN, ""),
    ],
)
def test_a_text_means(text: str, wish: Wish, number: str) -> None:
    assert wish_of(text) == (wish, number)


@given(st.text())
def test_any_text_means_something(text: str) -> None:
    wish, number = wish_of(text)

    assert (wish is Wish.WHERE_IS_IT) == (len(number) == 13)


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
def test_a_phone_that_nobody_told_of_has_its_countrys_language(phone: str, language: str) -> None:
    assert language_for(phone) == language
