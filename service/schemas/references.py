"""How a payment reference is asked for, and its voucher."""

from typing import Annotated

from pydantic import ConfigDict, Field

from service.domain.reference import VALID_DAYS_MAX
from service.schemas.basics import Strict, Zone


class ReferenceBody(Strict):
    """For how many days an order can be paid at a counter.

    They are of 24 hours each. With `ends_at_midnight` today does not count, and the last of them is
    over when the clocks of that zone show midnight.
    """

    valid_days: Annotated[int, Field(ge=1, le=VALID_DAYS_MAX)]
    # Left out where it is not sent: a request repeated from before it was there is still the same.
    ends_at_midnight: Annotated[Zone | None, Field(exclude_if=lambda zone: zone is None)] = None

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"valid_days": 3}, {"valid_days": 3, "ends_at_midnight": "Asia/Urumqi"}]
        }
    )


class VoucherQuery(Strict):
    """In which zone the moments of a voucher are written."""

    zone: Zone = "Asia/Shanghai"
