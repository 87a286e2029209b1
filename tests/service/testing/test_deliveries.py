"""In test mode messages go out when a test says so, and by its clock."""

from pathlib import Path

from tests.service.receivers import receiving
from tests.service.testing.served import Served, books_in, served

PHONE = "+8613800138000"


def credited(test: Served, key: str) -> None:
    body = {
        "number": test.deposited(f"deposit-{key}")["number"],
        "password": "081208",
        "wallet_id": test.wallets[0],
    }
    assert test.ask("provider", "POST /v1/redemptions", body).status_code == 201


def test_what_is_due_goes_out_when_it_is_asked_for_and_what_failed_by_the_clock(
    tmp_path: Path,
) -> None:
    test = served(books_in(tmp_path))
    with receiving() as receiver:
        receiver.answers.append((500, {}))
        test.ask("provider", "POST /v1/webhooks", {"url": receiver.url})
        credited(test, "1")
        assert receiver.received == []

        first = test.answer_to("POST /test/deliveries")
        again = test.answer_to("POST /test/deliveries")
        test.answer_to("PUT /test/clock", {"now": first["next_due_at"]})
        last = test.answer_to("POST /test/deliveries")

    nothing = {"delivered": 0, "failed": 0, "dead": 0, "dropped": 0, "held": 0}
    assert {**first, "next_due_at": None} == {**nothing, "failed": 1, "next_due_at": None}
    assert again == {**nothing, "next_due_at": first["next_due_at"]}
    assert last == {**nothing, "delivered": 1, "next_due_at": None}
    assert len({one.message_id for one in receiver.received}) == 1


def test_the_same_requests_make_the_same_messages_and_texts(tmp_path: Path) -> None:
    seen = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        test = served(books_in(folder))
        path = f"/v1/wallets/{test.wallets[0]}/contact"
        test.ask("provider", f"PUT {path}", {"phone": PHONE, "language": "es"})
        credited(test, "1")
        test.answer_to("POST /test/deliveries")
        seen.append(test.answer_to("GET /test/texts"))

    assert seen[0] == seen[1]
    (text,) = seen[0]["texts"]
    assert (text["to"], text["text"], text["parts"]) == (
        PHONE,
        "Abono de 175.00 yuanes en su monedero. Fin: BAJA",
        1,
    )


def test_texts_are_forgotten_when_asked_and_at_a_reset(tmp_path: Path) -> None:
    test = served(books_in(tmp_path))
    path = f"/v1/wallets/{test.wallets[0]}/contact"
    test.ask("provider", f"PUT {path}", {"phone": PHONE, "language": "en"})
    for place, forget in enumerate(("DELETE /test/texts", "POST /test/reset")):
        credited(test, str(place)) if place == 0 else None
        test.answer_to("POST /test/deliveries")
        test.answer_to(forget)
        assert test.answer_to("GET /test/texts") == {"texts": []}


def test_a_phone_is_masked_in_what_is_recorded(tmp_path: Path) -> None:
    test = served(books_in(tmp_path))
    path = f"/v1/wallets/{test.wallets[0]}/contact"
    test.ask("provider", f"PUT {path}", {"phone": PHONE, "language": "en"})

    assert PHONE not in str(test.answer_to("GET /test/requests"))
