"""A receipt, its keys and its signature, and any other receipt."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import strategies as st

from service.clock import rfc3339
from service.domain.remittance import remittance_number
from service.receipts import Receipt, sign

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
