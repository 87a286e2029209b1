"""What a verdict is founded on: each request and each webhook, without its secrets.

Of bodies only digests are kept, keyed by a secret of this process, so that equal ones are found.
Moments are those of the test clock (`_ms`), and of the real one (`_s`, of `time.perf_counter`).
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from service.call import Entropy
from service.domain.typed import compact
from service.json_reader import JsonError, read_json
from service.outbox.attempt import SentPost
from service.testing.traffic import NO_TURN, DueTurn
from service.transport import PostAnswered, SignatureError, verify

Digest = bytes
Flaw = Literal["", "signature", "timestamp"]

NAME_LENGTH_MIN = 8
ANSWER_MAX_BYTES = 1 << 16
"""Longer answers, which are pages of lists, are not searched for names."""
TIMESTAMP_MARGIN_S = 5

_KEY = Entropy().integer("digests", 1 << 256).to_bytes(32)
_TOO_MANY_REQUESTS, _FIRST_FAULT, _GOOD = 429, 500, range(200, 300)
_DIGITS = re.compile(r"\d{6,}[Xx]?")


@dataclass(frozen=True)
class SeenRequest:
    """A request and its answer; `seq` is its place among all that was recorded.

    `caller` is the API key, or nothing; `body` is what the body says, however it was written.
    `names` are the ids and numbers in path and body, `shown` those in the answer. `latency_ms` was
    injected. A preview does nothing: it repeats no request, spends no draft, and is not judged.
    """

    seq: int
    began_s: float
    ended_s: float
    began_ms: int
    ended_ms: int
    caller: Digest
    route: str
    path: str
    idempotency_key: str | None
    body: Digest
    status: int
    code: str = ""
    retry_after_s: int = 0
    is_lost: bool = False
    is_replayed: bool = False
    latency_ms: int = 0
    answer: Digest = b""
    number: Digest = b""
    password: Digest = b""
    names: frozenset[Digest] = frozenset()
    shown: frozenset[Digest] = frozenset()
    is_preview: bool = False

    @property
    def is_good(self) -> bool:
        """Return whether the client learned that it was done."""
        return self.status in _GOOD and not self.is_lost

    @property
    def is_unclear(self) -> bool:
        """Return whether the client cannot know what was done, and has to ask again."""
        is_limited = self.status == _TOO_MANY_REQUESTS and self.code != "too_many_wrong_tries"
        is_fault = self.status >= _FIRST_FAULT
        return self.is_lost or is_fault or is_limited or self.code == "request_in_progress"

    @property
    def identity(self) -> tuple[Digest, str, Digest]:
        """Return who asks for what, which a repetition has in common."""
        return self.caller, self.path, self.body

    @property
    def under_key(self) -> tuple[Digest, str | None]:
        """Return the idempotency key, with whose it is."""
        return self.caller, self.idempotency_key


@dataclass(frozen=True)
class SentMessage:
    """A webhook as it was sent, and what its receiver answered: `status` is None for nothing.

    `about` are the wallet and the order that its data name, beside its subject.
    `turn` is its place among all messages by when they were first due, and so in the order of what
    happened; a message that is repeated keeps it.
    """

    seq: int
    began_s: float
    ended_s: float
    at_ms: int
    message_id: str
    kind: str
    subject: str
    status: int | None
    problem: str = ""
    flaw: Flaw = ""
    turn: DueTurn = NO_TURN
    about: frozenset[Digest] = frozenset()

    @property
    def is_accepted(self) -> bool:
        """Return whether the receiver said that it has it."""
        return self.status in _GOOD

    @property
    def name(self) -> Digest:
        """Return the digest of what it is about, as requests name it."""
        return digest(self.subject)


@dataclass(frozen=True)
class ClientEvidence:
    """All that was recorded, in the order of `seq`."""

    requests: tuple[SeenRequest, ...] = ()
    messages: tuple[SentMessage, ...] = ()


@dataclass(frozen=True)
class ReadBody:
    """What a body says, in digests."""

    said: Digest
    names: frozenset[Digest] = field(default_factory=frozenset)
    number: Digest = b""
    password: Digest = b""


def digest(text: str) -> Digest:
    """Return the digest of a text; of a number, however it is typed."""
    plain = compact(text)
    written = plain if _DIGITS.fullmatch(plain) else text
    return hashlib.blake2b(written.encode(errors="replace"), digest_size=16, key=_KEY).digest()


def read_body(content: bytes) -> ReadBody:
    """Return what a body says: two that mean the same have the same digest."""
    try:
        body = read_json(content)
    except JsonError:
        return ReadBody(digest(content.decode(errors="replace")))
    said = digest(json.dumps(_plain(body), sort_keys=True))
    named = body if isinstance(body, dict) else {}
    secret = named["draft"] if isinstance(named.get("draft"), dict) else named
    number, password = (
        digest(value) if isinstance(value := secret.get(name), str) else b""
        for name in ("number", "password")
    )
    return ReadBody(said, _names(body), number, password)


def names_of_path(path: str) -> frozenset[Digest]:
    """Return the digests of the ids in a path."""
    return frozenset(digest(part) for part in path.split("/") if len(part) >= NAME_LENGTH_MIN)


def read_answer(content: bytes) -> tuple[str, frozenset[Digest]]:
    """Return the code of a refusal, or nothing, and the names that an answer shows."""
    if len(content) > ANSWER_MAX_BYTES:
        return "", frozenset()
    try:
        answer = read_json(content)
    except JsonError:
        return "", frozenset()
    code = answer.get("code") if isinstance(answer, dict) else None
    return code if isinstance(code, str) else "", _names(answer)


def sent_message(seq: int, sent: SentPost, turn: DueTurn, moment: tuple[int, float]) -> SentMessage:
    """Return what is kept of a webhook, sent at a moment by the test clock and by the real one."""
    at_ms, real_s = moment
    headers = {name.lower(): value for name, value in sent.post.headers.items()}
    try:
        said: Any = read_json(sent.post.content)
    except JsonError:
        said = {}
    said = said if isinstance(said, dict) else {}
    is_answered = isinstance(sent.answered, PostAnswered)
    return SentMessage(
        seq,
        sent.began_s,
        sent.ended_s,
        at_ms,
        message_id=headers.get("webhook-id", ""),
        kind=str(said.get("type", "")),
        subject=str(said.get("subject", "")),
        status=sent.answered.status if isinstance(sent.answered, PostAnswered) else None,
        problem="" if is_answered else getattr(sent.answered, "problem", ""),
        flaw=_flaw(headers, sent, real_s),
        turn=turn,
        about=_about(said.get("data")),
    )


def _about(data: object) -> frozenset[Digest]:
    named = data if isinstance(data, dict) else {}
    ids = (named.get(name) for name in ("wallet_id", "order_id"))
    return frozenset(digest(one) for one in ids if isinstance(one, str))


def _flaw(headers: Mapping[str, str], sent: SentPost, real_s: float) -> Flaw:
    """Return why a receiver must refuse it, if it must; it is looked at as it was sent."""
    at_s = headers.get("webhook-timestamp", "")
    signed_s = float(at_s) if at_s.isascii() and at_s.isdecimal() else real_s
    try:
        verify(headers, sent.post.content, sent.secrets, signed_s)
    except SignatureError:
        return "signature"
    nearest_s = real_s + max(-TIMESTAMP_MARGIN_S, min(TIMESTAMP_MARGIN_S, signed_s - real_s))
    try:
        verify(headers, sent.post.content, sent.secrets, nearest_s)
    except SignatureError:
        return "timestamp"
    return ""


def _plain(value: object) -> object:
    match value:
        case dict():
            return {name: _plain(inner) for name, inner in value.items()}
        case list():
            return [_plain(inner) for inner in value]
        case str() if _DIGITS.fullmatch(compact(value)):
            return compact(value)
    return value


def _names(value: object) -> frozenset[Digest]:
    return frozenset(digest(text) for text in _texts(value) if len(text) >= NAME_LENGTH_MIN)


def _texts(value: object) -> Iterator[str]:
    match value:
        case dict():
            for inner in value.values():
                yield from _texts(inner)
        case list():
            for inner in value:
                yield from _texts(inner)
        case str():
            yield value
