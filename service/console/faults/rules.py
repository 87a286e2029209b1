"""Rules of faults as forms ask for them, and in words; whether they are right the API decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from service.console.clock_head import is_on
from service.schemas.faults import FaultRule, Status, WebhookFaultName, WebhookFaultRule
from service.testing.state import State

REQUEST_FAULTS: Mapping[str, str] = {
    "drop_answer": "done, and the answer is lost",
    "truncate_answer": "done, and half of the answer comes",
    "reset_after": "done, and the connection is reset",
    "reset_before": "not done: the connection is reset",
    **{f"error_{one}": f"not done: answered with {one}" for one in get_args(Status)},
    "latency": "done, later: only the latency below",
    "last_moment": "the clock first goes to the last moment before a change",
    "new_day": "the clock first goes to the next day",
    "boundary": "the clock first goes to the next change",
}
WEBHOOK_FAULTS: Mapping[WebhookFaultName, str] = {
    "duplicate": "sent twice",
    "swap": "changes places with the next one to the same webhook",
    "hold": "held until it is released, or until later ones have gone",
    "drop": "never sent, and believed delivered",
    "corrupt_signature": "signed wrong",
    "old_timestamp": "signed as of ten minutes ago",
    "wrong_content_type": "sent as text/plain",
    "slow": "sent late, by the latency below",
}
NEXT: Sequence[tuple[str, str]] = (
    ("POST /v1/deposits", "deposit"),
    ("POST /v1/redemptions", "redemption"),
    ("POST /v1/orders", "order"),
    ("POST /v1/payments", "payment"),
)
"""Routes whose next answer is most often lost on purpose, and what that is."""
_COUNTS = ("seen", "struck")


@dataclass(frozen=True)
class RuleShown:
    """A rule in words, with its counts; `name` and `place` are its list and its place there."""

    name: str
    place: int
    of: str
    words: str
    which: str
    seen: int
    struck: int
    is_on: bool


def rules_shown(state: State) -> list[RuleShown]:
    """Return all rules in words, those of requests first."""
    of_requests = [
        _shown("rules", place, rule, f"{rule['method']} {rule['path']}", _request_words(rule))
        for place, rule in enumerate(state.rules.shown())
    ]
    of_webhooks = [
        _shown("webhook_rules", place, rule, _events(rule), _webhook_words(rule))
        for place, rule in enumerate(state.relay.rules.shown())
    ]
    return of_requests + of_webhooks


def with_request_rule(state: State, form: Mapping[str, str]) -> dict[str, Any]:
    """Return the rules with one more, as `PUT /test/faults` takes them. Raise ValueError."""
    method, _, path = form.get("route", "").partition(" ")
    fault = form.get("fault", "")
    if fault not in REQUEST_FAULTS:
        message = f"fault is {fault!r}, and there is {', '.join(REQUEST_FAULTS)}: choose one"
        raise ValueError(message)
    rule: dict[str, Any] = {"method": method, "path": path, **_which(form), **_latency(form)}
    match fault.partition("_"):
        case ("error", _, status):
            rule["error_status"] = int(status)
        case ("reset", _, moment):
            rule["reset_connection"] = moment
        case _ if fault in {"drop_answer", "truncate_answer"}:
            rule[fault] = True
        case _ if fault != "latency":
            rule["jump_to"] = fault
    return _body(state, rule, None)


def with_webhook_rule(state: State, form: Mapping[str, str]) -> dict[str, Any]:
    """Return the rules with one more for webhooks. Raise ValueError."""
    rule: dict[str, Any] = {
        "fault": form.get("fault", ""),
        "kind": form.get("kind", "").strip() or "*",
        **_which(form),
        **_latency(form),
    }
    if form.get("until_later", "").strip():
        rule["until_later"] = _whole(form["until_later"], "until_later")
    return _body(state, None, rule)


def without(state: State, form: Mapping[str, str]) -> dict[str, Any]:
    """Return the rules without one, named by its list and its place. Raise ValueError."""
    body = _body(state, None, None)
    rules, place = body.get(form.get("list", ""), []), form.get("place", "")
    if not place.isdecimal() or int(place) >= len(rules):
        message = "there is no such rule any more: look at those that are on"
        raise ValueError(message)
    del rules[int(place)]
    return body


def _body(
    state: State, rule: dict[str, Any] | None, webhook_rule: dict[str, Any] | None
) -> dict[str, Any]:
    rules = [_plain(one, FaultRule) for one in state.rules.shown()]
    webhook_rules = [_plain(one, WebhookFaultRule) for one in state.relay.rules.shown()]
    return {
        "rules": rules + ([rule] if rule else []),
        "webhook_rules": webhook_rules + ([webhook_rule] if webhook_rule else []),
    }


def _plain(
    rule: Mapping[str, Any], form: type[FaultRule] | type[WebhookFaultRule]
) -> dict[str, Any]:
    """Return a rule without its counts and without what is as it is by default."""
    fields = form.model_fields
    return {
        name: value
        for name, value in rule.items()
        if name not in _COUNTS and value != fields[name].default
    }


def _which(form: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if form.get("nth", "").strip():
        found["nth"] = _whole(form["nth"], "nth")
    if form.get("probability", "").strip():
        try:
            found["probability"] = float(form["probability"])
        except ValueError:
            message = f"probability is {form['probability']!r}: write it like 0.1"
            raise ValueError(message) from None
    return found


def _latency(form: Mapping[str, str]) -> dict[str, Any]:
    text = form.get("latency_ms", "").strip()
    return {"latency_ms": _whole(text, "latency_ms")} if text else {}


def _whole(text: str, name: str) -> int:
    plain = text.strip()
    if not plain.isascii() or not plain.isdecimal():
        message = f"{name} is {text!r}, and it is a whole number: write it in digits"
        raise ValueError(message)
    return int(plain)


def _shown(name: str, place: int, rule: Mapping[str, Any], of: str, words: str) -> RuleShown:
    return RuleShown(
        name, place, of, words, _which_words(rule), rule["seen"], rule["struck"], is_on({**rule})
    )


def _which_words(rule: Mapping[str, Any]) -> str:
    if rule["nth"] is not None:
        return f"number {rule['nth']} from then on, alone"
    if rule["probability"] is not None:
        return f"each with probability {rule['probability']:g}"
    return "every one"


def _request_words(rule: Mapping[str, Any]) -> str:
    found = [
        *([f"error_{rule['error_status']}"] if rule["error_status"] else []),
        *([f"reset_{rule['reset_connection']}"] if rule["reset_connection"] else []),
        *(name for name in ("drop_answer", "truncate_answer") if rule[name]),
        *([rule["jump_to"]] if rule["jump_to"] else []),
    ]
    words = [REQUEST_FAULTS[one] for one in found]
    if rule["latency_ms"]:
        words.append(f"{rule['latency_ms']} ms later")
    return ", ".join(words)


def _webhook_words(rule: Mapping[str, Any]) -> str:
    words = WEBHOOK_FAULTS[rule["fault"]]
    if rule["latency_ms"]:
        return f"sent {rule['latency_ms']} ms late"
    if rule["until_later"]:
        return f"held until {rule['until_later']} later ones have gone"
    return words


def _events(rule: Mapping[str, Any]) -> str:
    kind = "any event" if rule["kind"] == "*" else rule["kind"]
    return f"webhook about {kind}" + (f" to {rule['webhook_id']}" if rule["webhook_id"] else "")
