"""The signature that a receiver's own code came to: which mistake gives just that one."""

import base64
import hmac
import json
from collections.abc import Iterator, Sequence

from service.console.webhooks.received import SeenWebhook
from service.json_reader import JsonError, read_json
from service.transport.signature import ID, PREFIX, TIMESTAMP, secret_text


def cause_of_computed(seen: SeenWebhook, secrets: Sequence[bytes]) -> tuple[str, ...]:
    """Return what a receiver's code did to come to its signature, if it is one of the usual."""
    wanted = seen.computed.strip().removeprefix("v1,").removeprefix("v1=")
    if not wanted:
        return ()
    for secret in secrets:
        for words, key, content in _ways(seen, secret):
            mac = hmac.digest(key, content, "sha256")
            if wanted == base64.b64encode(mac).decode():
                return (words,)
            if wanted.lower() == mac.hex():
                return (f"{words}; and it is written in hex, not in base64",)
            if wanted == base64.urlsafe_b64encode(mac).decode().rstrip("="):
                return (f"{words}; and it is base64 for URLs, without padding",)
    unknown = (
        "the signature that your code came to is that of no usual mistake: compare the number of "
        "bytes that it signed, and its key, with those above"
    )
    return (unknown,)


def _ways(seen: SeenWebhook, secret: bytes) -> Iterator[tuple[str, bytes, bytes]]:
    """Yield each way to come to a signature: in words, its key, and the content it is over."""
    text, named, at = secret_text(secret), seen.headers[ID], seen.headers[TIMESTAMP]
    content = f"{named}.{at}.".encode() + seen.content
    compares = (
        "your code comes to the expected signature: it compares wrongly, perhaps with v1, before "
        "it, or with the whole of a header that has several"
    )
    yield compares, secret, content
    yield "your code takes the whole text of the secret as key: decode it", text.encode(), content
    yield (
        "your code takes the text behind whsec_ as key, without decoding it from base64",
        text.removeprefix(PREFIX).encode(),
        content,
    )
    yield "your code signs the body alone: id and timestamp go before it", secret, seen.content
    yield (
        "your code signs timestamp and body: the id goes before them",
        secret,
        f"{at}.".encode() + seen.content,
    )
    yield (
        "your code signs timestamp, id and body: the id goes first",
        secret,
        f"{at}.{named}.".encode() + seen.content,
    )
    yield (
        "your code puts the three together without points between them",
        secret,
        f"{named}{at}".encode() + seen.content,
    )
    for words, written in _written_again(seen.content):
        yield (
            f"your code signs a body that was parsed and written again, {words}: sign the bytes",
            secret,
            f"{named}.{at}.".encode() + written,
        )


def _written_again(content: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        value = read_json(content)
    except JsonError:
        return
    compact = (",", ":")
    yield "with spaces", json.dumps(value, ensure_ascii=False).encode(errors="replace")
    yield "with spaces and only ASCII", json.dumps(value).encode()
    yield "with only ASCII", json.dumps(value, separators=compact).encode()
    yield (
        "over several lines",
        json.dumps(value, ensure_ascii=False, indent=2).encode(errors="replace"),
    )
    by_name = json.dumps(value, ensure_ascii=False, separators=compact, sort_keys=True)
    yield "with its names sorted", by_name.encode(errors="replace")
