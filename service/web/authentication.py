"""Who the caller is: the API key in the header Authorization, looked up at most once a second.

A revoked key is refused at once by the process that revoked it, and after `REMEMBERED_S` by others.
"""

import hashlib
import re
import time
from dataclasses import dataclass, field, replace

from service.call import Caller
from service.database.transactions import Database
from service.operations.keys import PREFIX, caller_of
from service.refusals.request import NotPermitted, Unauthenticated
from service.store.keys import key_with_wish

REMEMBERED_S = 1.0
REMEMBERED_MAX = 10_000
# By RFC 9110 the scheme may be written in any case, with spaces after it.
_FORM = re.compile(rf"(?i:bearer) +{PREFIX}_([0-9a-f]{{16}})_([0-9a-f]{{64}})[ \t]*")


@dataclass
class Authenticator:
    """Looks API keys up, and remembers those that work for a moment."""

    database: Database
    remembered_s: float = REMEMBERED_S
    _remembered: dict[bytes, tuple[float, Caller]] = field(default_factory=dict)

    def caller(self, authorization: str | None, now_ms: int) -> Caller:
        """Return the caller whose key a header has. Refused: `Unauthenticated`."""
        header = authorization or ""
        digest = hashlib.sha256(header.encode(errors="replace")).digest()
        until_s, caller = self._remembered.get(digest, (0.0, None))
        if caller is not None and time.monotonic() < until_s:
            return caller
        form = _FORM.fullmatch(header)
        if form is None:
            raise Unauthenticated
        key_id, secret = form.groups()
        with self.database.reading() as connection:
            found = key_with_wish(connection, key_id)
        caller = caller_of(found[0], secret, now_ms) if found else None
        if caller is None:
            self._remembered.pop(digest, None)
            raise Unauthenticated
        if found and found[1] is not None:
            caller = replace(caller, draft_events_from_ms=found[1])
        if len(self._remembered) >= REMEMBERED_MAX:
            self._remembered.clear()
        self._remembered[digest] = (time.monotonic() + self.remembered_s, caller)
        return caller

    def forget(self) -> None:
        """Look every key up anew, because one has changed."""
        self._remembered.clear()


def require_role(caller: Caller, roles: tuple[str, ...]) -> None:
    """Let pass a caller of one of the roles. Refused: `NotPermitted`."""
    if caller.role not in roles:
        raise NotPermitted(caller.role, ", ".join(roles))
