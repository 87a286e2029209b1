"""What the database refuses by itself about prices and who hears of them: by raw SQL, on both."""

import pytest

from tests.service.api.phones import Network
from tests.service.api.stories.prices import name_rice, posted
from tests.service.database.test_refuses import refuses
from tests.service.servers import Service

TWICE = (
    "INSERT INTO price_subscription SELECT 'twice', phone_hash, phone_sealed, good_id, market, "
    "market_key, since_ms, NULL FROM price_subscription"
)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE market_price SET price_fen = 1", "a price is never changed"),
        ("UPDATE market_price SET day = 1", "a price is never changed"),
        ("DELETE FROM market_price", "a price is never deleted"),
        (
            "INSERT INTO market_price VALUES (9, 'p', 'G', 'G', 'rice', 1, 0, 'kg', 'o', 1)",
            "price_is_positive",
        ),
        (
            "INSERT INTO market_price VALUES (9, 'p', 'G', 'G', 'rice', 1, 5, 'ton', 'o', 1)",
            "unit_is_known",
        ),
        (
            "INSERT INTO market_price VALUES (9, 'p', 'G', 'G', 'tea', 1, 5, 'kg', 'o', 1)",
            "(?i)foreign key",
        ),
        ("INSERT INTO good_name VALUES ('RICE', 'rice')", "(?i)unique"),
        ("DELETE FROM good", "(?i)foreign key"),
        (
            TWICE,
            "(?i)a_phone_hears_once_of_a_good|phone_hash",
        ),
    ],
)
def test_the_database_refuses(service: Service, statement: str, words: str) -> None:
    name_rice(service)
    assert posted(service).send(service).status_code == 201
    assert Network(service).reply("PRICE RICE ON").startswith("You get a text")

    refuses(service, statement, words)
