"""A code for cash: valid for a quarter of an hour, and once."""

import pytest

from service.domain.cash_out_code import CashOutCode, new_code, use_code
from service.domain.refusals.agency import CodeExpired, CodeUsed

VALID_MS = 15 * 60_000
CODE = new_code("c1", "w7", 500, now_ms=1_000)


def test_a_code_is_used_until_its_last_moment() -> None:
    used = use_code(CODE, 1_000 + VALID_MS - 1)

    assert used == CashOutCode("c1", "w7", 500, 1_000 + VALID_MS, used_ms=1_000 + VALID_MS - 1)


def test_a_code_is_used_once_also_after_its_time() -> None:
    used = use_code(CODE, 1_000)

    for now_ms in (1_000, 1_000 + VALID_MS):
        with pytest.raises(CodeUsed):
            use_code(used, now_ms)


@pytest.mark.parametrize("now_ms", [1_000 + VALID_MS, 999])
def test_a_code_is_worth_nothing_after_its_time_nor_before_it_was_made(now_ms: int) -> None:
    with pytest.raises(CodeExpired, match="valid for 15 minutes"):
        use_code(CODE, now_ms)
