"""What a receipt says, and its one way of writing."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.receipts import ReceiptFormError
from service.receipts.receipt import canonical_json
from tests.service.receipts.examples import RECEIPT


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


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.text(), JSON_VALUES))
def test_the_canonical_json_is_that_of_python_with_sorted_keys(document: dict[str, Any]) -> None:
    expected = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    assert canonical_json(document) == expected.encode()
