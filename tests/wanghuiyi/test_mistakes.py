"""Mistakes that a test may expect are those that a verdict knows."""

from typing import get_args

import pytest

from service.schemas.verdict import MistakeName
from wanghuiyi.mistakes import MISTAKES, require_known


def test_the_names_are_those_of_the_verdict() -> None:
    assert set(MISTAKES) == set(get_args(MistakeName))


def test_a_name_that_is_not_known_is_refused_with_what_was_meant() -> None:
    with pytest.raises(
        ValueError, match=r"^new_key \(did you mean new_key_on_retry\?\) is no mist"
    ):
        require_known(["new_key", "answered_too_late"])


def test_no_name_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^nothing is no mistake"):
        require_known([])
