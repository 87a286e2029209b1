"""Receipts printed again from what was signed; nothing is stored, and nothing looked up."""

from typing import Any

from service.call import Call
from service.database.connection import Connection
from service.receipts import ReceiptEnvelope, ReceiptError, as_page, as_text, from_json, verify
from service.refusals.request import ReceiptWrong
from service.schemas.counter import SignedReceipt


def receipt_page(_connection: Connection, call: Call[Any]) -> str:
    """Return a signed receipt as a page to print. Refused: `ReceiptWrong`."""
    return as_page(_proven(call))


def receipt_text(_connection: Connection, call: Call[Any]) -> str:
    """Return a signed receipt as lines for a receipt printer. Refused: `ReceiptWrong`."""
    return as_text(_proven(call).receipt)


def _proven(call: Call[SignedReceipt]) -> ReceiptEnvelope:
    public_key = call.context.vault.receipt_key.public_key()
    try:
        signed = from_json(call.body.model_dump_json())
        verify(signed, {call.context.receipt_key_id: public_key})
    except ReceiptError as error:
        raise ReceiptWrong(str(error)) from None
    return signed
