"""The service in plain words: dicts and ints, written from FACTS 2 and the docstrings of the rules.

It calls nothing of `service`, so that the two can disagree. Moments are ms since 1970 in Beijing.
A method returns what the answer must say, or raises `Refused` with the code of the first reason.
"""

from dataclasses import dataclass, field

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
LIMIT_FEN = 500_000
VALID_DAYS = 60
RESET_DAYS = 7
TRIES_MAX = 5
WRONG_AN_HOUR = 12
"""What the service is told for these proofs, so that a key is blocked now and then."""
NOBODYS, MISTYPED = "2007010100005726", "2007010100005727"
WRONG, UNKNOWN_WALLET = "number_or_password_wrong", "wallet_unknown"
REDEMPTIONS_A_DAY = {"plain": 1, "sms_alert": 3, "certificate": 10**9}


class Refused(Exception):  # noqa: N818 - named by what is so
    """The service must refuse, with this code."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        self.code = code
        super().__init__(code)


@dataclass
class Tries:
    """Wrong passwords for one number."""

    count: int = 0
    locked_until_ms: int = 0


@dataclass
class Draft:
    """A paper that is worth money."""

    number: str
    password: str
    identity: str
    outlet: str
    amount_fen: int
    fee_fen: int
    issued_ms: int
    end: str | None = None
    wallet: str | None = None
    new_password: tuple[str, int] | None = None
    tries: Tries = field(default_factory=Tries)

    @property
    def expires_ms(self) -> int:
        """Return when it is too old to be used."""
        return self.issued_ms + VALID_DAYS * DAY_MS

    def state(self, now_ms: int) -> str:
        """Return what the service must say of it."""
        return self.end or ("issued" if now_ms < self.expires_ms else "expired")

    def opens_with(self, now_ms: int) -> str:
        """Return the password that counts."""
        if self.new_password and now_ms >= self.new_password[1]:
            return self.new_password[0]
        return self.password

    def require_alive(self, now_ms: int) -> None:
        """Refuse a paper whose money has left, or that is too old."""
        refuse_if(self.end is not None, "draft_ended")
        refuse_if(now_ms >= self.expires_ms, "draft_expired")


@dataclass
class Wallet:
    """A purse at a provider."""

    provider: str
    tier: str
    balance_fen: int = 0
    is_frozen: bool = False
    redeemed: dict[int, int] = field(default_factory=dict)


@dataclass
class Hold:
    """Money set aside in a purse, perhaps for one payee, until a moment."""

    wallet: str
    payee: str | None
    amount_fen: int
    until_ms: int
    captured_fen: int = 0
    end: str | None = None

    @property
    def left_fen(self) -> int:
        """Return what is still set aside."""
        return 0 if self.end else self.amount_fen - self.captured_fen


def refuse_if(is_so: bool, code: str) -> None:  # noqa: FBT001 - reads as a sentence
    """Refuse for a reason."""
    if is_so:
        raise Refused(code)


@dataclass
class World:
    """Everything that the service must remember."""

    now_ms: int
    tills: dict[str, int] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    wallets: dict[str, Wallet] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)
    unknown: dict[str, Tries] = field(default_factory=dict)
    wrong: dict[tuple[str, int], int] = field(default_factory=dict)
    due: list[tuple[int, int]] = field(default_factory=list)
    closed: dict[int, int] = field(default_factory=dict)

    @property
    def today(self) -> int:
        """Return the day in Beijing."""
        return self.now_ms // DAY_MS

    def draft_of(self, number: str) -> tuple[str, Draft] | None:
        """Return the draft that has a number now."""
        return next((one for one in self.drafts.items() if one[1].number == number), None)

    def require_heard(self, key: str, number: str) -> None:
        """Refuse a number with a wrong digit, then a key that sent too much that was wrong."""
        refuse_if(number == MISTYPED, "number_mistyped")
        self.require_unblocked(key)

    def require_unblocked(self, key: str) -> None:
        """Refuse a key that sent too much that was wrong in this hour."""
        sent = self.wrong.get((key, self.now_ms // HOUR_MS), 0)
        refuse_if(sent >= WRONG_AN_HOUR, "too_many_wrong_tries")

    def count_wrong(self, key: str) -> None:
        """Count something wrong against the key that sent it."""
        place = (key, self.now_ms // HOUR_MS)
        self.wrong[place] = self.wrong.get(place, 0) + 1

    def opened(self, key: str, number: str, password: str) -> tuple[str, Draft]:
        """Return the draft that number and password open, or count a try."""
        found = self.draft_of(number)
        tries = found[1].tries if found else self.unknown.setdefault(number, Tries())
        refuse_if(self.now_ms < tries.locked_until_ms, "draft_locked")
        if found is None or found[1].opens_with(self.now_ms) != password:
            tries.count += 1
            if tries.count == TRIES_MAX:
                tries.count, tries.locked_until_ms = 0, self.now_ms + DAY_MS
            self.count_wrong(key)
            raise Refused(WRONG)
        found[1].require_alive(self.now_ms)
        return found

    def require_cash(self, outlet: str, amount_fen: int) -> None:
        """Refuse what the till cannot pay."""
        refuse_if(self.tills[outlet] < amount_fen, "outlet_out_of_cash")

    def held_fen(self, wallet_id: str, *, is_over: bool) -> int:
        """Return what holds keep of a wallet whose time is over, or is not."""
        return sum(
            hold.left_fen
            for hold in self.holds.values()
            if hold.wallet == wallet_id and (self.now_ms >= hold.until_ms) == is_over
        )

    def spendable_fen(self, wallet_id: str) -> int:
        """Return what a wallet can spend: what is too late to capture is its own again."""
        return self.wallets[wallet_id].balance_fen + self.held_fen(wallet_id, is_over=True)

    def spend(self, wallet_id: str, amount_fen: int) -> int:
        """Take from a wallet, which was looked at before; return what is left."""
        self.wallets[wallet_id].balance_fen = self.spendable_fen(wallet_id) - amount_fen
        for hold in self.holds.values():
            if hold.wallet == wallet_id and self.now_ms >= hold.until_ms:
                hold.end = hold.end or "expired"
        return self.wallets[wallet_id].balance_fen

    def own_wallet(self, wallet_id: str, provider: str) -> Wallet:
        """Return a wallet for its provider alone."""
        wallet = self.wallets.get(wallet_id)
        if wallet is None or wallet.provider != provider:
            raise Refused(UNKNOWN_WALLET)
        return wallet


def fee_fen(amount_fen: int) -> int:
    """Return half a per cent, half a fen rounded up; at least 2 and at most 50 yuan."""
    return max(200, min(5_000, (amount_fen + 100) // 200))
