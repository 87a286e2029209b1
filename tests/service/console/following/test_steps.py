"""Money is followed step by step, each with its rule, both books, balances and request."""

from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from service.console.following.steps import FollowedMoney, TrailLeg, TrailStep, followed
from service.refusals.books import TrailUnknown
from service.store.books import transfers
from service.store.running_balances import AroundLine, balances_around
from tests.service.console.following.story import ShopStory, story, world
from tests.service.histories import History


@pytest.fixture(scope="module")
def shop() -> ShopStory:
    return story()


def steps_of(legs: tuple[TrailLeg, ...]) -> Iterator[TrailStep]:
    """Yield all steps, those of a leg before those of what it is split into."""
    for leg in legs:
        yield from leg.steps
        yield from steps_of(leg.legs)


def said(legs: tuple[TrailLeg, ...]) -> list[tuple[int, str, str]]:
    """Return of each step its amount, its rule or what is the matter, and its request."""
    return [
        (
            step.amount_fen,
            step.rule.name if step.rule else step.says,
            f"{step.request.method} {step.request.path}" if step.request else "",
        )
        for step in steps_of(legs)
    ]


def test_a_draft_is_followed_from_the_cash_to_the_sellers_money(shop: ShopStory) -> None:
    trail = followed(shop.state, "draft", shop.draft_id, is_balance=False)

    order = f"POST /v1/orders/{shop.order_id}"
    assert trail.amount_fen == 17_500
    assert said(trail.came_from) == [(17_500, "deposit_transfers", "POST /v1/deposits")]
    assert said(trail.went_to) == [
        (17_500, "redemption_transfers", "POST /v1/redemptions"),
        (10_100, "order_paid_transfers", f"{order}/payments"),
        (10_100, "release_transfers", f"{order}/confirmations"),
        (4_000, "payout_transfers", "POST /v1/payouts"),
        (4_000, "still lies here", ""),
        (6_100, "still lies here", ""),
        (7_400, "still lies here", ""),
    ]


def test_a_redemption_shows_both_books_with_what_their_accounts_held(shop: ShopStory) -> None:
    trail = followed(shop.state, "draft", shop.draft_id, is_balance=False)

    redemption = trail.went_to[0].steps[0]
    wallet = f"gateway:wallet:{shop.market.wallet_id}"
    sides = [
        (line.book, line.amount_fen, side.account, side.around)
        for line in redemption.lines
        for side in (line.debit, line.credit)
    ]
    assert sides == [
        ("post", 17_500, "post:drafts_outstanding", AroundLine(17_500, 0)),
        ("post", 17_500, "post:due_to_gateway", AroundLine(0, 17_500)),
        ("gateway", 17_500, "gateway:due_from_post", AroundLine(0, 17_500)),
        ("gateway", 17_500, wallet, AroundLine(0, 17_500)),
    ]
    assert [kind for _, kind in redemption.events] == ["wallet.credited"]


def test_only_what_is_left_of_a_wallet_is_followed_back_to_its_cash(shop: ShopStory) -> None:
    trail = followed(shop.state, "wallet", shop.market.wallet_id, is_balance=True)

    assert trail.amount_fen == 7_400
    assert said(trail.came_from)[0][:2] == (7_400, "redemption_transfers")
    assert said(trail.went_to) == [(7_400, "still lies here", "")]


def test_what_is_unknown_is_refused(shop: ShopStory) -> None:
    with pytest.raises(TrailUnknown):
        followed(shop.state, "draft", "nobody", is_balance=False)


def parts_add_up(trail: FollowedMoney) -> bool:
    """Return whether each split has the amount of what it is a split of."""

    def adds_up(amount_fen: int, legs: tuple[TrailLeg, ...]) -> bool:
        is_whole = not legs or sum(leg.amount_fen for leg in legs) == amount_fen
        return is_whole and all(
            adds_up(leg.amount_fen, leg.legs)
            and {step.amount_fen for step in leg.steps} == {leg.amount_fen}
            for leg in legs
        )

    return adds_up(trail.amount_fen, trail.came_from) and adds_up(trail.amount_fen, trail.went_to)


@pytest.mark.parametrize("seed", range(4))
def test_of_any_history_amounts_add_up_and_balances_are_those_of_the_lines(seed: int) -> None:
    history = History(world(), Random(seed))
    history.happen()
    database = history.service.database
    state = history.service.app.extensions["wanghuiyi.worlds"].default

    with database.reading() as connection:
        lines = list(transfers(connection))
        asked = [
            (seq, account.name)
            for seq, line in enumerate(lines, start=1)
            for account in (line.debit, line.credit)
        ]
        around = balances_around(connection, asked)
    trails = [followed(state, "wallet", one, is_balance=False) for one in history.wallets]

    held: Counter[str] = Counter()
    by_hand = {}
    for seq, line in enumerate(lines, start=1):
        for account, debited_fen in (
            (line.debit, line.amount_fen),
            (line.credit, -line.amount_fen),
        ):
            change_fen = debited_fen if account.kind.grows_by_debit else -debited_fen
            before_fen = held[account.name]
            held[account.name] += change_fen
            by_hand[seq, account.name] = AroundLine(before_fen, held[account.name])
    assert around == by_hand
    assert all(map(parts_add_up, trails))
