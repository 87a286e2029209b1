"""Certifications of sellers: in force, expired, revoked."""

from dataclasses import replace

import pytest

from service.domain.refusals.trade import CertificationEnded, CertificationOver
from service.domain.seller import (
    Certification,
    CertificationStatus,
    Evidence,
    certify,
    in_force,
    revoke,
    standing,
)

GIVEN = Certification("c1", "s1", "Trustpass", Evidence("seen"), certified_ms=10, expires_ms=20)


def test_a_certification_holds_until_its_last_moment() -> None:
    assert standing(GIVEN, 10) is CertificationStatus.IN_FORCE
    assert standing(GIVEN, 19) is CertificationStatus.IN_FORCE
    assert standing(GIVEN, 20) is CertificationStatus.EXPIRED


def test_a_certification_lasts() -> None:
    assert certify(GIVEN) is GIVEN
    with pytest.raises(CertificationOver, match="not after 20 ms"):
        certify(replace(GIVEN, certified_ms=20))


def test_a_revocation_is_kept_with_its_reason_and_ends_it_for_good() -> None:
    revoked = revoke(GIVEN, "forged", 15)

    assert revoked == replace(GIVEN, revoked_ms=15, revoked_because="forged")
    assert standing(revoked, 12) is standing(revoked, 99) is CertificationStatus.REVOKED
    with pytest.raises(CertificationEnded, match="is revoked"):
        revoke(revoked, "again", 16)
    with pytest.raises(CertificationEnded, match="is expired"):
        revoke(GIVEN, "late", 20)


def test_of_several_the_one_that_holds_longest_counts() -> None:
    longer = replace(GIVEN, certification_id="c2", expires_ms=30)
    revoked = revoke(replace(GIVEN, certification_id="c3", expires_ms=40), "forged", 11)

    assert in_force([GIVEN, longer, revoked], 15) == longer
    assert in_force([GIVEN, longer, revoked], 30) is None
    assert in_force([], 0) is None
