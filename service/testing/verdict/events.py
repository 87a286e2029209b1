"""Mistakes with webhooks: acted on twice or out of order, taken unverified, answered too late."""

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
REFUSED_BY_STATE = frozenset({"order_not_ready"})
"""Refusals that say: it stands otherwise, as a message about it has said."""

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
        for name in {message.name} | message.about:
            about[name].append(message)
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
    """Return the message to which a request reacts: the last one about what it names.

    Or that has it in its data, if its receiver was still at it: a wallet has many other reasons.
    """
    before = [
        message
        for name in act.names
        for message in about.get(name, ())
        if 0 <= act.began_s - message.began_s <= ACTS_WITHIN_S and not message.flaw
        if name == message.name or act.began_s <= message.ended_s
    ]
    return max(before, key=lambda one: one.began_s, default=None)


def acted_on_overtaken_event(evidence: ClientEvidence) -> Iterator[FoundMistake]:
    """Find what was refused because a newer message, taken before, had said what an older one did.

    The older one came after the newer one, to the same webhook and about the same subject, and the
    request came while its receiver was still at it. Left alone: what the client also sent before
    the older message came, and what it sent after it had looked at what the messages are about.
    """
    for late in evidence.messages:
        newer = next((one for one in evidence.messages if _has_overtaken(one, late)), None)
        if newer is None or _was_taken_before(late, newer, evidence):
            continue
        for act in evidence.requests:
            if _is_refused_reaction(act, late) and not _has_other_reason(act, late, evidence):
                what = (
                    f"{newer.kind} had been taken when {late.kind}, which is older, was delivered; "
                    f"{act.route} followed, and was refused with {act.code}"
                )
                yield FoundMistake("acted_on_overtaken_event", what, [act], [newer, late])
                break


def _has_overtaken(newer: SentMessage, late: SentMessage) -> bool:
    is_same = newer.subject == late.subject and newer.turn.webhook_id == late.turn.webhook_id
    is_newer = newer.turn.place > late.turn.place > 0
    return is_same and is_newer and newer.is_accepted and newer.ended_s <= late.began_s


def _was_taken_before(late: SentMessage, newer: SentMessage, evidence: ClientEvidence) -> bool:
    return any(
        one.message_id == late.message_id and one.seq != late.seq and one.began_s < newer.ended_s
        for one in evidence.messages
    )


def _is_refused_reaction(act: SeenRequest, late: SentMessage) -> bool:
    is_within = late.began_s <= act.began_s <= act.ended_s <= late.ended_s
    is_about = late.name in act.names and bool(act.idempotency_key)
    return is_within and is_about and act.code in REFUSED_BY_STATE and not act.is_lost


def _has_other_reason(act: SeenRequest, late: SentMessage, evidence: ClientEvidence) -> bool:
    for one in evidence.requests:
        if one.caller != act.caller or one.began_s >= act.began_s or one.seq == act.seq:
            continue
        is_tried_before = one.identity == act.identity and one.began_s < late.began_s
        is_look = one.route.startswith("GET ") and late.name in one.names
        if is_tried_before or (is_look and one.began_s >= late.began_s):
            return True
    return False


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
