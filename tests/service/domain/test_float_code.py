"""The code with which an agent consents to a withdrawal: until when it is valid, and how often."""

import pytest

from service.domain.float_code import FloatCode, new_float_code, use_float_code
from service.domain.refusals.agency import CodeExpired, CodeUsed

VALID_MS = 15 * 60_000


def test_a_code_is_valid_for_a_quarter_of_an_hour_to_the_millisecond() -> None:
    code = new_float_code("c1", "Li", 500, now_ms=1_000)

    last_ms = 1_000 + VALID_MS - 1
    assert use_float_code(code, last_ms) == FloatCode("c1", "Li", 500, last_ms + 1, last_ms)
    with pytest.raises(CodeExpired, match="15 minutes"):
        use_float_code(code, last_ms + 1)


def test_a_code_of_a_clock_that_was_ahead_is_not_valid() -> None:
    with pytest.raises(CodeExpired):
        use_float_code(new_float_code("c1", "Li", 500, now_ms=2), now_ms=1)


def test_a_code_is_used_once() -> None:
    used = use_float_code(new_float_code("c1", "Li", 500, now_ms=0), now_ms=1)

    with pytest.raises(CodeUsed):
        use_float_code(used, now_ms=2)
