"""The part of the client for outlets that are sometimes offline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from service.client.calls import Calls
from service.client.lazy_module import LazyModule
from service.client.retrying import Refused, Unreachable
from service.money import cny

if TYPE_CHECKING:
    from service.schemas import counter
else:
    counter = LazyModule("service.schemas.counter")


@dataclass(frozen=True)
class OfflineDeposit:
    """A deposit that was taken offline, with a number of the outlet's block.

    `paid_in_at` is RFC 3339. What is secret is not shown. `external_id` and `metadata` are what the
    outlet notes about it, if anything.
    """

    number: str = field(repr=False)
    amount_fen: int
    password: str = field(repr=False)
    identity: str = field(repr=False)
    paid_in_at: str
    external_id: str | None = field(default=None, repr=False)
    metadata: Mapping[str, str] | None = field(default=None, repr=False)


class OfflineCalls(Calls):
    """Remittance numbers to use offline, and the deposits that were taken with them."""

    def reserve_numbers(
        self, count: int, *, idempotency_key: str | None = None
    ) -> counter.NumberBlockAnswer:
        """Reserve remittance numbers to use while offline."""
        return self._post(
            "/v1/number-blocks", {"count": count}, counter.NumberBlockAnswer, idempotency_key
        )

    def deposit_batch(
        self, deposits: Iterable[OfflineDeposit], *, idempotency_key: str | None = None
    ) -> list[counter.BatchResult]:
        """Enter deposits that were taken offline; each has a result of its own, in order.

        More than one request may hold are sent in several, each with a key made from
        `idempotency_key`. If the batch is cut short, call again with the same deposits and the
        `idempotency_key` of the Refused (`batch_cut`) or Unreachable that was raised.
        """
        bodies = [_body(deposit) for deposit in deposits]
        key, most = idempotency_key or self._new_key(), counter.OFFLINE_DEPOSITS_MAX
        results: list[counter.BatchResult] = []
        for first in range(0, len(bodies), most):
            body = {"deposits": bodies[first : first + most]}
            part_key = f"{key}-{first}" if first else key
            results += self._part(body, part_key, key)
        return results

    def _part(self, body: dict[str, Any], part_key: str, key: str) -> list[counter.BatchResult]:
        # Whoever repeats the batch needs the key of the whole.
        try:
            path = "/v1/deposit-batches"
            return self._post(path, body, counter.DepositBatchAnswer, part_key).results
        except Refused as error:
            raise Refused(error.status, error.problem, key) from error
        except Unreachable as error:
            raise Unreachable(error.where, error.why, key) from error


def _body(deposit: OfflineDeposit) -> dict[str, Any]:
    noted = {"external_id": deposit.external_id, "metadata": deposit.metadata}
    return {
        "number": deposit.number,
        "money": cny(deposit.amount_fen),
        "password": deposit.password,
        "depositor": {"identity": deposit.identity},
        "paid_in_at": deposit.paid_in_at,
        **{name: one for name, one in noted.items() if one is not None},
    }
