"""The balance of an account at any moment is the sum of its lines until then.

Histories are drawn: cash in, online and offline with a moment in the past, redemptions, payments,
withdrawals and cash-outs, with time between them, and none. The sum is made by `domain.ledger`.
"""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.clock import rfc3339
from service.domain import chart
from service.domain.chart import Account
from service.domain.ledger import Ledger, Transfer, balance, enter
from service.store import books
from tests.proofs.lengths import examples
from tests.service.servers import PASSWORD, Service, deposit_body, money, refused, taken

VERBS = ("deposit", "offline", "redeem", "pay", "withdraw", "cash out")
OUTLETS = count()
STEP = st.tuples(
    st.sampled_from(VERBS),
    st.integers(1, 50_000),
    st.sampled_from((0, 0, 1, 999, 3_600_000, 86_400_000)),
)


@dataclass
class History:
    """What happens at one outlet and in two wallets, all of them new."""

    service: Service
    drafts: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Open them."""
        self.name = f"outlet {next(OUTLETS)}"
        self.outlet = self.service.key("outlet", self.name)
        self.wallets = [self.service.wallet(), self.service.wallet()]

    @property
    def accounts(self) -> list[Account]:
        """Return the accounts that it may change."""
        return [
            chart.cash(self.name),
            *map(chart.wallet, self.wallets),
            chart.DRAFTS_OUTSTANDING,
            chart.DUE_TO_GATEWAY,
            chart.DUE_FROM_POST,
            chart.GATEWAY_BANK,
        ]

    def do(self, verb: str, amount_fen: int, back_ms: int) -> None:
        """Do one thing; what cannot be done now is refused, and changes nothing."""
        service, (payer, payee) = self.service, self.wallets
        secrets = {}
        if verb in {"redeem", "cash out"}:
            if not self.drafts:
                return
            secrets = {"number": self.drafts.pop()["number"], "password": PASSWORD}
        if verb == "deposit":
            self.drafts.append(service.deposit(amount_fen, key=self.outlet))
        elif verb == "offline":
            self._offline(amount_fen, back_ms)
        elif verb == "redeem":
            service.redeem(secrets["number"], payer)
        elif verb == "cash out":
            service.post(self.outlet, "/v1/cash-outs", secrets)
        elif verb == "withdraw":
            body = {"wallet_id": payee, "money": money(amount_fen)}
            service.post(service.provider, "/v1/withdrawals", body)
        else:
            body = {
                "payer_wallet_id": payer, "payee_wallet_id": payee, "money": money(amount_fen),
            }  # fmt: skip
            service.post(service.provider, "/v1/payments", body)

    def _offline(self, amount_fen: int, back_ms: int) -> None:
        numbers = self.service.done(self.outlet, "/v1/number-blocks", {"count": 1})["numbers"]
        one = {
            **deposit_body(amount_fen),
            "number": numbers[0],
            "paid_in_at": rfc3339(self.service.clock() - back_ms),
        }
        batch = self.service.done(self.outlet, "/v1/deposit-batches", {"deposits": [one]})
        assert "error" not in str(batch), batch


def lines(service: Service) -> list[Transfer]:
    """Return all lines of both books."""
    with service.database.snapshot() as connection:
        return list(books.transfers(connection))


def held_fen(service: Service, account: Account, at_ms: int) -> int:
    """Ask what an account held at a moment."""
    path = f"/v1/accounts/{account.name}/balance?at={rfc3339(at_ms)}"
    return int(taken(service.get(service.auditor, path))["balance"]["amount"])


def summed_fen(transfers: list[Transfer], account: Account, at_ms: int) -> int:
    """Return the sum of an account's lines until a moment, that moment included."""
    until = [one for one in transfers if one.at_ms <= at_ms and one.book is account.book]
    return balance(enter(Ledger(account.book), until), account)


def require_sums(service: Service, history: History) -> None:
    transfers = lines(service)
    moments = {one.at_ms for one in transfers}
    for at_ms in sorted({at_ms + aside for at_ms in moments for aside in (-1, 0, 1)}):
        for account in history.accounts:
            expected_fen = summed_fen(transfers, account, at_ms)
            assert held_fen(service, account, at_ms) == expected_fen, (account.name, at_ms)
    for wallet_id in history.wallets:
        shown = taken(service.get(service.provider, f"/v1/wallets/{wallet_id}"))["balance"]
        now = taken(service.get(service.provider, f"/v1/wallets/{wallet_id}/balance"))["balance"]
        assert shown == now
        require_running(service, wallet_id, shown["amount"])


def require_running(service: Service, wallet_id: str, held: int) -> None:
    """Hold each entry's balance to the sum of the changes until it, whatever the pages."""
    for limit in (1, 2, 1_000):
        cursor, sum_fen = "0", 0
        while cursor:
            path = f"/v1/wallets/{wallet_id}/entries?limit={limit}&cursor={cursor}"
            page = taken(service.get(service.provider, path))
            for one in page["entries"]:
                sum_fen += one["change"]["amount"]
                assert one["balance"]["amount"] == sum_fen
            cursor = page["next_cursor"]
        assert sum_fen == held


def test_a_balance_at_any_moment_is_the_sum_of_the_lines_until_then(service: Service) -> None:
    @settings(max_examples=examples(20), suppress_health_check=list(HealthCheck), deadline=None)
    @given(steps=st.lists(STEP, max_size=6), later_ms=st.sampled_from((0, 1, 86_400_000)))
    def sums(steps: list[tuple[str, int, int]], later_ms: int) -> None:
        history = History(service)
        for verb, amount_fen, back_ms in steps:
            history.do(verb, amount_fen, back_ms)
            service.clock.advance(ms=later_ms)
        require_sums(service, history)
        service.clock.advance(ms=1)

    sums()

    assert service.books()["findings"] == []


def test_a_deposit_that_was_taken_offline_counts_from_when_it_was_paid_in(service: Service) -> None:
    history = History(service)
    till = chart.cash(history.name)
    history.do("offline", 500, 1_000)
    now_ms = service.clock()

    found = [held_fen(service, till, now_ms - back_ms) for back_ms in (1_001, 1_000, 0)]

    assert found == [0, 500, 500]


def test_a_moment_has_a_form(service: Service) -> None:
    path = f"/v1/wallets/{service.wallet()}/balance?at="

    for at in ("", "today", "2026-11-24", "2026-13-01T00:00:00Z"):
        response = service.get(service.provider, path + at)
        assert refused(response) == (400, "request_malformed")
        assert taken(response)["errors"][0]["at"] == "/at"
