"""The signed receipt: that nobody can change it, and how it travels."""

import json
from base64 import urlsafe_b64encode
from dataclasses import asdict, replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from service.domain.remittance import remittance_number
from service.receipts import (
    Receipt,
    ReceiptError,
    ReceiptFormError,
    ReceiptSignatureError,
    UnknownKeyError,
    from_json,
    from_jwks,
    sign,
    to_json,
    to_jwks,
    verify,
)
from tests.service.receipts.examples import (
    DRAFT,
    NUMBER,
    PRIVATE_KEY,
    PUBLIC_KEYS,
    RECEIPT,
    SIGNED,
    receipts,
)


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
def test_a_signature_of_another_form_is_reported_as_that(signature: str) -> None:
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
def test_a_text_that_is_no_signed_receipt_is_reported_as_that(
    text: str | bytes, message: str
) -> None:
    with pytest.raises(ReceiptFormError, match=message):
        from_json(text)


def test_the_number_is_not_in_the_repr_which_may_end_in_a_log() -> None:
    assert NUMBER not in repr(SIGNED)
    assert DRAFT in repr(SIGNED)
