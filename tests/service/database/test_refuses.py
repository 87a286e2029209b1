"""What the database refuses by itself, whoever asks: by raw SQL, on both kinds."""

import pytest
from sqlalchemy.exc import DBAPIError

from tests.service.api.stories.messages import ended_message_of, message_of
from tests.service.servers import Service

PLANTED = (
    "INSERT INTO transfer (book, key, debit, credit, amount_fen, at_ms) "
    "VALUES ('{book}', '{key}', '{debit}', '{credit}', {amount_fen}, 0)"
)


def refuses(service: Service, statement: str, words: str) -> None:
    """Let pass a database that refuses a statement with words."""
    with pytest.raises(DBAPIError, match=words):
        service.run(statement)


def planted(**changed: object) -> str:
    """Return the statement that enters a line of the books."""
    usual = {"book": "post", "key": "planted", "debit": "post:cash:x", "credit": "post:bank"}
    return PLANTED.format(**{**usual, "amount_fen": 5, **changed})


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE wallet SET balance_fen = -1", "balance_is_not_negative"),
        ("UPDATE wallet SET tier = 'golden'", "tier_is_known"),
        ("UPDATE wallet SET redeemed_today = -1", "redeemed_today_is_not_negative"),
        ("UPDATE outlet SET cash_fen = -1", "till_is_not_negative"),
        ("UPDATE api_key SET role = 'owner'", "role_is_known"),
        ("UPDATE transfer SET amount_fen = amount_fen + 1", "a transfer is never changed"),
        ("UPDATE transfer SET credit = 'post:bank'", "a transfer is never changed"),
        ("DELETE FROM transfer", "a transfer is never deleted"),
        ("UPDATE settlement SET net_due_fen = 0", "a closed day is never changed"),
        ("DELETE FROM settlement", "a closed day is never deleted"),
        ("UPDATE day_proof SET signature = ''", "the proof of a day is never changed"),
        ("DELETE FROM day_proof", "the proof of a day is never deleted"),
        ("DELETE FROM draft", "a draft is never deleted"),
    ],
)
def test_what_must_never_be_is_refused(service: Service, statement: str, words: str) -> None:
    service.full_wallet()
    service.clock.advance(days=1)
    service.done(service.operator, "/v1/settlements", {"day": "2026-11-24"})

    refuses(service, statement, words)

    assert service.books()["findings"] == []


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE event SET data = '{}'", "an event is never changed"),
        ("UPDATE event SET subject = 'another'", "an event is never changed"),
        ("UPDATE event SET place = 7", "an event is addressed once"),
        ("UPDATE event SET provider = 'another'", "an event is addressed once"),
        ("DELETE FROM event", "an event is never deleted"),
        ("UPDATE message SET standing = 'waiting', settled_ms = NULL", "a message ends once"),
        ("UPDATE message SET attempts = 0", "a message ends once"),
    ],
)
def test_what_was_notified_stays(service: Service, statement: str, words: str) -> None:
    ended_message_of(service)

    refuses(service, statement, words)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM message", "a message that waits is never deleted"),
        ("UPDATE message SET standing = 'lost'", "standing_is_known|an_end_has_its_time"),
        ("UPDATE message SET standing = 'dead'", "an_end_has_its_time"),
        ("UPDATE message SET attempts = -1", "attempts_are_not_negative"),
        ("UPDATE message SET channel = 'fax'", "channel_is_known"),
        ("UPDATE message SET event_seq = 999999", "(?i)foreign key"),
        ("UPDATE webhook SET role = 'carrier'", "role_may_hear"),
        ("UPDATE webhook SET old_secrets = ''", "old_secrets_are_a_list"),
    ],
)
def test_a_message_is_possible_and_not_lost(service: Service, statement: str, words: str) -> None:
    message_of(service)

    refuses(service, statement, words)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (planted(amount_fen=0), "amount_is_positive"),
        (planted(amount_fen=-5), "amount_is_positive"),
        (planted(credit="post:cash:x"), "a_transfer_has_two_accounts"),
        (planted(credit="gateway:bank"), "credit_stands_in_the_book"),
        (planted(debit="gateway:bank"), "debit_stands_in_the_book"),
        (planted(book="third", debit="third:a", credit="third:b"), "book_is_known"),
    ],
)
def test_a_transfer_is_balanced_and_stays_in_its_book(
    service: Service, line: str, words: str
) -> None:
    refuses(service, line, words)


def test_a_line_is_entered_once_in_each_book(service: Service) -> None:
    service.run(planted())

    refuses(service, planted(amount_fen=6), "(?i)unique")
    service.run(planted(book="gateway", debit="gateway:bank", credit="gateway:commission"))


@pytest.mark.parametrize(
    "change",
    [
        "state = 'cashed', wallet_id = NULL",
        "state = 'issued', wallet_id = NULL, ended_ms = NULL",
        "ended_ms = ended_ms + 1",
        "wallet_id = 'another'",
        "amount_fen = 1",
        "number_hash = depositor_hash",
    ],
)
def test_an_ended_draft_has_no_second_end(service: Service, change: str) -> None:
    service.full_wallet()

    statement = f"UPDATE draft SET {change}"  # noqa: S608 - the cases above
    refuses(service, statement, "a draft has one end")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("amount_fen = 0", "amount_is_positive"),
        ("fee_fen = -1", "fee_is_not_negative"),
        ("expires_ms = issued_ms", "it_is_valid_for_a_while"),
        ("state = 'lost', ended_ms = 1", "state_is_known"),
        ("state = 'cashed'", "an_end_has_its_moment"),
        ("state = 'redeemed', ended_ms = 1", "redeemed_into_a_wallet"),
        ("reset_from_ms = 1", "a_reset_has_its_moment"),
        ("outlet = 'Nowhere'", "(?i)foreign key"),
    ],
)
def test_a_draft_is_possible(service: Service, change: str, words: str) -> None:
    service.deposit()

    refuses(service, f"UPDATE draft SET {change}", words)  # noqa: S608 - the cases above


@pytest.mark.parametrize("table", ["transfer", "settlement", "day_proof", "draft", "message"])
def test_postgresql_empties_no_book(service: Service, table: str) -> None:
    if service.database.is_sqlite:
        pytest.skip("SQLite knows no TRUNCATE")

    refuses(service, f"TRUNCATE {table}", f"{table} is never emptied")
