"""Phones whose owners have wallets, and the network that passes on what they text."""

from dataclasses import dataclass, field

from werkzeug.test import TestResponse

from tests.service.servers import PASSWORD, Service, taken

PHONE = "+8613800138000"
OTHER_PHONE = "+8613900139000"


@dataclass
class Network:
    """A network over a service, and a wallet that has a phone."""

    service: Service
    tier: str = "certificate"
    language: str = "en"
    wallet_id: str = field(init=False)

    def __post_init__(self) -> None:
        """Open the wallet."""
        self.wallet_id = self.wallet(PHONE)

    def wallet(self, phone: str, provider: str = "") -> str:
        """Open a wallet whose owner has a phone; return its id."""
        key = provider or self.service.provider
        wallet_id = self.service.wallet(self.tier, key)
        body = {"phone": phone, "language": self.language}
        path = f"/v1/wallets/{wallet_id}/contact"
        assert self.service.ask(key, "PUT", path, body).status_code == 200
        return wallet_id

    def send(self, text: str, phone: str = PHONE, message_id: str = "") -> TestResponse:
        """Pass a text on, under the network's own id of it."""
        headers = {"Idempotency-Key": message_id} if message_id else {}
        key = self.service.key("carrier", "a carrier")
        return self.service.post(key, "/v1/texts", {"phone": phone, "text": text}, headers)

    def reply(self, text: str, phone: str = PHONE) -> str:
        """Pass a text on; return what it is answered with."""
        response = self.send(text, phone)
        assert response.status_code == 201, response.text
        return str(taken(response)["reply"])

    def redeem(self, number: str, password: str = PASSWORD, phone: str = PHONE) -> str:
        """Text a number and a password; return what that is answered with."""
        return self.reply(f"REDEEM {number} {password}", phone)

    @property
    def balance_fen(self) -> int:
        """Return what the wallet holds, as its provider sees it."""
        shown = self.service.get(self.service.provider, f"/v1/wallets/{self.wallet_id}")
        return int(taken(shown)["balance"]["amount"])
