"""The seller and its certifications (Trustpass), by which buyers may trust it.

A `Certification` says who vouches for the seller, from when until when, and by which evidence. Only
`revoke` changes it, once, so that a seller's history stays. `standing` returns the status of one at
a moment, `in_force` finds the one in force.

A seller is the wallet of a shop under a trade name: its id is the wallet's id, and the shop's API
key acts for it. Money released to it stays on an account of its own until it is paid out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from service.domain.postage import Coordinates
from service.domain.refusals.trade import CertificationEnded, CertificationOver


class CertificationStatus(StrEnum):
    """The status of a certification at a moment."""

    IN_FORCE = "in_force"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Evidence:
    """Evidence: a text, and perhaps the address of a document and its hash."""

    text: str
    uri: str | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class Certification:
    """Somebody vouches for a seller from `certified_ms` until `expires_ms`, or until revoked."""

    certification_id: str
    seller_id: str
    certified_by: str
    evidence: Evidence
    certified_ms: int
    expires_ms: int
    revoked_ms: int | None = None
    revoked_because: str | None = None


@dataclass(frozen=True)
class Seller:
    """Who sells; `balance_fen` is what was released and not yet paid out."""

    seller_id: str
    name: str
    place: Coordinates
    balance_fen: int = 0


def certify(certification: Certification) -> Certification:
    """Accept a certification that ends after it begins. Refused: `CertificationOver`."""
    if certification.expires_ms <= certification.certified_ms:
        raise CertificationOver(certification.certified_ms)
    return certification


def standing(certification: Certification, now_ms: int) -> CertificationStatus:
    """Return the status of a certification: from `expires_ms` on it is expired."""
    if certification.revoked_ms is not None:
        return CertificationStatus.REVOKED
    return (
        CertificationStatus.EXPIRED
        if now_ms >= certification.expires_ms
        else CertificationStatus.IN_FORCE
    )


def revoke(certification: Certification, because: str, now_ms: int) -> Certification:
    """End a certification before its time. Refused: `CertificationEnded`."""
    found = standing(certification, now_ms)
    if found is not CertificationStatus.IN_FORCE:
        raise CertificationEnded(found)
    return replace(certification, revoked_ms=now_ms, revoked_because=because)


def in_force(history: Iterable[Certification], now_ms: int) -> Certification | None:
    """Return the certification in force; of several, the one that expires last."""
    valid = [one for one in history if standing(one, now_ms) is CertificationStatus.IN_FORCE]
    return max(valid, key=lambda one: (one.expires_ms, one.certification_id), default=None)
