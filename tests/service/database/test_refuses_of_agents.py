"""What the database refuses of agents by itself, whoever asks: by raw SQL, on both kinds."""

import pytest

from tests.service.api.stories.agency import cash_in, used_code, withdrawal
from tests.service.database.test_refuses import refuses
from tests.service.servers import Service


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE agent SET float_fen = -1", "float_is_not_negative"),
        ("UPDATE agent SET commission_fen = -1", "commission_is_not_negative"),
        ("UPDATE agent SET threshold_fen = -1", "threshold_is_not_negative"),
        ("UPDATE agent SET tariff = 'golden'", "agent_tariff_is_known"),
        ("DELETE FROM agent", "an agent is never deleted"),
        ("UPDATE cash_out_code SET amount_fen = 0", "a code is never changed"),
        ("UPDATE cash_out_code SET expires_ms = expires_ms + 1", "a code is never changed"),
        ("UPDATE cash_out_code SET used_ms = NULL", "a code is used once"),
        (
            (
                "INSERT INTO cash_out_code SELECT 'another', code_hash, wallet_id, amount_fen, "
                "made_ms, expires_ms, NULL FROM cash_out_code"
            ),
            "(?i)unique",
        ),
        (
            (
                "INSERT INTO cash_out_code SELECT 'c', depositor_hash, 'nobody', 1, 1, 2, NULL "
                "FROM depositor_day"
            ),
            "(?i)foreign key",
        ),
        (
            (
                "INSERT INTO cash_out_code SELECT 'c', depositor_hash, wallet_id, 0, 1, 2, NULL "
                "FROM depositor_day, wallet"
            ),
            "amount_is_positive",
        ),
        (
            (
                "INSERT INTO cash_out_code SELECT 'c', depositor_hash, wallet_id, 1, 2, 2, NULL "
                "FROM depositor_day, wallet"
            ),
            "it_is_valid_for_a_while",
        ),
        ("UPDATE float_code SET amount_fen = 1", "a code is never changed"),
        ("UPDATE float_code SET agent = 'another'", "a code is never changed"),
        ("UPDATE float_code SET used_ms = NULL", "a code is used once"),
        ("DELETE FROM outlet_commission", "what an outlet has earned is never deleted"),
        ("INSERT INTO outlet_commission VALUES ('nowhere', 1)", "(?i)foreign key"),
        (
            (
                "INSERT INTO float_code SELECT 'another', code_hash, agent, amount_fen, "
                "made_ms, expires_ms, NULL FROM float_code"
            ),
            "(?i)unique",
        ),
        (
            "INSERT INTO float_code SELECT 'c', code_hash, 'nobody', 1, 1, 2, NULL FROM float_code",
            "(?i)(foreign key|unique)",
        ),
        ("UPDATE depositor_day SET brought_fen = -1", "brought_is_not_negative"),
        ("UPDATE event SET agent = 'another'", "an event is addressed once"),
    ],
)
def test_what_must_never_be_of_agents_is_refused(
    service: Service, statement: str, words: str
) -> None:
    used_code(service)
    assert withdrawal(service, 100).send(service).status_code == 201
    service.run("INSERT INTO outlet_commission SELECT outlet, 0 FROM outlet LIMIT 1")
    assert cash_in(service, service.wallet(), 9_000).send(service).status_code == 201
    service.run("UPDATE event SET place = seq, provider = '', shop = '', agent = ''")

    refuses(service, statement, words)

    assert service.books()["findings"] == []
