"""The draft's life as a machine: whatever is tried in whatever order, its money goes one way."""

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from service.domain import draft
from service.domain.chart import DRAFTS_OUTSTANDING, DUE_TO_GATEWAY, cash, wallet
from service.domain.day import DAY_MS
from service.domain.draft import MONEY_ENDS, Deposit, Draft, DraftState, Redemption, Terms
from service.domain.ledger import Books, balance, mirror_difference_fen, post
from service.domain.postings import Transfers
from service.domain.refusals.base import Refusal
from service.domain.tariff import LISTED
from service.domain.wallet import Tier
from tests.proofs.lengths import examples

AMOUNT_FEN = 900_00
FEE_FEN = 450
waits_ms = st.one_of(
    st.sampled_from([0, 1, DAY_MS - 1, DAY_MS, 7 * DAY_MS, 60 * DAY_MS]),
    st.integers(0, 8 * DAY_MS),
)
people = st.sampled_from(["ana", "ben"])
outlets = st.sampled_from(["Gushi", "Xinyang"])
passwords = st.sampled_from(["1", "2", "3"])


class DraftLife(RuleBasedStateMachine):
    """Anyone tries anything at any time; the books are kept from what is not refused."""

    def __init__(self) -> None:
        """Pay one draft in."""
        super().__init__()
        self.now_ms = 0
        self.ends: list[DraftState] = []
        deposit = Deposit("d", "Gushi", "ana", "1", AMOUNT_FEN)
        self.draft, transfers = draft.issue(deposit, Terms(tariff=LISTED), self.now_ms)
        self.books = post(Books(), transfers)

    def move(self, moved: tuple[Draft, Transfers]) -> None:
        """Book a step that was not refused."""
        self.draft, transfers = moved
        self.ends.append(self.draft.state)
        self.books = post(self.books, transfers)

    def knows(self, password: str) -> bool:
        """Compare a password as the service does, and count a wrong one unless it is locked."""
        if password == draft.password_in_force(self.draft, self.now_ms):
            return True
        if self.now_ms >= self.draft.locked_until_ms:
            self.draft = draft.note_wrong_password(self.draft, self.now_ms)
        return False

    @rule(wait_ms=waits_ms)
    def time_passes(self, wait_ms: int) -> None:
        """Let time pass."""
        self.now_ms += wait_ms

    @rule(after_ms=st.integers(-1, 0))
    def time_passes_to_the_expiry(self, after_ms: int) -> None:
        """Let time pass to the draft's last moment, or to the one after it."""
        self.now_ms = max(self.now_ms, self.draft.expires_ms + after_ms)

    @rule(password=passwords, redeemed_today=st.integers(0, 1))
    def redeem(self, password: str, redeemed_today: int) -> None:
        """Enter number and password."""
        redemption = Redemption("w", Tier.PLAIN, redeemed_today, self.knows(password))
        try:
            self.move(draft.redeem(self.draft, redemption, self.now_ms))
        except Refusal:
            return
        assert redemption.knows_password
        assert redeemed_today == 0
        assert self.now_ms < self.draft.expires_ms

    @rule(password=passwords, outlet=outlets)
    def cash(self, password: str, outlet: str) -> None:
        """Ask for the money at an outlet."""
        knows = self.knows(password)
        try:
            self.move(draft.cash(self.draft, outlet, self.now_ms, knows_password=knows))
        except Refusal:
            return
        assert knows
        assert self.now_ms < self.draft.expires_ms

    @rule(outlet=outlets)
    def cancel(self, outlet: str) -> None:
        """Ask the teller to undo it."""
        try:
            self.move(draft.cancel(self.draft, outlet, self.now_ms))
        except Refusal:
            return
        assert (outlet, self.now_ms // DAY_MS) == ("Gushi", 0)

    @rule()
    def expire(self) -> None:
        """Note the expiry."""
        try:
            self.draft = draft.expire(self.draft, self.now_ms)
        except Refusal:
            return
        assert self.now_ms >= self.draft.expires_ms

    @rule(asked_by=people, outlet=outlets)
    def refund(self, asked_by: str, outlet: str) -> None:
        """Ask for the money back."""
        try:
            self.move(draft.refund(self.draft, outlet, asked_by, self.now_ms))
        except Refusal:
            return
        assert asked_by == "ana"
        assert self.now_ms >= self.draft.expires_ms

    @rule(asked_by=people, password=passwords)
    def reset(self, asked_by: str, password: str) -> None:
        """Ask for a new password."""
        in_force = draft.password_in_force(self.draft, self.now_ms)
        try:
            self.draft = draft.reset_password(self.draft, password, asked_by, self.now_ms)
        except Refusal:
            return
        assert asked_by == "ana"
        assert draft.password_in_force(self.draft, self.now_ms) == in_force

    @precondition(lambda self: not self.ends)
    @invariant()
    def money_is_owed_until_it_has_gone(self) -> None:
        """Owe the whole amount to someone, and have the cash."""
        assert balance(self.books.post, DRAFTS_OUTSTANDING) == AMOUNT_FEN
        assert balance(self.books.post, cash("Gushi")) == AMOUNT_FEN + FEE_FEN
        assert self.draft.state not in MONEY_ENDS

    @precondition(lambda self: self.ends)
    @invariant()
    def money_has_gone_one_way(self) -> None:
        """Nothing is owed any more, and only the one end got it."""
        (end,) = self.ends
        in_hand_fen = balance(self.books.post, cash("Gushi")) + balance(
            self.books.post, cash("Xinyang")
        )

        assert (self.draft.state, balance(self.books.post, DRAFTS_OUTSTANDING)) == (end, 0)
        assert (balance(self.books.gateway, wallet("w")), in_hand_fen) == {
            DraftState.REDEEMED: (AMOUNT_FEN, AMOUNT_FEN + FEE_FEN),
            DraftState.CASHED: (0, FEE_FEN),
            DraftState.REFUNDED: (0, FEE_FEN),
            DraftState.CANCELLED: (0, 0),
        }[end]

    @invariant()
    def books_mirror(self) -> None:
        """Owe the gateway what was redeemed, in both books."""
        redeemed_fen = AMOUNT_FEN if self.draft.state is DraftState.REDEEMED else 0
        assert mirror_difference_fen(self.books) == 0
        assert balance(self.books.post, DUE_TO_GATEWAY) == redeemed_fen

    @invariant()
    def an_end_has_its_moment(self) -> None:
        """Money that has gone has gone at a moment."""
        assert (self.draft.ended_ms is None) == (not self.ends)
        assert self.draft.deposit == replace(
            self.draft.deposit, depositor="ana", amount_fen=AMOUNT_FEN
        )


TestDraftLife = DraftLife.TestCase
TestDraftLife.settings = settings(max_examples=examples(100), stateful_step_count=25)
