"""What may be wrong when no signature fits: each cause is tried, and named only if it is one.

What was sent is known, so what a receiver saw can be compared with it: the body byte by byte, the
headers with those of each attempt, the secret with all that there are.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from service.console.clock_head import duration_said
from service.console.webhooks.computed import cause_of_computed
from service.console.webhooks.received import KnownPost, KnownWebhooks, SeenWebhook
from service.json_reader import JsonError, read_json
from service.transport import SignatureError, verify
from service.transport.signature import (
    ID,
    SIGNATURE,
    TIMESTAMP,
    TOLERANCE_S,
    secret_from,
)

MS_DIGITS = 13
"""A timestamp of so many digits is in milliseconds, or none at all."""
_CONTEXT = 12
_BOM = b"\xef\xbb\xbf"


def causes_of(seen: SeenWebhook, known: KnownWebhooks, secrets: Sequence[bytes]) -> tuple[str, ...]:
    """Return what keeps a message from being verified by these secrets, in words."""
    attempts = known.of_message(seen.headers[ID])
    if not attempts:
        nothing = (
            "no message of this world has this id among those that are kept: it is of another "
            "world or server, or was sent too long ago"
        )
        return (nothing, *cause_of_computed(seen, secrets))
    nearest = _nearest(seen, attempts)
    found = [*_age(seen, nearest), *_body(seen, nearest, known), *_headers(seen, attempts, known)]
    found += _secret(seen, nearest, known)
    if not found and not verifies(seen, secrets):
        found += _forged(seen, nearest)
    return (*found, *cause_of_computed(seen, secrets))


def _nearest(seen: SeenWebhook, attempts: Sequence[KnownPost]) -> KnownPost:
    """Return the attempt that a receiver saw: the one with its timestamp, else the last one."""
    alike = [one for one in attempts if one.headers.get(TIMESTAMP) == seen.headers[TIMESTAMP]]
    return (alike or list(attempts))[-1]


def _age(seen: SeenWebhook, sent: KnownPost) -> Iterator[str]:
    at = seen.headers[TIMESTAMP]
    if at != sent.headers.get(TIMESTAMP) or not at.isdecimal():
        return
    age_s = sent.sent_s - int(at)
    if age_s > TOLERANCE_S:
        yield (
            f"it was signed as of {duration_said(age_s * 1_000)} before it was sent, as a replay "
            "would be: the fault old_timestamp; the receiver is right to refuse it"
        )
    elif seen.received_s is not None and abs(seen.received_s - int(at)) > TOLERANCE_S:
        yield (
            "it was sent when it was signed, so the receiver's clock is wrong, or it compared "
            "with the clock of the world: compare with the real time"
        )


def _body(seen: SeenWebhook, sent: KnownPost, known: KnownWebhooks) -> Iterator[str]:
    if seen.content == sent.content:
        return
    other = next((one for one in known.posts if one.content == seen.content), None)
    if other:
        yield f"the body is that of another message, {other.message_id}"
        return
    apart = len(seen.content) - len(sent.content)
    size = f"{abs(apart)} bytes {'more' if apart > 0 else 'fewer'} than was sent"
    size = size.replace("1 bytes ", "1 byte ") if abs(apart) == 1 else size
    length = "as many bytes as were sent, but others" if not apart else size
    yield f"the body that was verified has {length}{_how(seen.content, sent.content)}"


def _how(seen: bytes, sent: bytes) -> str:
    if seen == sent + b"\n" or seen.rstrip(b"\r\n") == sent:
        return ": a line end was added behind it"
    if seen == _BOM + sent:
        return ": a byte order mark was added before it"
    if not seen:
        return ": it is empty; was the stream already read by a framework?"
    if _means(seen) is not None and _means(seen) == _means(sent):
        ascii_only = seen.isascii() and not sent.isascii()
        how = "; characters that are not ASCII are escaped" if ascii_only else ""
        return (
            f": it says the same, written otherwise{how}; was it parsed and written again? "
            "Verify the bytes as they came, before they are parsed"
        )
    place = next(
        (at for at, (one, other) in enumerate(zip(seen, sent, strict=False)) if one != other),
        min(len(seen), len(sent)),
    )
    begin = max(0, place - _CONTEXT)
    was, is_now = (one[begin : place + _CONTEXT].decode(errors="replace") for one in (sent, seen))
    return f": from byte {place + 1} it differs, …{was}… was sent and …{is_now}… was verified"


def _means(content: bytes) -> str | None:
    try:
        return json.dumps(read_json(content), sort_keys=True)
    except JsonError:
        return None


def _headers(
    seen: SeenWebhook, attempts: Sequence[KnownPost], known: KnownWebhooks
) -> Iterator[str]:
    times = [one.headers.get(TIMESTAMP, "") for one in attempts]
    if seen.headers[TIMESTAMP] not in times:
        yield (
            f"no attempt at this message had the timestamp {seen.headers[TIMESTAMP]}: "
            f"it was sent with {', '.join(dict.fromkeys(times))}"
        )
    signed = seen.headers[SIGNATURE]
    owners = [one for one in known.posts if one.headers.get(SIGNATURE) == signed]
    if any(one.message_id == seen.headers[ID] for one in owners):
        of_time = [one for one in owners if one.headers.get(TIMESTAMP) == seen.headers[TIMESTAMP]]
        if not of_time and seen.headers[TIMESTAMP] in times:
            yield "signature and timestamp are of two attempts: read all headers of one request"
    elif owners:
        yield f"the signature is that of another message, {owners[-1].message_id}"
    else:
        yield (
            "no message that is kept was sent with this signature: it was cut off or changed on "
            "its way, or is of another webhook"
        )


def _secret(seen: SeenWebhook, sent: KnownPost, known: KnownWebhooks) -> Iterator[str]:
    if not seen.secret:
        return
    try:
        secret = secret_from(seen.secret.strip())
    except ValueError:
        yield "the secret is not as it was shown when the webhook was made"
        return
    if secret in known.in_force(sent.webhook_id) or secret in sent.secrets:
        return
    owner = next((one for one in known.secrets if one.secret == secret), None)
    if owner is None:
        yield "the secret is that of no webhook of this world: copy it again, or rotate it"
    elif owner.webhook_id == sent.webhook_id:
        yield "the secret was rotated, and the time in which it signed beside the new one is over"
    else:
        yield f"the secret is that of another webhook, {owner.webhook_id} at {owner.url}"


def _forged(seen: SeenWebhook, sent: KnownPost) -> Iterator[str]:
    is_as_sent = seen.headers[SIGNATURE] == sent.headers.get(SIGNATURE)
    as_sent = replace(seen, headers=sent.headers, content=sent.content)
    if is_as_sent and not verifies(as_sent, sent.secrets):
        yield (
            "all is as it was sent, and it was signed wrong on purpose: the fault "
            "corrupt_signature; the receiver is right to refuse it"
        )


def verifies(seen: SeenWebhook, secrets: Sequence[bytes]) -> bool:
    """Return whether a signature fits, however old it is."""
    at = seen.headers[TIMESTAMP]
    if not at.isascii() or not at.isdecimal() or len(at) >= MS_DIGITS:
        return False
    try:
        verify(seen.headers, seen.content, secrets, float(at))
    except SignatureError:
        return False
    return True
