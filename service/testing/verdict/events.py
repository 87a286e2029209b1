"""Mistakes with webhooks: acted on twice, taken unverified, answered too late."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from service.testing.evidence import ClientEvidence, Digest, SeenRequest, SentMessage
from service.testing.verdict.finding import FoundMistake
from service.transport import TIMEOUT_S

TWICE = 2
ACTS_WITHIN_S = 5.0
"""What comes later after a message is not taken for a reaction to it. Assumption."""
NO_ANSWER_IN_TIME = "no answer in time"
LATE_S = TIMEOUT_S - 0.1
"""An attempt that a fault has cut short says nothing of the receiver."""

Act = tuple[Digest, str, Digest]


def acted_on_duplicate_event(evidence: ClientEvidence) -> Iterator[FoundMistake]:
    """Find the same request after each of two deliveries of a message, under different keys.

    Left alone: a request that does not name what the message is about; one that may react to
    another message about it; one that may repeat another whose outcome was unclear; and what the
    client also sends without such a message.
    """
    posts = [one for one in evidence.requests if one.idempotency_key]
    alike: dict[Act, list[SeenRequest]] = defaultdict(list)
    for one in sorted(posts, key=lambda one: one.began_s):
        alike[one.identity].append(one)
    about: dict[Digest, list[SentMessage]] = defaultdict(list)
    for message in sorted(evidence.messages, key=lambda one: one.began_s):
        about[message.name].append(message)
    for acts in alike.values():
        firsts = _first_of_each_key(acts)
        causes = [_cause(one, about) for one in firsts]
        messages = [one for one in causes if one is not None]
        if len(firsts) < TWICE or len(messages) < len(firsts):
            continue
        is_one_message = len({one.message_id for one in messages}) == 1
        is_each_its_own = len({one.seq for one in messages}) == len(messages)
        if is_one_message and is_each_its_own and not any(one.is_unclear for one in acts[:-1]):
            what = (
                f"{messages[0].kind} was delivered {len(messages)} times under one webhook-id, and "
                f"{acts[0].route} followed each time, each under a key of its own"
            )
            yield FoundMistake("acted_on_duplicate_event", what, firsts, messages)


def _first_of_each_key(acts: Sequence[SeenRequest]) -> list[SeenRequest]:
    found: dict[str | None, SeenRequest] = {}
    for one in acts:
        found.setdefault(one.idempotency_key, one)
    return list(found.values())


def _cause(act: SeenRequest, about: dict[Digest, list[SentMessage]]) -> SentMessage | None:
    """Return the message to which a request reacts: the last one about what it names."""
    before = [
        message
        for name in act.names
        for message in about.get(name, ())
        if 0 <= act.began_s - message.began_s <= ACTS_WITHIN_S and not message.flaw
    ]
    return max(before, key=lambda one: one.began_s, default=None)


def signature_not_verified(evidence: ClientEvidence) -> Iterator[FoundMistake]:
    """Find messages without a valid signature that were accepted."""
    accepted = _accepted_with("signature", evidence)
    if accepted:
        what = f"{len(accepted)} of the messages had no valid signature, and were answered 2xx"
        yield FoundMistake("signature_not_verified", what, messages=accepted)


def timestamp_not_checked(evidence: ClientEvidence) -> Iterator[FoundMistake]:
    """Find messages with an old timestamp that were accepted."""
    accepted = _accepted_with("timestamp", evidence)
    if accepted:
        what = f"{len(accepted)} of the messages were signed too long ago, and were answered 2xx"
        yield FoundMistake("timestamp_not_checked", what, messages=accepted)


def _accepted_with(flaw: str, evidence: ClientEvidence) -> list[SentMessage]:
    """Return accepted messages with a flaw; what was accepted without it may be known by its id."""
    known: set[str] = set()
    found = []
    for one in evidence.messages:
        if one.is_accepted and one.flaw == flaw and one.message_id not in known:
            found.append(one)
        if one.is_accepted and not one.flaw:
            known.add(one.message_id)
    return found


def answered_too_late(evidence: ClientEvidence) -> Iterator[FoundMistake]:
    """Find messages that the receiver took, and did not answer in time."""
    late = [
        one
        for one in evidence.messages
        if one.problem == NO_ANSWER_IN_TIME and one.ended_s - one.began_s >= LATE_S
    ]
    if late:
        longest_s = max(one.ended_s - one.began_s for one in late)
        what = f"{len(late)} of the messages had no answer after {longest_s:.1f} s"
        yield FoundMistake("answered_too_late", what, messages=late)
