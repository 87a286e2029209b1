"""Both sides of what one person brings on a day."""

import pytest

from service.domain.depositor import DepositorDay, is_over, require_within_limit, taken_back_fen
from service.domain.refusals.agency import DepositorLimitReached


def test_both_kinds_of_cash_count_up_to_the_last_fen_of_the_limit() -> None:
    day = DepositorDay(brought_fen=300, paid_in_fen=200)

    require_within_limit(day, 500, 1_000)
    with pytest.raises(DepositorLimitReached, match="more than 1000 fen today"):
        require_within_limit(day, 501, 1_000)
    assert [is_over(day, 501, limit_fen) for limit_fen in (1_000, 1_001, None)] == [
        True,
        False,
        False,
    ]


def test_a_cancelled_deposit_takes_off_no_more_than_was_counted() -> None:
    assert taken_back_fen(DepositorDay(paid_in_fen=500), 499) == 499
    assert taken_back_fen(DepositorDay(brought_fen=900, paid_in_fen=100), 499) == 100
