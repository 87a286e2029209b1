"""Why a signature fits or does not: the verification of Standard Webhooks, step by step.

A library says "invalid signature", and no more. Here each step stands with what went in and what
came out, and where it fails, what differs from what was sent.
"""

import base64
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from service.console.clock_head import duration_said
from service.console.webhooks.causes import MS_DIGITS, causes_of, verifies
from service.console.webhooks.received import KnownWebhooks, SeenWebhook
from service.transport.signature import ID, SIGNATURE, TIMESTAMP, TOLERANCE_S, secret_from

HEADERS = (ID, TIMESTAMP, SIGNATURE)
_SHOWN_BYTES = 60

StepOutcome = Literal["right", "wrong", "unknown"]


@dataclass(frozen=True)
class VerifyStep:
    """A step of the verification: what it asks, its outcome in words, and the facts it used."""

    title: str
    outcome: StepOutcome
    said: str
    facts: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class ExplainedSignature:
    """All steps, whether a receiver has to accept the message, and what may be the cause if not."""

    steps: Sequence[VerifyStep]
    causes: Sequence[str]

    @property
    def is_right(self) -> bool:
        """Return whether each step was right."""
        return all(step.outcome == "right" for step in self.steps)


def explained(seen: SeenWebhook, known: KnownWebhooks) -> ExplainedSignature:
    """Return each step of the verification of what a receiver saw."""
    present = _present(seen)
    if present.outcome == "wrong":
        return ExplainedSignature((present,), ())
    secret_step, secrets = _secret(seen, known)
    steps = (present, _recent(seen, known), _signed(seen), secret_step, _fits(seen, secrets))
    causes = causes_of(seen, known, secrets)
    return ExplainedSignature(steps, causes)


def _present(seen: SeenWebhook) -> VerifyStep:
    missing = [name for name in HEADERS if not seen.headers.get(name)]
    facts = [(name, seen.headers[name]) for name in HEADERS if name not in missing]
    title = "The three headers are there"
    if not missing:
        return VerifyStep(title, "right", "all three, whatever their capitals", facts)
    older = [name for name in seen.headers if name.startswith("svix-")]
    hint = f"; {', '.join(older)} is the older name" if older else ""
    said = f"{', '.join(missing)} is missing: check whether a proxy or framework removes it{hint}"
    return VerifyStep(title, "wrong", said, facts)


def _recent(seen: SeenWebhook, known: KnownWebhooks) -> VerifyStep:
    title, at = "The timestamp is recent", seen.headers[TIMESTAMP]
    if not at.isascii() or not at.isdecimal():
        return VerifyStep(title, "wrong", f"{at!r} is not in seconds since 1970, in digits")
    if len(at) >= MS_DIGITS:
        return VerifyStep(title, "wrong", f"{at} are milliseconds: it is sent in seconds")
    received_s, clock = _received(seen, known)
    apart_s = received_s - int(at)
    apart = f"{duration_said(abs(apart_s) * 1_000)} {'before' if apart_s > 0 else 'after'} {clock}"
    said = (
        f"signed {apart if apart_s else f'in the second of {clock}'}, "
        f"and {TOLERANCE_S} s are tolerated; messages are signed by the real time, "
        f"never by the clock of the world, which shows {known.world_said} in Beijing"
    )
    outcome: StepOutcome = "right" if abs(apart_s) <= TOLERANCE_S else "wrong"
    return VerifyStep(title, outcome, said, [("signed", at), ("compared with", str(received_s))])


def _received(seen: SeenWebhook, known: KnownWebhooks) -> tuple[int, str]:
    """Return when it was received, as far as it is known: people paste long after."""
    if seen.received_s is not None:
        return seen.received_s, "the receiver's clock then"
    attempts = [
        one
        for one in known.of_message(seen.headers[ID])
        if one.headers.get(TIMESTAMP) == seen.headers[TIMESTAMP]
    ]
    return (attempts[-1].sent_s, "the sending") if attempts else (known.now_s, "now")


def _signed(seen: SeenWebhook) -> VerifyStep:
    content = signed_content(seen)
    start = content[:_SHOWN_BYTES].decode(errors="replace")
    said = (
        f"{len(content)} bytes: id, a point, timestamp, a point, "
        f"and the {len(seen.content)} bytes of the body as they came"
    )
    more = "…" if len(content) > _SHOWN_BYTES else ""
    return VerifyStep(
        "The signed content is put together", "right", said, [("begins", start + more)]
    )


def _secret(seen: SeenWebhook, known: KnownWebhooks) -> tuple[VerifyStep, Sequence[bytes]]:
    title = "The secret is decoded"
    if not seen.secret:
        attempts = known.of_message(seen.headers[ID])
        secrets = known.in_force(attempts[-1].webhook_id) if attempts else []
        if not secrets:
            said = "no secret was given, and no webhook is known for this message: paste yours"
            return VerifyStep(title, "unknown", said), []
        counted = "1 secret" if len(secrets) == 1 else f"{len(secrets)} secrets"
        return VerifyStep(title, "right", f"the webhook's own: {counted} in force"), secrets
    try:
        secret = secret_from(seen.secret.strip())
    except ValueError as error:
        return VerifyStep(title, "wrong", str(error)), []
    said = f"{len(secret)} bytes of base64 behind whsec_; the bytes are the key, not the text"
    return VerifyStep(title, "right", said), [secret]


def _fits(seen: SeenWebhook, secrets: Sequence[bytes]) -> VerifyStep:
    title = "A signature fits"
    found = [one for one in seen.headers[SIGNATURE].split(" ") if one]
    facts = [("received", one) for one in found]
    if not secrets:
        return VerifyStep(title, "unknown", "without a secret nothing can be compared", facts)
    expected = [signature_of(seen, secret) for secret in secrets]
    facts += [("expected", one) for one in expected]
    if verifies(seen, secrets):
        return VerifyStep(title, "right", "one of them is the expected one", facts)
    others = [one for one in found if not one.startswith("v1,")]
    hint = f"; {len(others)} of them not v1, and left out" if others else ""
    return VerifyStep(
        title, "wrong", f"{len(found)} received, and none is the expected one{hint}", facts
    )


def signed_content(seen: SeenWebhook) -> bytes:
    """Return the bytes that a signature is over."""
    return f"{seen.headers[ID]}.{seen.headers[TIMESTAMP]}.".encode() + seen.content


def signature_of(seen: SeenWebhook, secret: bytes) -> str:
    """Return the signature that a message has to have by a secret."""
    mac = hmac.digest(secret, signed_content(seen), "sha256")
    return f"v1,{base64.b64encode(mac).decode()}"
