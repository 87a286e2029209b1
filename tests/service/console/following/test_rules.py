"""Each kind of entry stands beside the rule that makes it."""

from inspect import getmembers, isfunction, signature

import pytest

from service.console.following.rules import POSTED_BY, Posting, rule_of
from service.domain import agent_postings, chart, hold_postings, outlet_commission, postings
from service.domain.verbs import VERBS

MODULES = (postings, agent_postings, hold_postings, outlet_commission)
NEVER_POSTED = {
    "bank_payout_transfers",  # as `payout`, into a bank
    "float_funding_transfers",
    "wallet_funding_transfers",
    "counter_cash_in_transfers",
    "counter_cash_out_transfers",
    "drawer_transfers",
}
"""Rules of the simulation alone, and one with the key of another."""
SAMPLES: dict[str, object] = {
    "amount_fen": 500,
    "fee_fen": 7,
    "commission_fen": 7,
    "fen": 7,
    "net_due_fen": 500,
    "day": 3,
    "at_ms": 0,
    "source": chart.POST_BANK,
}


def kinds_posted_by(posting: Posting) -> set[str]:
    """Return the kinds of the keys that a rule makes of sample facts."""
    named = {name: SAMPLES.get(name, name) for name in signature(posting).parameters}
    return {transfer.key.partition(":")[0] for transfer in posting(**named)}


@pytest.mark.parametrize("kind", sorted(POSTED_BY))
def test_the_rule_beside_a_kind_makes_entries_of_that_kind(kind: str) -> None:
    posting = POSTED_BY[kind]

    kinds = kinds_posted_by(posting)

    assert kind in kinds


def test_every_rule_that_the_service_posts_by_stands_beside_all_its_kinds() -> None:
    rules = {
        name: rule
        for module in MODULES
        for name, rule in getmembers(module, isfunction)
        if name.endswith("_transfers") and rule.__module__ == module.__name__
    }

    missing = {
        (name, kind)
        for name, rule in rules.items()
        if name not in NEVER_POSTED
        for kind in kinds_posted_by(rule)
        if POSTED_BY.get(kind) is not rule
    }

    assert missing == set()


def test_every_kind_with_verbs_has_a_rule() -> None:
    assert set(VERBS) <= set(POSTED_BY)


def test_a_kind_of_nobodys_says_so() -> None:
    rule = rule_of("magic")

    assert (rule.name, rule.file, rule.verbs) == ("magic", "", ())
    assert "No rule" in rule.says
