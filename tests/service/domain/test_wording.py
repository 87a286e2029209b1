"""What texts say: in three languages, short, and nothing that is secret."""

from collections.abc import Mapping

import pytest

from service.domain.sms import parts_of
from service.domain.wording import (
    LANGUAGES,
    WORDED_KINDS,
    canned_reply,
    is_worded,
    tracking_reply,
    worded,
)

FACTS = {
    "refund": {"amount": 100, "currency": "CNY"},
    "refunded": {"amount": 100, "currency": "CNY"},
    "money": {"amount": 500_000, "currency": "CNY"},
    "fee": {"amount": 5_000, "currency": "CNY"},
    "order_id": "01937a3c5e2f4b1c9d8e7f60a1b2c3d4",
    "item_number": "EE471108151FR",
    "place": "Gushi 12",
}
STANDINGS = (
    *("announced", "accepted", "sorted", "departed", "arrived", "out_for_delivery"),
    *("awaiting_pick_up", "refused", "delivered", "returned", "lost", "damaged"),
)


def every_text(data: Mapping[str, object]) -> dict[tuple[str, str], str]:
    """Return all texts by kind and language, filled with the same facts."""
    return {
        (kind, language): worded(kind, language, data) or ""
        for kind in sorted(WORDED_KINDS)
        for language in LANGUAGES
    }


def test_every_text_is_one_part_in_every_language() -> None:
    texts = every_text(FACTS)

    assert len(texts) >= 3 * 14
    counts = {key: parts_of(text).count for key, text in texts.items() if text}
    assert counts == dict.fromkeys(texts, 1)


def test_only_chinese_needs_the_dear_alphabet() -> None:
    alphabets = {
        language: {
            parts_of(text).alphabet
            for (_, in_it), text in every_text(FACTS).items()
            if in_it == language
        }
        for language in LANGUAGES
    }

    assert alphabets == {"zh": {"UCS-2"}, "en": {"GSM-7"}, "es": {"GSM-7"}}


def test_every_text_says_how_to_get_no_more_and_has_all_its_facts() -> None:
    for (kind, language), text in every_text(FACTS).items():
        word = {"zh": "退订回T", "en": "STOP to end", "es": "Fin: BAJA"}[language]
        assert text.endswith(word), kind
        assert "{" not in text
        noun = kind.partition(".")[0]
        facts = {"parcel": "EE471108151FR", "order": "b2c3d4", "wallet": "5000.00"}
        assert facts.get(noun, "") in text, kind


def test_long_names_of_places_take_a_second_part_and_no_third() -> None:
    facts = {**FACTS, "place": "河南省信阳市固始县陈淋子镇邮政支局营业所第十二号代办点"}

    counts = {parts_of(text).count for text in every_text(facts).values()}

    assert counts == {1, 2}


@pytest.mark.parametrize("kind", ["parcel.sorted", "parcel.departed", "seller.certified", "x", ""])
def test_of_small_steps_and_unknown_kinds_nothing_is_said(kind: str) -> None:
    assert not is_worded(kind)
    assert worded(kind, "en", FACTS) is None


def test_a_fact_that_is_missing_leaves_no_words_rather_than_wrong_ones() -> None:
    assert worded("parcel.arrived", "en", {"item_number": "EE471108151FR"}) is None


def test_facts_cannot_say_more_than_they_are() -> None:
    text = worded("parcel.arrived", "en", {**FACTS, "place": "{money.__class__}"})

    assert text == "Parcel EE471108151FR has arrived at {money.__class__}. STOP to end"


@pytest.mark.parametrize("state", STANDINGS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_asks_is_answered_where_it_is_in_one_part(state: str, language: str) -> None:
    text = tracking_reply(state, language, "EE471108151FR", "Gushi 12", "2007-01-02 08:30")

    assert "EE471108151FR" in text
    assert text.endswith("2007-01-02 08:30")
    assert parts_of(text).count == 1


@pytest.mark.parametrize("what", ["no_number", "mistyped", "unknown", "quiet", "heard"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_is_one_part(what: str, language: str) -> None:
    parts = parts_of(canned_reply(what, language))

    assert parts.count == 1
    assert (parts.alphabet == "UCS-2") == (language == "zh")
