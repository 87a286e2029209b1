"""One person, one outlet, one number, however they are typed."""

from urllib.parse import quote

import pytest

from service.domain.incoming import TEXTS_AN_HOUR
from service.schemas.books import KeysAnswer
from service.schemas.counter import DepositAnswer
from tests.service.servers import PASSWORD, Service, deposit_body, refused, taken

PHONE = "+8613800138000"


def wide(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if letter.isalnum() else letter for letter in text)


@pytest.mark.parametrize(
    "shown", ["11010519491231002x", "110105-19491231-002X", "\uff11\uff110105 19491231002x"]
)
def test_a_depositor_is_known_by_the_card_however_its_number_is_typed(
    shown: str, sqlite_service: Service
) -> None:
    service = sqlite_service
    draft = service.deposit(identity="11010519491231002X")

    body = {"number": draft["number"], "password": "240806", "depositor": {"identity": shown}}
    answer = service.post(service.outlet, "/v1/password-resets", body)

    assert answer.status_code == 201, answer.text


def test_a_draft_of_before_knows_its_depositor_in_small_letters(sqlite_service: Service) -> None:
    service = sqlite_service
    draft = service.deposit(identity="11010519491231002X")
    service.run(
        "UPDATE draft SET depositor_hash = :hash WHERE draft_id = :draft_id",
        hash=service.context.vault.person_hash("11010519491231002x"),
        draft_id=draft["draft_id"],
    )

    body = {
        "depositor": {"identity": "11010519491231002X"},
        "money": draft["money"],
        "paid_in_on": draft["issued_at"][:10],
    }
    answer = service.post(service.outlet, "/v1/receipt-replacements", body)

    assert answer.status_code == 201, answer.text


def test_names_of_before_are_shown_as_they_are(sqlite_service: Service) -> None:
    service = sqlite_service
    names = ["\u2606\u2606", "bo\u200bss", " Hill  1 "]
    for name in names:
        service.key("outlet", name)  # past the form of requests, as an older version let it in

    answer = service.get(service.operator, "/v1/keys")
    deposit = service.deposit(key=service.key("outlet", names[0]))

    shown = KeysAnswer.model_validate_json(answer.data)
    assert {key.holder for key in shown.keys} >= set(names)
    assert DepositAnswer.model_validate(deposit).outlet == names[0]
    assert DepositAnswer.model_validate(deposit).number == deposit["number"]


def test_another_card_is_another_person(sqlite_service: Service) -> None:
    service = sqlite_service
    draft = service.deposit(identity="11010519491231002X")

    body = {
        "number": draft["number"],
        "password": "240806",
        "depositor": {"identity": "110105194912310021"},
    }
    answer = service.post(service.outlet, "/v1/password-resets", body)

    assert refused(answer) == (403, "not_the_depositor")


@pytest.mark.parametrize("separator", ["-", "\u00a0", " - ", "\u2009"])
def test_a_draft_is_redeemed_however_number_and_password_are_typed(
    separator: str, sqlite_service: Service
) -> None:
    service = sqlite_service
    draft = service.deposit()
    number = wide(draft["number"]).replace(" ", separator)

    answer = service.redeem(number, service.wallet(), wide(PASSWORD))

    assert answer.status_code == 201, answer.text


def test_a_password_chosen_on_a_wide_keyboard_is_the_same(sqlite_service: Service) -> None:
    service = sqlite_service
    body = deposit_body() | {"password": wide(PASSWORD)}
    draft = service.done(service.outlet, "/v1/deposits", body)

    answer = service.redeem(draft["number"], service.wallet(), PASSWORD)

    assert answer.status_code == 201, answer.text


def test_spaces_around_a_name_open_no_second_outlet(sqlite_service: Service) -> None:
    service = sqlite_service
    bodies = [{"role": "outlet", "holder": name} for name in ("Hill 1", " Hill 1 ", "Hill\u30001")]

    made = [service.done(service.operator, "/v1/keys", body) for body in bodies]

    assert {key["holder"] for key in made} == {"Hill 1"}
    with service.database.reading() as connection:
        names = connection.exec_driver_sql(
            "SELECT outlet FROM outlet WHERE outlet LIKE '%Hill%'"
        ).all()
    assert [name for (name,) in names] == ["Hill 1"]


@pytest.mark.parametrize("name", ["\u202e1 ihsuG", "Gu\u200bshi", "\x9b31m", "\u3164", "  ", "-"])
def test_names_that_nobody_can_read_are_refused_in_words(
    name: str, sqlite_service: Service
) -> None:
    service = sqlite_service

    answer = service.post(service.operator, "/v1/keys", {"role": "outlet", "holder": name})

    assert refused(answer) == (400, "request_malformed")
    (error,) = taken(answer)["errors"]
    assert error["at"] == "/holder"
    assert error["message"].startswith(
        ("has characters that nobody can see (U+", "has neither a letter nor a digit: ")
    )


@pytest.mark.parametrize(
    ("word", "other"), [("STOP", "START"), ("退订", "DY"), ("START", "T"), ("alta", "BAJA")]
)
def test_a_word_is_obeyed_when_answers_are_used_up(
    word: str, other: str, sqlite_service: Service
) -> None:
    service = sqlite_service
    wallet_id = service.wallet()
    contact = {"phone": "+86 138-0013-8000", "language": "en"}
    service.ask(service.provider, "PUT", f"/v1/wallets/{wallet_id}/contact", contact)
    carrier = service.key("carrier", "a carrier")
    for _ in range(TEXTS_AN_HOUR):
        service.done(carrier, "/v1/texts", {"phone": PHONE, "text": other})

    answer = service.done(carrier, "/v1/texts", {"phone": PHONE, "text": word})

    shown = taken(service.get(service.provider, f"/v1/wallets/{wallet_id}/contact"))
    assert answer == {"reply": None, "parts": 0}
    assert shown["is_quiet"] is (word in {"STOP", "退订"})


@pytest.mark.parametrize(
    "typed", ["EE-471108151-FR", "\uff25\uff25\uff14\uff1711081\uff151FR", "ee\u00a0471108151 fr"]
)
def test_a_parcel_is_asked_for_however_its_number_is_typed(
    typed: str, sqlite_service: Service
) -> None:
    answer = sqlite_service.get(None, f"/v1/tracking/{quote(typed)}")

    assert refused(answer) == (404, "parcel_unknown")
