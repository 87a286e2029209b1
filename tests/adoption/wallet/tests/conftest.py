"""The wallet under test, and its ear."""

from collections.abc import Iterator

import pytest

from service.inbox import Inbox
from service.post_office import PostOffice
from service.wallet import Wallet
from wanghuiyi import World


@pytest.fixture
def wallet(wanghuiyi: World) -> Wallet:
    """Return the wallet under test, with Ana's account; it waits by the world's clock."""

    def sleep(seconds: float) -> None:
        wanghuiyi.clock.advance(seconds=seconds)

    made = Wallet(PostOffice(wanghuiyi.url, wanghuiyi.provider.key, sleep))
    made.join("ana")
    return made


@pytest.fixture
def inbox(wanghuiyi: World, wallet: Wallet) -> Iterator[Inbox]:
    """Have the wallet hear of what happens."""
    made = Inbox(wallet.hear)
    hook = wanghuiyi.provider.post("/v1/webhooks", {"url": made.url})
    made.trust(hook["secret"])
    yield made
    made.close()
