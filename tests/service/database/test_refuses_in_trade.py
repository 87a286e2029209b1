"""What the database refuses by itself of sellers, offers and orders: by raw SQL, on both kinds."""

import pytest

from tests.service.api.market import AMOUNT_FEN, Market
from tests.service.database.test_refuses import planted, refuses
from tests.service.servers import Service


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("offer SET stock = -1", "stock_is_not_negative"),
        ("offer SET price_fen = 0", "price_is_positive"),
        ("offer SET weight_g = 0", "weight_is_positive"),
        ("offer SET seller_id = 'nobody'", "(?i)foreign key"),
        ("seller SET balance_fen = -1", "balance_is_not_negative"),
        ("certification SET certified_by = 'me'", "a certification is never changed"),
        ("certification SET expires_ms = expires_ms + 1", "a certification is never changed"),
        ("certification SET revoked_ms = 1", "a_revocation_has_its_reason"),
        ("trade_order SET amount_fen = 1", "what was agreed is never changed"),
        ("trade_order SET wallet_id = seller_id", "what was agreed is never changed"),
        ("trade_order SET state = 'lost'", "takes no such step"),
        ("trade_order SET state = 'placed', paid_ms = NULL", "takes no such step"),
        ("trade_order SET state = 'released', ended_ms = 1", "takes no such step"),
        ("trade_order SET state = 'refunded', ended_ms = 1", "refunded_has_its_amount"),
        ("trade_order SET paid_ms = NULL", "paid_has_its_moment"),
        ("trade_order SET refunded_fen = 1", "refunded_has_its_amount"),
        ("trade_order SET released_fen = 1", "released_at_the_end"),
        (
            "trade_order SET state = 'refunded', ended_ms = 1, refunded_fen = 1, "  # noqa: ISC004 - one statement
            "released_fen = amount_fen",
            "nothing_is_given_twice",
        ),
    ],
)
def test_what_must_never_be_is_refused(service: Service, change: str, words: str) -> None:
    market = Market(service)
    market.certified()
    market.paid()

    refuses(service, f"UPDATE {change}", words)

    assert service.books()["findings"] == []


@pytest.mark.parametrize(
    "change",
    [
        "state = 'refunded', refunded_fen = 5",
        "state = 'paid', ended_ms = NULL",
        "released_fen = released_fen - 1",
        "since_ms = since_ms + 1",
    ],
)
def test_an_ended_order_has_no_second_end(service: Service, change: str) -> None:
    market = Market(service)
    market.must(service.provider, market.delivered(), "confirmations")

    # Which of the two triggers speaks first is the database's affair.
    words = "an order has one end|an order takes no such step"
    refuses(service, f"UPDATE trade_order SET {change}", words)  # noqa: S608 - the cases above


def test_escrow_is_released_once_and_refunded_once(service: Service) -> None:
    market = Market(service)
    order_id = market.delivered()
    market.must(service.provider, order_id, "confirmations")
    again = {"book": "gateway", "key": f"release:{order_id}", "debit": f"gateway:escrow:{order_id}"}

    refuses(service, planted(**again, credit="gateway:seller:x"), "(?i)unique")


@pytest.mark.parametrize("table", ["trade_order", "certification", "dispute", "evidence"])
def test_what_was_said_is_never_deleted(service: Service, table: str) -> None:
    market = Market(service)
    market.certified()
    market.disputed()

    refuses(service, f"DELETE FROM {table}", "never deleted")  # noqa: S608 - the tables above
    if not service.database.is_sqlite:
        refuses(service, f"TRUNCATE {table} CASCADE", "is never emptied")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("evidence SET text = 'It was tea'", "evidence is never changed"),
        ("dispute SET decided_ms = 1", "a_decision_is_whole"),
        ("dispute SET opened_by = 'somebody'", "side_is_known"),
    ],
)
def test_a_dispute_is_kept_as_it_was(service: Service, change: str, words: str) -> None:
    Market(service).disputed()

    refuses(service, f"UPDATE {change}", words)


def test_a_dispute_is_decided_once_and_a_certification_revoked_once(service: Service) -> None:
    market = Market(service)
    market.revoked(market.certified())
    market.must(market.shop, market.disputed(), "refunds", {"reason": "other"})

    refuses(service, "UPDATE dispute SET refund_fen = 0", "a dispute is decided once")
    revoked = "UPDATE certification SET revoked_ms = NULL, revoked_because = NULL"
    refuses(service, revoked, "a certification is revoked once")


def test_books_that_do_not_fit_the_orders_are_found(service: Service) -> None:
    market = Market(service)
    order_id = market.paid()
    service.run("UPDATE seller SET balance_fen = 7")
    service.run(
        "INSERT INTO transfer (book, key, debit, credit, amount_fen, at_ms) VALUES "
        "('gateway', 'planted', 'gateway:escrow:' || :order_id, 'gateway:commission', 5, 0)",
        order_id=order_id,
    )

    held_fen = AMOUNT_FEN - 5
    assert service.books()["findings"] == [
        f"gateway:seller:{market.seller_id} is kept as 7 fen, and its transfers sum to 0",
        f"gateway:escrow:{order_id} holds {held_fen} fen, and its order asks for {AMOUNT_FEN}",
    ]
