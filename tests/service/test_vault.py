"""A password's hash: salted, keyed, of the cost that it says itself."""

import pytest

from service.vault import NO_SLOW_HASH, Vault

ROOT, OTHER_ROOT = bytes(range(32)), bytes(range(1, 33))
COSTS = (NO_SLOW_HASH, 2, 4)


@pytest.mark.parametrize("cost", COSTS)
def test_a_password_fits_its_hash_whatever_new_ones_cost_and_no_other_does(cost: int) -> None:
    stored = Vault(ROOT, cost).password_hash("081208")

    for later in COSTS:
        assert Vault(ROOT, later).fits("081208", stored)
        assert not Vault(ROOT, later).fits("081209", stored)


@pytest.mark.parametrize("cost", COSTS)
def test_equal_passwords_have_different_hashes_and_none_fits_without_the_secret(cost: int) -> None:
    vault = Vault(ROOT, cost)
    one, other = vault.password_hash("081208"), vault.password_hash("081208")

    assert one != other
    assert len(one) == len(other)
    assert not Vault(OTHER_ROOT, cost).fits("081208", one)
    assert not vault.fits("081208", vault.nobodys_hash)


def test_a_hash_of_one_cost_is_none_of_another() -> None:
    slow = Vault(ROOT, 2).password_hash("081208")
    unslowed = NO_SLOW_HASH.to_bytes(4) + slow[4:]

    assert not Vault(ROOT, 2).fits("081208", unslowed)


@pytest.mark.parametrize("cost", [0, 3, -2])
def test_a_cost_is_a_power_of_two(cost: int) -> None:
    with pytest.raises(AssertionError, match="power of two"):
        Vault(ROOT, cost)
