"""What the database refuses of holds and reversals by itself, by raw SQL, on both kinds."""

import pytest

from tests.service.api.stories.holds import captured, placed, reversal_of
from tests.service.database.test_refuses import refuses
from tests.service.servers import Service

HOLD = (
    "INSERT INTO wallet_hold (hold_id, wallet_id, payee_id, amount_fen, captured_fen, "
    "released_fen, state, placed_ms, expires_ms, ended_ms) SELECT 'h', wallet_id, {} FROM "
    "wallet_hold WHERE state = 'held'"
)
REVERSAL = (
    "INSERT INTO payment_reversal SELECT 'r', payment_id, {}, reversed_ms FROM payment_reversal"
)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (HOLD.format("NULL, 0, 0, 0, 'held', 1, 2, NULL"), "amount_is_positive"),
        (HOLD.format("NULL, 5, -1, 0, 'held', 1, 2, NULL"), "no_more_leaves_than_was_held"),
        (HOLD.format("NULL, 5, 3, 3, 'held', 1, 2, NULL"), "no_more_leaves_than_was_held"),
        (HOLD.format("NULL, 5, 0, 0, 'held', 2, 2, NULL"), "it_lasts_a_while"),
        (HOLD.format("NULL, 5, 0, 5, 'lost', 1, 2, 2"), "state_is_known"),
        (HOLD.format("NULL, 5, 0, 4, 'expired', 1, 2, 2"), "what_has_ended_holds_nothing"),
        (HOLD.format("NULL, 5, 0, 5, 'expired', 1, 2, NULL"), "an_end_has_its_moment"),
        (HOLD.format("wallet_id, 5, 0, 0, 'held', 1, 2, NULL"), "payee_is_another_wallet"),
        (HOLD.format("'nobody', 5, 0, 0, 'held', 1, 2, NULL"), "(?i)foreign key"),
        ("UPDATE wallet_hold SET amount_fen = amount_fen + 1", "never changes"),
        ("UPDATE wallet_hold SET expires_ms = expires_ms + 1", "never changes"),
        ("UPDATE wallet_hold SET payee_id = 'nobody' WHERE state = 'held'", "never changes"),
        ("UPDATE wallet_hold SET ended_ms = 9 WHERE state <> 'held'", "has ended never"),
        ("UPDATE wallet_hold SET captured_fen = 0 WHERE state = 'held'", "does not come back"),
        ("DELETE FROM wallet_hold", "a hold is never deleted"),
        ("UPDATE hold_capture SET amount_fen = 1", "a capture is never changed"),
        ("DELETE FROM hold_capture", "a capture is never deleted"),
        (REVERSAL.format("1, 1, 2, 100, 'other', 'shop'"), "(?i)unique"),
        (REVERSAL.format("2, 1, 101, 100, 'other', 'shop'"), "no_more_is_given_back"),
        (REVERSAL.format("2, 2, 1, 100, 'other', 'shop'"), "no_more_is_given_back"),
        (REVERSAL.format("0, 1, 2, 100, 'other', 'shop'"), "place_is_positive"),
        (REVERSAL.format("2, 1, 2, 100, 'a whim', 'shop'"), "reason_is_known"),
        (REVERSAL.format("2, 1, 2, 100, 'other', 'outlet'"), "role_may_reverse"),
        ("UPDATE payment_reversal SET reason = 'fraud'", "a reversal is never changed"),
        ("DELETE FROM payment_reversal", "a reversal is never deleted"),
    ],
)
def test_what_must_never_be_of_holds_is_refused(
    service: Service, statement: str, words: str
) -> None:
    payment_id = captured(service, placed(service))  # in part: the hold goes on
    captured(service, placed(service), is_final=True)
    assert reversal_of(service, payment_id, 60).send(service).status_code == 201

    refuses(service, statement, words)

    assert service.books()["findings"] == []
