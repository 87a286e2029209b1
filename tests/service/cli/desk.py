"""A terminal at which people of each role call commands, upon a database in this process."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from click.testing import CliRunner, Result

from sim.cli import commands

IDENTITY = "11010519491231002X"
PASSWORD = "081208"  # noqa: S105 - of a test
ROLES = MappingProxyType({"operator": "me", "outlet": "Gushi 1", "provider": "Purse"})


@dataclass(frozen=True)
class Desk:
    """A terminal at which people of each role call commands."""

    url: str
    folder: Path
    keys: dict[str, str]

    def call(self, role: str, *words: str, typed: str | None = None, **variables: str) -> Result:
        """Call a command with the key of a role."""
        given = {"WANGHUIYI_KEY": self.keys[role], "WANGHUIYI_IDENTITY": IDENTITY}
        if typed is None:
            given["WANGHUIYI_PASSWORD"] = PASSWORD
        return call(*words, "--database", self.url, typed=typed, **given, **variables)

    def printed(self, role: str, *words: str) -> str:
        """Return what a command prints that ends well."""
        done = self.call(role, *words)
        assert done.exit_code == 0, done.stderr
        return done.stdout.strip()

    def deposit(self, yuan: str = "175") -> dict[str, str]:
        """Take cash, and return the whole answer."""
        answer: dict[str, str] = json.loads(self.printed("outlet", "deposit", yuan, "--json"))
        return answer


def call(*words: str, typed: str | None = None, **variables: str) -> Result:
    """Call a command as a shell does."""
    return CliRunner().invoke(commands, words, input=typed, env=variables)


def new_desk(folder: Path, roles: Mapping[str, str] = ROLES) -> Desk:
    """Return a desk with a key for the holder of each role."""
    url = f"sqlite:///{folder / 'books.db'}"
    keys = {
        role: call("keys", "create", role, holder, "--database", url).stdout.strip()
        for role, holder in roles.items()
    }
    return Desk(url, folder, keys)
