"""Previews of every verb that moves money: they foretell it, and change nothing."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import text

from service.operations.throttling import COUNTED
from tests.service.api.previewing import (
    MONEY,
    changed,
    codes,
    last_request,
    preview,
    whole,
)
from tests.service.api.stories import GOOD, STORIES
from tests.service.servers import Service, refused

REFUSED = [(name, code) for name, code in STORIES if name in MONEY]
KEPT = {(name, one.code) for name, route in MONEY.items() for one in route.kept_from_previews}
GUESSED = {one.code for one in COUNTED}
COUNTS = {"wrong_tries", "api_key", "draft", "unknown_number"}
"""The tables in which a guess is counted, for the key, the draft, or the number of nobody."""


def entered(service: Service, after_seq: int) -> list[Mapping[str, Any]]:
    """Return the lines that were entered after one of them."""
    query = text("SELECT * FROM transfer WHERE seq > :seq ORDER BY seq")
    with service.database.reading() as connection:
        return [dict(row) for row in connection.execute(query, {"seq": after_seq}).mappings()]


def by_book(lines: list[tuple[str, int]]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for book, amount_fen in lines:
        sums[book] += amount_fen
    return sums


@pytest.mark.parametrize("name", MONEY)
def test_a_preview_foretells_what_is_done_and_changes_nothing(service: Service, name: str) -> None:
    request = GOOD[name](service)
    before, lines_before = whole(service), len(entered(service, 0))

    foretold = preview(service, request, name)
    again = preview(service, request, name)

    assert changed(before, whole(service)) == set()
    assert foretold == again
    assert (foretold["would"], foretold["refusals"]) == ("be_done", [])
    events_before = service.count("event")
    assert request.send(service).status_code == MONEY[name].status
    lines = entered(service, 0)[lines_before:]
    known = {(line["book"], line["debit"], line["credit"], line["amount_fen"]) for line in lines}
    shown = [
        (line["book"], line["debit"], line["credit"], line["money"]["amount"])
        for line in foretold["transfers"]
    ]
    assert {line for line in shown if "*" not in f"{line[1]}{line[2]}"} <= known
    assert by_book([(line[0], line[3]) for line in shown]) == by_book(
        [(line["book"], line["amount_fen"]) for line in lines]
    )
    assert {line["entry"] for line in foretold["transfers"]} <= {
        line["key"].partition(":")[0] for line in lines
    }
    assert len(foretold["events"]) == service.count("event") - events_before
    assert service.books()["findings"] == []


@pytest.mark.parametrize(("name", "code"), REFUSED)
def test_a_preview_tells_first_what_the_verb_refuses_with(
    service: Service, monkeypatch: pytest.MonkeyPatch, name: str, code: str
) -> None:
    with last_request(monkeypatch) as sent:
        response = STORIES[name, code](service)
    request = sent[-1]
    assert refused(response)[1] == code
    before = whole(service)

    foretold = preview(service, request, name)

    if (name, code) in KEPT:
        assert (foretold["would"], code in foretold["not_looked_for"]) == ("be_done", True)
    else:
        assert (foretold["would"], codes(foretold)[0]) == ("be_refused", code)
        assert foretold["transfers"] == foretold["events"] == []
    order = [refusal.code for refusal in MONEY[name].refusals]
    assert codes(foretold) == sorted(codes(foretold), key=order.index)
    is_guess = codes(foretold)[-1:] != [] and codes(foretold)[-1] in GUESSED
    assert (changed(before, whole(service)) != set()) is is_guess
    assert changed(before, whole(service)) <= COUNTS
