"""How a service is to be run, and what of that may be shown."""

import pytest

from service.server.config import ServerConfig


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:///books.db", "sqlite:///books.db"),
        ("postgresql+psycopg://a:geheim@b/c", "postgresql+psycopg://a:***@b/c"),
        *(
            (
                f"postgresql+psycopg:///c?host=b&{option}=geheim",
                "postgresql+psycopg:///c?host=b",
            )
            for option in ("password", "sslpassword", "passfile", "oauth_client_secret")
        ),
        (
            "postgresql+psycopg:///c?p%61ssword=geheim&password=geheim2&host=b",
            "postgresql+psycopg:///c?host=b",
        ),
    ],
)
def test_a_database_is_shown_without_its_passwords(url: str, shown: str) -> None:
    assert ServerConfig(database_url=url).shown_database == shown
