"""Faults for as long as a block of a test runs, which must meet what it was told to expect."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TypedDict

from wanghuiyi.line import Client, Json
from wanghuiyi.spelling import meant

_PATH = "/test/faults"
Rule = Mapping[str, Json]
Words = tuple[Json, ...]


class NamedFaults(TypedDict, total=False):
    """Faults by name. Of requests: method, path as the contract has it, and which, from 1, or None.

    `fail` goes on with a status, 503 if it is left out; `delay` with milliseconds. Of webhooks:
    a kind of event, such as "order.paid" or "order.*", and which.
    """

    lose_answer: Words
    reset: Words
    truncate: Words
    fail: Words
    delay: Words
    duplicate: Words
    swap: Words
    hold: Words
    drop: Words
    corrupt_signature: Words
    old_timestamp: Words
    wrong_content_type: Words


_OF_REQUESTS: dict[str, Rule] = {
    "lose_answer": {"drop_answer": True},
    "reset": {"reset_connection": "after"},
    "truncate": {"truncate_answer": True},
    "fail": {"error_status": 503},
    "delay": {},
}
_GOES_ON = {"fail": "error_status", "delay": "latency_ms"}
_FORM_OF_REQUESTS = '{name}=("POST", "/v1/redemptions", 1{more})'
_FORM_OF_WEBHOOKS = '{name}=("order.*", 1)'


class NeverStruck(AssertionError):  # noqa: N818 - named by what is so
    """A fault was set, and nothing met it: the test tests less than it says."""


@contextmanager
def faults_struck(control: Client, rules: list[Rule]) -> Iterator[None]:
    """Have the rules apply meanwhile. Raise NeverStruck for those that met nothing.

    A rule that names a `fault` is one for webhooks.
    """
    __tracebackhide__ = True  # the test's own line says more
    if any(control.get(_PATH).values()):
        message = "there are faults already: name all of them in one faults(...)"
        raise RuntimeError(message)
    of_webhooks = [rule for rule in rules if "fault" in rule]
    of_requests = [rule for rule in rules if "fault" not in rule]
    control.put(_PATH, {"rules": of_requests, "webhook_rules": of_webhooks})
    try:
        yield
        met = control.get(_PATH)
        idle = [rule for rule in (*met["rules"], *met["webhook_rules"]) if not rule["struck"]]
    finally:
        control.delete(_PATH)
    if idle:
        raise NeverStruck("\n".join(_why(rule) for rule in idle))


def rule_of(name: str, words: Words) -> Rule:
    """Return the rule that an argument of `faults` stands for. Raise ValueError.

    >>> rule_of("lose_answer", ("POST", "/v1/redemptions", 1))
    {'drop_answer': True, 'method': 'POST', 'path': '/v1/redemptions', 'nth': 1}
    >>> rule_of("duplicate", ("order.paid",))
    {'fault': 'duplicate', 'kind': 'order.paid', 'nth': None}
    """
    __tracebackhide__ = True  # the test's own line says more
    if name not in NamedFaults.__annotations__:
        known = NamedFaults.__annotations__
        message = f"{name} is no fault{meant(name, known)}; these are: {', '.join(known)}"
        raise ValueError(message)
    match words:
        case (str(kind), *which) if name not in _OF_REQUESTS and len(which) <= 1:
            return {"fault": name, "kind": kind, "nth": which[0] if which else None}
        case (str(method), str(path), *more) if name in _OF_REQUESTS and _fits(name, more):
            nth, value = (*more, None, None)[:2]
            given = {} if value is None else {_GOES_ON[name]: value}
            return {**_OF_REQUESTS[name], **given, "method": method, "path": path, "nth": nth}
    more_words = {"fail": ", 503", "delay": ", 200"}.get(name, "")
    form = _FORM_OF_REQUESTS if name in _OF_REQUESTS else _FORM_OF_WEBHOOKS
    message = f"{name} is {words!r}: write {form.format(name=name, more=more_words)}"
    raise ValueError(message)


def _fits(name: str, more: list[Json]) -> bool:
    """Return whether which of them, and what is to go on, are as many as this fault has."""
    least = 2 if name == "delay" else 0
    return least <= len(more) <= (2 if name in _GOES_ON else 1)


def _why(rule: Rule) -> str:
    of_webhooks = f"{rule.get('fault')} of {rule.get('kind')}"
    what = of_webhooks if "fault" in rule else f"{rule['method']} {rule['path']}"
    which = f", number {rule['nth']}" if rule.get("nth") else ""
    return f"a fault never struck: {what}{which}; such seen meanwhile: {rule['seen']}"
