"""What an outlet asks for that is sometimes without a line: numbers beforehand, deposits later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from service.client.calls import Calls
from service.client.lazily import Lazily
from service.client.retrying import Refused, Unreachable
from service.money import cny

if TYPE_CHECKING:
    from service.schemas import counter
else:
    counter = Lazily("service.schemas.counter")


@dataclass(frozen=True)
class OfflineDeposit:
    """Cash that was taken without a line, with a number of the outlet's block.

    `paid_in_at` is RFC 3339. What is secret is not shown.
    """

    number: str = field(repr=False)
    amount_fen: int
    password: str = field(repr=False)
    identity: str = field(repr=False)
    paid_in_at: str


class OfflineCalls(Calls):
    """Numbers for times without a line, and what was taken with them."""

    def reserve_numbers(self, count: int, *, once: str | None = None) -> counter.NumberBlockAnswer:
        """Reserve numbers for times without a line."""
        return self._post("/v1/number-blocks", {"count": count}, counter.NumberBlockAnswer, once)

    def deposit_batch(
        self, deposits: Iterable[OfflineDeposit], *, once: str | None = None
    ) -> list[counter.BatchResult]:
        """Enter what was taken without a line; each is answered on its own, in its order.

        More than a request may hold go out in several, each under a key made of `once`, so
        what was cut is completed by calling again with the same deposits and the `once` that
        Refused (`batch_cut`) or Unreachable tell.
        """
        bodies = [_body(deposit) for deposit in deposits]
        key, most = once or self._new_key(), counter.OFFLINE_DEPOSITS_MAX
        results: list[counter.BatchResult] = []
        for first in range(0, len(bodies), most):
            body = {"deposits": bodies[first : first + most]}
            once_of_part = f"{key}-{first}" if first else key
            results += self._part(body, once_of_part, key)
        return results

    def _part(self, body: dict[str, Any], once_of_part: str, key: str) -> list[counter.BatchResult]:
        # Whoever repeats the batch needs the key of the whole.
        try:
            path = "/v1/deposit-batches"
            return self._post(path, body, counter.DepositBatchAnswer, once_of_part).results
        except Refused as error:
            raise Refused(error.status, error.problem, key) from error
        except Unreachable as error:
            raise Unreachable(error.where, error.why, key) from error


def _body(deposit: OfflineDeposit) -> dict[str, Any]:
    return {
        "number": deposit.number,
        "money": cny(deposit.amount_fen),
        "password": deposit.password,
        "depositor": {"identity": deposit.identity},
        "paid_in_at": deposit.paid_in_at,
    }
