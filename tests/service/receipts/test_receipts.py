"""The receipt: what it says, that nobody can change it, and how it looks on paper."""

import json
import re
import unicodedata
from base64 import urlsafe_b64encode
from dataclasses import asdict, replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from service.clock import rfc3339
from service.domain.remittance import remittance_number
from service.receipts import (
    KeySetError,
    Receipt,
    ReceiptError,
    ReceiptFormError,
    ReceiptSignatureError,
    UnknownKeyError,
    as_page,
    as_text,
    from_json,
    from_jwks,
    sign,
    to_json,
    to_jwks,
    verify,
)
from service.receipts.receipt import canonical_json

NUMBER = "2007010100005726"
DRAFT = "550e8400-e29b-41d4-a716-446655440000"
RECEIPT = Receipt(
    draft_id=DRAFT,
    number=NUMBER,
    amount_fen=123_450,
    fee_fen=617,
    currency="CNY",
    outlet="固始县 1",
    issued_at="2007-01-01T00:30:59.999Z",
    expires_at="2007-03-02T00:30:00.000Z",
)
PRIVATE_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC_KEYS = {"2007-1": PRIVATE_KEY.public_key()}
SIGNED = sign(RECEIPT, PRIVATE_KEY, "2007-1")
# From RFC 8037, appendix A.
JWK = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}

printable = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60)
moments = st.integers(0, 10**14).map(lambda ms: (rfc3339(ms), rfc3339(ms + 1)))


@st.composite
def receipts(draw: st.DrawFn) -> Receipt:
    """Draw any receipt that has its form."""
    issued_at, expires_at = draw(moments)
    return Receipt(
        draft_id=draw(printable),
        number=remittance_number(f"{draw(st.integers(0, 10**15 - 1)):015}"),
        amount_fen=draw(st.integers(1, 2**53 - 1)),
        fee_fen=draw(st.integers(0, 2**53 - 1)),
        currency="CNY",
        outlet=draw(printable),
        issued_at=issued_at,
        expires_at=expires_at,
    )


# The signature.


@given(receipts(), st.binary(min_size=32, max_size=32), st.text(min_size=1))
def test_a_signed_receipt_is_proved_wherever_it_travelled(
    receipt: Receipt, seed: bytes, key_id: str
) -> None:
    private_key = Ed25519PrivateKey.from_private_bytes(seed)
    key_set = json.dumps(to_jwks({key_id: private_key.public_key()}))

    signed = sign(receipt, private_key, key_id)

    assert verify(signed, from_jwks(json.loads(key_set))) == receipt


@given(receipts())
def test_a_signed_receipt_is_read_as_it_was_written(receipt: Receipt) -> None:
    signed = sign(receipt, PRIVATE_KEY, "2007-1")

    assert from_json(to_json(signed)) == signed
    assert from_json(json.dumps(asdict(signed), indent=2).encode()) == signed


@given(receipts(), st.data())
def test_a_signed_receipt_of_which_any_byte_was_changed_proves_nothing(
    receipt: Receipt, data: st.DataObject
) -> None:
    paper = to_json(sign(receipt, PRIVATE_KEY, "2007-1")).encode()
    place = data.draw(st.integers(0, len(paper) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != paper[place]))

    with pytest.raises(ReceiptError):
        verify(from_json(paper[:place] + bytes([byte]) + paper[place + 1 :]), PUBLIC_KEYS)


@pytest.mark.parametrize(
    "change",
    [
        {"draft_id": "d2"},
        {"number": remittance_number("200701010000573")},
        {"amount_fen": 123_451},
        {"fee_fen": 0},
        {"outlet": "固始县 2"},
        {"issued_at": "2007-01-01T00:30:59.998Z"},
        {"expires_at": "2007-03-03T00:30:00.000Z"},
    ],
)
def test_a_receipt_on_which_anything_was_changed_does_not_fit_its_signature(
    change: dict[str, Any],
) -> None:
    changed = replace(SIGNED, receipt=replace(RECEIPT, **change))

    with pytest.raises(ReceiptSignatureError, match="key '2007-1' does not fit: the receipt was"):
        verify(changed, PUBLIC_KEYS)


def test_a_receipt_that_another_key_signed_does_not_fit() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))

    with pytest.raises(ReceiptSignatureError):
        verify(sign(RECEIPT, other, "2007-1"), PUBLIC_KEYS)


def test_a_key_that_is_not_at_hand_is_named_and_shown_as_a_name_only() -> None:
    with pytest.raises(UnknownKeyError, match="the key '2006-9' is unknown: fetch the public"):
        verify(replace(SIGNED, key_id="2006-9"), PUBLIC_KEYS)
    with pytest.raises(UnknownKeyError, match=r"the key 'a\\n\\u56fax{37}' is unknown"):
        verify(replace(SIGNED, key_id="a\n固" + "x" * 1000), PUBLIC_KEYS)


@pytest.mark.parametrize(
    "signature",
    [
        "",
        SIGNED.signature[:-1],
        SIGNED.signature + "A",
        SIGNED.signature + "==",
        SIGNED.signature[:-1] + "h",  # the same bytes, but for four bits that nobody reads
        " " + SIGNED.signature,
        "固" * 86,
    ],
)
def test_a_signature_of_another_form_is_told_as_that(signature: str) -> None:
    with pytest.raises(ReceiptFormError, match="signature is not 64 bytes as base64url"):
        verify(replace(SIGNED, signature=signature), PUBLIC_KEYS)


def test_what_is_signed_is_the_receipt_in_its_one_way_of_writing() -> None:
    signed_bytes = (
        '{"amount_fen":123450,"currency":"CNY","draft_id":"550e8400-e29b-41d4-a716-446655440000",'
        '"expires_at":"2007-03-02T00:30:00.000Z","fee_fen":617,'
        '"issued_at":"2007-01-01T00:30:59.999Z","number":"2007010100005726","outlet":"固始县 1"}'
    ).encode()

    signature = urlsafe_b64encode(PRIVATE_KEY.sign(signed_bytes)).decode().rstrip("=")
    assert signature == SIGNED.signature


# The form.


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"draft_id": ""}, "draft_id is empty or cannot be printed"),
        ({"number": "2007 0101 0000 5726"}, "number is not a remittance number of 16 digits"),
        ({"number": "2007010100005725"}, "number is not a remittance number of 16 digits"),
        ({"amount_fen": 0}, "amount_fen is not 1 to 9007199254740991"),
        ({"amount_fen": 2**53}, "amount_fen is not 1 to 9007199254740991"),
        ({"amount_fen": True}, "amount_fen is not of type int"),
        ({"amount_fen": 5.0, "outlet": 5}, "amount_fen is not of type int; outlet is not of type"),
        ({"fee_fen": -1}, "fee_fen is neither 0 nor 1 to 9007199254740991"),
        ({"fee_fen": 2**53}, "fee_fen is neither 0 nor 1 to 9007199254740991"),
        ({"currency": "USD"}, "currency is not CNY"),
        ({"outlet": "固始\x1b[2J"}, "outlet is empty or cannot be printed"),
        ({"outlet": "\ud800"}, "outlet is empty or cannot be printed"),
        ({"issued_at": "2007-01-01T08:30:00+08:00"}, "issued_at is not a moment in UTC like"),
        ({"expires_at": "2007-03-02"}, "expires_at is not a moment in UTC like"),
        ({"expires_at": RECEIPT.issued_at}, "expires_at is not after issued_at"),
        ({"fee_fen": -1, "currency": ""}, "fee_fen is .*; currency is not CNY"),
    ],
)
def test_a_receipt_has_its_form_or_does_not_exist(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ReceiptFormError, match=message) as refused:
        replace(RECEIPT, **change)

    assert "2007010" not in str(refused.value)


def test_the_least_and_the_greatest_amounts_have_the_form() -> None:
    assert replace(RECEIPT, amount_fen=1, fee_fen=0).amount_fen == 1
    assert replace(RECEIPT, amount_fen=2**53 - 1).amount_fen == 2**53 - 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no JSON text"),
        (b"\xff", "no JSON text"),
        ("[" * 100_000, "no JSON text"),
        ("9" * 5_000, "no JSON text"),
        ('{"key_id":"a","key_id":"b"}', "has /key_id twice"),
        ("[]", "a signed receipt is an object of receipt, key_id, signature and nothing else"),
        ('{"receipt":{},"key_id":"a"}', "a signed receipt is an object of"),
        ('{"receipt":[],"key_id":"a","signature":""}', "a receipt is an object of draft_id"),
        (to_json(SIGNED).replace('"fee', '"more":1,"fee'), "a receipt is an object of draft_id"),
        (to_json(SIGNED).replace('"2007-1"', "2007"), "key_id or signature is not of type str"),
        (to_json(SIGNED).replace("123450", "123450.0"), "amount_fen is not of type int"),
        (to_json(SIGNED).replace("123450", "NaN"), "no JSON text"),
    ],
)
def test_a_text_that_is_no_signed_receipt_is_told_as_that(text: str | bytes, message: str) -> None:
    with pytest.raises(ReceiptFormError, match=message):
        from_json(text)


def test_the_number_is_not_in_the_repr_which_may_end_in_a_log() -> None:
    assert NUMBER not in repr(SIGNED)
    assert DRAFT in repr(SIGNED)


# The keys.


def test_the_key_set_is_the_one_of_the_standard() -> None:
    public_keys = from_jwks({"keys": [JWK | {"kid": "a"}]})

    assert to_jwks(public_keys) == {"keys": [JWK | {"kid": "a", "use": "sig"}]}


def test_keys_of_other_kinds_and_uses_are_passed_over() -> None:
    others = [{"kty": "RSA"}, JWK | {"crv": "X25519"}, JWK | {"use": "enc"}]

    assert from_jwks({"keys": others}) == {}


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (None, "this is not a JWK Set"),
        ({"keys": {}}, "this is not a JWK Set"),
        ({"keys": ["a"]}, r"keys\[0\] is not an object"),
        ({"keys": [JWK]}, r"keys\[0\] has no kid"),
        ({"keys": [JWK | {"kid": 5}]}, r"keys\[0\] has no kid"),
        ({"keys": [JWK | {"kid": "a"}] * 2}, r"keys\[1\] has the same kid as another key"),
        ({"keys": [JWK | {"kid": "a", "x": "AA"}]}, r"keys\[0\]\.x is not 32 bytes"),
        ({"keys": [JWK | {"kid": "a", "x": None}]}, r"keys\[0\]\.x is not 32 bytes"),
        ({"keys": [JWK | {"kid": "a", "d": "AA"}]}, r"keys\[0\] is a private key, which is now exposed"),
    ],
)
def test_a_key_set_that_is_wrong_is_told_as_that(document: object, message: str) -> None:
    with pytest.raises(KeySetError, match=message):
        from_jwks(document)


# The paper.


def test_the_text_says_what_was_paid_and_what_to_do() -> None:
    assert (
        as_text(RECEIPT)
        == """\
      wang huiyi: receipt for cash
----------------------------------------
Remittance number

          2007 0101 0000 5726

Amount       1234.50 yuan
Fee          6.17 yuan
Paid         1240.67 yuan
Outlet       固始县 1
Issued       2007-01-01 08:30 Beijing
Valid until  2007-03-02 08:30 Beijing
Draft
550e8400-e29b-41d4-a716-446655440000
----------------------------------------
WHAT TO DO
1. In your online wallet, choose to add
   money with wang huiyi.
2. Enter this number, and the password
   that you chose at the counter.
3. The money is in your wallet at once.
Or have it paid out in cash, with number
and password, at any outlet.

KEEP IT SAFE
Who has this number and the password has
the money: show them to nobody.
Never write the password on this paper.
Password forgotten, or the time over?
Bring this paper and your identity card
to an outlet.
----------------------------------------
"""
    )


def test_a_long_name_goes_on_in_the_next_line_a_chinese_character_taking_two_columns() -> None:
    text = as_text(replace(RECEIPT, outlet="固始县城关镇中原路邮政支局 1" + "固" * 8))

    assert "Outlet\n固始县城关镇中原路邮政支局 1固固固固固固\n固固\nIssued  " in text


@given(receipts())
def test_every_text_fits_the_printer(receipt: Receipt) -> None:
    lines = as_text(receipt).splitlines()

    columns = [sum(1 + (unicodedata.east_asian_width(c) in "FW") for c in line) for line in lines]
    assert max(columns) <= 40
    assert receipt.outlet in "".join(lines)


@given(receipts())
def test_every_page_escapes_what_it_was_given(receipt: Receipt) -> None:
    same = replace(receipt, outlet="an outlet", draft_id="a draft")

    page = as_page(sign(receipt, PRIVATE_KEY, "2007-1"))

    tags = re.findall("<[^>]*>", page)
    assert tags == re.findall("<[^>]*>", as_page(sign(same, PRIVATE_KEY, "2007-1")))


def test_the_page_carries_the_signature_and_needs_nothing_from_elsewhere() -> None:
    outlet = "<script>alert(1)</script>"
    signed = sign(replace(RECEIPT, outlet=outlet), PRIVATE_KEY, "2007-1")

    page = as_page(signed)

    assert "2007 0101 0000 5726" in page
    assert f"<code>{signed.signature}</code>" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "@media print" in page
    assert re.findall(r"<(?:script|link|img|iframe|form)\b|\b(?:src|href)=|url\(|//", page) == []


def test_a_program_can_prove_the_page() -> None:
    page = as_page(SIGNED)

    found = re.search(r'<code id="signed-receipt">(.*)</code>', page)
    assert found is not None
    assert verify(from_json(found[1].replace("&#34;", '"')), PUBLIC_KEYS) == RECEIPT


SAID = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda said: st.lists(said) | st.dictionaries(st.text(), said),
)


@given(st.dictionaries(st.text(), SAID))
def test_the_canonical_json_is_that_of_python_with_sorted_keys(document: dict[str, Any]) -> None:
    expected = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    assert canonical_json(document) == expected.encode()
