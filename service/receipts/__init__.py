"""The receipt that a depositor takes home: what it says, its signature, and its paper.

`sign` makes a `ReceiptEnvelope` of a `Receipt`; `to_json` and `from_json` carry it, `verify` proves
it offline with the keys that `from_jwks` reads and `to_jwks` publishes. `as_text` and `as_page`
print it. A receipt holds the remittance number, which is a secret, and never the password.
"""

from service.receipts.key_set import KeySetError, from_jwks, to_jwks
from service.receipts.printing import as_page, as_text
from service.receipts.receipt import Receipt, ReceiptError, ReceiptFormError
from service.receipts.signing import (
    ReceiptEnvelope,
    ReceiptSignatureError,
    UnknownKeyError,
    from_json,
    sign,
    to_json,
    verify,
)

__all__ = [
    "KeySetError",
    "Receipt",
    "ReceiptEnvelope",
    "ReceiptError",
    "ReceiptFormError",
    "ReceiptSignatureError",
    "UnknownKeyError",
    "as_page",
    "as_text",
    "from_json",
    "from_jwks",
    "sign",
    "to_json",
    "to_jwks",
    "verify",
]
