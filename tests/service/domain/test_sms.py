"""How texts are carried, and how phones are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.sms import Parts, masked, parts_of

# Every letter of the basic table of GSM 03.38, as 3GPP TS 23.038 prints it, row after row.
BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", Parts("GSM-7", 1)),
        ("a" * 160, Parts("GSM-7", 1)),
        ("a" * 161, Parts("GSM-7", 2)),
        ("a" * 306, Parts("GSM-7", 2)),
        ("a" * 307, Parts("GSM-7", 3)),
        ("€" * 80, Parts("GSM-7", 1)),
        ("€" * 81, Parts("GSM-7", 2)),
        ("a" * 152 + "€" + "a" * 152, Parts("GSM-7", 3)),  # the euro is never cut: 152, 154, rest
        ("a" * 151 + "€" + "a" * 153, Parts("GSM-7", 2)),
        ("汇" * 70, Parts("UCS-2", 1)),
        ("汇" * 71, Parts("UCS-2", 2)),
        ("汇" * 134, Parts("UCS-2", 2)),
        ("汇" * 135, Parts("UCS-2", 3)),
        ("a" * 69 + "á", Parts("UCS-2", 1)),
        ("a" * 70 + "á", Parts("UCS-2", 2)),
        ("𝕒" * 35, Parts("UCS-2", 1)),
        ("𝕒" * 36, Parts("UCS-2", 2)),
        ("a" * 66 + "𝕒" + "a" * 66, Parts("UCS-2", 3)),  # a pair of surrogates is never cut
    ],
)
def test_a_text_has_so_many_parts(text: str, parts: Parts) -> None:
    assert parts_of(text) == parts


def test_the_alphabet_is_that_of_the_standard() -> None:
    assert len(BASIC) == 127  # and the escape
    assert {parts_of(one).alphabet for one in BASIC + "^{}\\[~]|€\f"} == {"GSM-7"}
    assert {parts_of(one).alphabet for one in "áíóúÁç`\t汇—…’"} == {"UCS-2"}


@given(st.text(max_size=700))
def test_what_is_carried_fits_and_one_part_less_would_not_do(text: str) -> None:
    parts = parts_of(text)
    one, each = (160, 153) if parts.alphabet == "GSM-7" else (70, 67)
    size = (
        sum(2 if one in "^{}\\[~]|€\f" else 1 for one in text)
        if parts.alphabet == "GSM-7"
        else len(text.encode("utf-16-le", "surrogatepass")) // 2
    )

    assert size <= (one if parts.count == 1 else each * parts.count)
    # A part may end one place early, where a character of two would be cut.
    assert parts.count == 1 or size > max(one, (each - 1) * (parts.count - 1))


@given(st.from_regex(r"^\+[1-9][0-9]{6,14}$", fullmatch=True))
def test_a_masked_phone_shows_three_signs_and_four_digits(phone: str) -> None:
    shown = masked(phone)

    assert len(shown) == len(phone)
    assert shown[:3] + shown[-4:] == phone[:3] + phone[-4:]
    assert set(shown[3:-4]) <= {"*"}
