"""All rules, and what they find; what one finding explains is not held against a client twice."""

from typing import Any

from service.clock import rfc3339
from service.testing.evidence import ClientEvidence, SentMessage
from service.testing.recorder import RecordedEvidence
from service.testing.verdict import events, retries, secrecy
from service.testing.verdict.finding import DOCS, MISTAKES, FoundMistake, Rule

RULES: tuple[Rule, ...] = (
    retries.new_key_on_retry,
    retries.body_changed_under_key,
    retries.retry_after_ignored,
    events.acted_on_duplicate_event,
    events.acted_on_overtaken_event,
    events.signature_not_verified,
    events.timestamp_not_checked,
    events.answered_too_late,
    secrecy.slept_past_expiry,
    secrecy.password_used_twice,
    secrecy.wrong_passwords_tried,
    retries.polled_without_pause,
)
"""In the order of precedence: the last request of a finding is explained by it."""


def findings(evidence: ClientEvidence) -> list[FoundMistake]:
    """Return what the client did wrong, by rule and in the order of time."""
    explained: set[int] = set()
    found = []
    for rule in RULES:
        for one in rule(evidence):
            later = {request.seq for request in one.requests[1:]}
            if later and later <= explained:
                continue
            explained |= later
            found.append(one)
    return found


def shown_verdict(recorded: RecordedEvidence) -> dict[str, Any]:
    """Return the verdict on all that was recorded, as it goes out."""
    evidence = recorded.evidence
    return {
        "findings": [
            {
                "mistake": one.mistake,
                "what": one.what,
                "instead": MISTAKES[one.mistake],
                "docs": f"{DOCS}{one.mistake}",
                "requests": [recorded.shown[request.seq] for request in one.requests],
                "messages": [_shown_message(message) for message in one.messages],
            }
            for one in findings(evidence)
        ],
        "requests_judged": len(evidence.requests),
        "messages_judged": len(evidence.messages),
        "is_complete": recorded.is_whole,
    }


def _shown_message(message: SentMessage) -> dict[str, Any]:
    return {
        "seq": message.seq,
        "at": rfc3339(message.at_ms),
        "message_id": message.message_id,
        "type": message.kind,
        "subject": message.subject,
        "status": message.status,
        "took_ms": round((message.ended_s - message.began_s) * 1_000),
        "flaw": message.flaw or None,
    }
