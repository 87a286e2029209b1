"""ClientEvidence for the tests of verdicts, with whatever does not matter left as it usually is."""

from typing import Any

from service.testing.evidence import SeenRequest, SentMessage, digest


def seen(seq: int = 1, **other: Any) -> SeenRequest:  # noqa: ANN401 - the fields'
    """Return a redemption that was answered well, 10 ms long, at the second of its number."""
    usual: dict[str, Any] = {
        "began_s": float(seq),
        "ended_s": other.get("began_s", float(seq)) + 0.01,
        "began_ms": seq * 1_000,
        "ended_ms": other.get("began_ms", seq * 1_000) + 10,
        "caller": b"a key",
        "route": "POST /v1/redemptions",
        "path": "POST /v1/redemptions?",
        "idempotency_key": f"request-{seq}",
        "body": b"a body",
        "status": 201,
    }
    return SeenRequest(seq, **(usual | other))


def sent(seq: int = 1, **other: Any) -> SentMessage:  # noqa: ANN401 - the fields'
    """Return a webhook that was taken at the second of its number."""
    usual: dict[str, Any] = {
        "began_s": float(seq),
        "ended_s": seq + 0.01,
        "at_ms": seq * 1_000,
        "message_id": "msg_1",
        "kind": "order.paid",
        "subject": "order-12345678",
        "status": 200,
    }
    return SentMessage(seq, **(usual | other))


def named(*texts: str) -> frozenset[bytes]:
    """Return the digests of names."""
    return frozenset(digest(text) for text in texts)
