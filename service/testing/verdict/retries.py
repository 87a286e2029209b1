"""Mistakes in asking again: under a new key, otherwise under the same, too soon, without end."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import pairwise

from service.testing.evidence import ClientEvidence, SeenRequest
from service.testing.verdict.finding import FoundMistake

SHORT_WHILE_S = 60.0
"""An identical request later than this is taken for another intention. Assumption."""
TIMED_OUT_S = 1.0
"""The shortest time after which a client may give up waiting. Assumption."""
MARGIN_S = 0.1
"""By how much clocks and networks may shorten a wait."""
LOOKS_MAX, PAUSE_S = 20, 0.02
"""So many looks in a row, each so soon after the one before, are polling without a pause (A)."""

# Two alike are two intentions: their bodies name nothing that there is only once.
_ALIKE = frozenset(
    f"POST /v1/{noun}"
    for noun in (
        *("wallets", "keys", "webhooks", "offers", "number-blocks", "item-number-blocks", "texts"),
        *("order-sweeps", "parcel-sweeps", "draft-sweeps", "cash-movements", "settlements"),
    )
)
# What they name can be done once, so that the same again is the same intention.
_ONCE = frozenset(
    f"POST /v1/{noun}"
    for noun in (
        *("redemptions", "cash-outs", "cancellations", "refunds", "agent-cash-outs"),
        *("receipt-replacements", "reference-payments", "parcels"),
        *(
            f"orders/{{order_id}}/{step}"
            for step in (
                *("payments", "references", "cancellations", "shipments", "deliveries"),
                *("confirmations", "refunds", "disputes", "decisions"),
            )
        ),
    )
)

Requests = Sequence[SeenRequest]


def new_key_on_retry(evidence: ClientEvidence) -> Iterator[FoundMistake]:
    """Find requests whose outcome nobody asked for, and that came again under another key.

    Left alone: who asked again under the first key, at any time; who looked something up between
    the two; and, where the same may be meant twice, who has sent the like before, or at once.
    """
    posts = [one for one in evidence.requests if one.idempotency_key and one.route not in _ALIKE]
    looks = [one for one in evidence.requests if one.route.startswith("GET ") and one.is_good]
    of_key = _grouped(posts, lambda one: one.under_key)
    first = {key: tries[0].seq for key, tries in of_key.items()}
    for alike in _grouped(posts, lambda one: one.identity).values():
        if alike[0].route not in _ONCE and _is_common(alike):
            continue
        shown: dict[int, SeenRequest] = {}
        for given_up in alike:
            tries = of_key[given_up.under_key]
            if given_up is not tries[-1]:
                continue
            again = next(
                (
                    one
                    for one in alike
                    if one.under_key != given_up.under_key
                    and first[one.under_key] == one.seq
                    and _follows(one, given_up, tries)
                    and not _looked_between(looks, given_up, one)
                ),
                None,
            )
            if again:
                shown |= {given_up.seq: given_up, again.seq: again}
        if shown:
            requests = [shown[seq] for seq in sorted(shown)]
            yield FoundMistake("new_key_on_retry", _words_of_new_key(requests), requests)


def _words_of_new_key(requests: Requests) -> str:
    done = len({one.idempotency_key for one in requests if one.status in range(200, 300)})
    twice = ", and both were carried out" if done > 1 else ""
    keys = len({one.idempotency_key for one in requests})
    return (
        f"{requests[0].route} was sent under {keys} idempotency keys with one body: the outcome of "
        f"the first was not known, and the next had another key{twice}"
    )


def _follows(again: SeenRequest, given_up: SeenRequest, tries: Requests) -> bool:
    """Return whether a request can only be meant to repeat one that was given up."""
    if all(one.is_unclear for one in tries):
        return 0 <= again.began_s - given_up.ended_s <= SHORT_WHILE_S
    # It was held up, and the client did not wait for its answer.
    waited_s = again.began_s - given_up.began_s
    is_held_up = given_up.latency_ms >= TIMED_OUT_S * 1_000 and len(tries) == 1
    is_under_way = waited_s >= TIMED_OUT_S and again.began_s < given_up.ended_s
    return is_held_up and is_under_way and given_up.route in _ONCE


def _looked_between(looks: Requests, given_up: SeenRequest, again: SeenRequest) -> bool:
    return any(
        one.caller == again.caller
        and one.path != "/v1/time"
        and given_up.ended_s <= one.ended_s <= again.began_s
        for one in looks
    )


def _is_common(alike: Requests) -> bool:
    """Return whether the client sends such a request as another intention too."""
    for earlier, later in pairwise(alike):
        if earlier.under_key != later.under_key and (
            not earlier.is_unclear or later.began_s < earlier.ended_s
        ):
            return True
    return False


def body_changed_under_key(evidence: ClientEvidence) -> Iterator[FoundMistake]:
    """Find what was refused because its key belongs to another request."""
    of_key = _grouped(evidence.requests, lambda one: one.idempotency_key)
    for key, tries in of_key.items():
        reused = [one for one in tries if one.code == "idempotency_key_reused"]
        if key is None or not reused:
            continue
        first = tries[0]
        changed = "path" if first.path != reused[0].path else "body"
        what = (
            f"{reused[0].route} was sent under an idempotency key that belongs to another request: "
            f"the {changed} is another"
        )
        yield FoundMistake("body_changed_under_key", what, [first, *reused][-10:])


def retry_after_ignored(evidence: ClientEvidence) -> Iterator[FoundMistake]:
    """Find the same request sent again sooner than Retry-After said, by both clocks.

    Left alone: tries that overlapped, which several threads or processes sent.
    """
    with_key = (one for one in evidence.requests if one.idempotency_key)
    limited = (one for one in evidence.requests if one.caller and one.route.startswith("GET "))
    groups = (
        *_grouped(with_key, lambda one: (*one.under_key, one.path, one.body)).values(),
        *_grouped(limited, lambda one: one.identity).values(),
    )
    for tries in groups:
        if _has_overlap(tries):
            continue
        for told, again in pairwise(tries):
            is_told = told.retry_after_s and not told.is_lost
            if not is_told or not (told.idempotency_key or told.code == "too_many_requests"):
                continue
            real_s = again.began_s - told.ended_s
            clock_s = (again.began_ms - told.ended_ms) / 1_000
            if max(real_s, clock_s) + MARGIN_S < told.retry_after_s:
                what = (
                    f"{told.route} was answered {told.status} with Retry-After "
                    f"{told.retry_after_s}, and was sent again after {real_s:.3f} s, "
                    f"{max(clock_s, 0):.3f} s by the test clock"
                )
                yield FoundMistake("retry_after_ignored", what, [told, again])
                break


def polled_without_pause(evidence: ClientEvidence) -> Iterator[FoundMistake]:
    """Find the same look again and again at what had not changed, with nothing done between."""
    asked = [one for one in evidence.requests if one.caller]
    for all_of_one in _grouped(asked, lambda one: one.caller).values():
        run: list[SeenRequest] = []
        for one in all_of_one:
            if run and not _is_next_look(run[-1], one):
                if len(run) >= LOOKS_MAX:
                    yield _polled(run)
                run = []
            if one.route.startswith("GET ") and one.is_good:
                run.append(one)
        if len(run) >= LOOKS_MAX:
            yield _polled(run)


def _is_next_look(before: SeenRequest, one: SeenRequest) -> bool:
    pause_s = one.began_s - before.ended_s
    is_soon = 0 <= pause_s < PAUSE_S and one.began_ms - before.ended_ms < PAUSE_S * 1_000
    return is_soon and (one.path, one.answer) == (before.path, before.answer)


def _polled(run: Requests) -> FoundMistake:
    took_s = run[-1].began_s - run[0].began_s
    what = f"{run[0].route} was asked {len(run)} times in {took_s:.3f} s, and nothing had changed"
    return FoundMistake("polled_without_pause", what, [*run[:2], run[-1]])


def _has_overlap(tries: Requests) -> bool:
    return any(later.began_s < earlier.ended_s for earlier, later in pairwise(tries))


def _grouped(
    requests: "Iterator[SeenRequest] | Requests", by: Callable[[SeenRequest], Hashable]
) -> dict[Hashable, list[SeenRequest]]:
    """Return requests in groups, each in the order in which they began."""
    groups = defaultdict(list)
    for one in sorted(requests, key=lambda one: one.began_s):
        groups[by(one)].append(one)
    return dict(groups)
