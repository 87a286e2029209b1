"""Texts to owners of wallets: those who have a phone, in their language, unless they want none."""

from dataclasses import replace

from service.domain.message import LIMITS, Channel, FailedAttempt
from service.outbox import Counts, deliver_all_due
from tests.service.api.test_secrets import dump
from tests.service.outbox.conftest import Scene
from tests.service.servers import Service, taken

PHONE = "+8613800138000"
ARRIVED = {"item_number": "EE471108151FR", "place": "Gushi 1"}


def contact(scene: Scene, phone: str = PHONE, language: str = "en", **more: bool) -> None:
    path = f"/v1/wallets/{scene.wallet_id}/contact"
    body = {"phone": phone, "language": language, **more}
    response = scene.service.ask(scene.service.provider, "PUT", path, body)
    assert response.status_code == 200, response.text


def brought(service: Service, text: str, phone: str = PHONE) -> dict[str, object]:
    return service.done(
        service.key("carrier", "a carrier"), "/v1/texts", {"phone": phone, "text": text}
    )


def messages(scene: Scene) -> list[tuple[str, str]]:
    found = taken(scene.service.get(scene.service.provider, "/v1/messages"))["messages"]
    return [(one["standing"], one["problem"]) for one in found]


def test_an_owner_is_notified_in_the_language_that_was_set(scene: Scene) -> None:
    contact(scene, language="zh")
    scene.happen(scene.about("EE471108151FR", "parcel.arrived", **ARRIVED))

    assert scene.deliver() == Counts(delivered=1)

    (text,) = scene.phones.texts
    assert (text.phone, text.words, text.language) == (
        PHONE,
        "邮件EE471108151FR已到达Gushi 1。退订回T",
        "zh",
    )


def test_a_redemption_is_texted(scene: Scene) -> None:
    contact(scene, language="es")

    assert (
        scene.service.redeem(scene.service.deposit()["number"], scene.wallet_id).status_code == 201
    )
    scene.deliver()

    assert [one.words for one in scene.phones.texts] == [
        "Abono de 175.00 yuanes en su monedero. Fin: BAJA"
    ]


def test_who_has_no_phone_or_wants_none_is_not_notified(scene: Scene) -> None:
    scene.happen(scene.about("p", "parcel.arrived", **ARRIVED))
    assert scene.deliver() == Counts()

    contact(scene, is_opted_out=True)
    scene.happen(scene.about("p", "parcel.arrived", **ARRIVED))
    assert scene.deliver() == Counts()

    contact(scene)
    scene.happen(scene.about("p", "parcel.departed", **ARRIVED))
    assert scene.deliver() == Counts()
    assert scene.phones.texts == []


def test_a_word_ends_texts_and_another_brings_them_back(scene: Scene) -> None:
    contact(scene)
    scene.happen(scene.about("p", "parcel.arrived", **ARRIVED))

    answer = brought(scene.service, "stop")
    assert scene.deliver() == Counts()
    scene.happen(scene.about("p", "parcel.delivered", **ARRIVED))
    assert scene.deliver() == Counts()
    brought(scene.service, "START")
    scene.happen(scene.about("p", "parcel.lost", **ARRIVED))
    assert scene.deliver() == Counts(delivered=1)

    assert answer == {"reply": "You get no more texts. START brings them back.", "parts": 1}
    assert [one.words.split()[3] for one in scene.phones.texts] == ["lost;"]


def test_a_text_that_waits_is_dropped_when_its_owner_wants_no_more(scene: Scene) -> None:
    contact(scene)
    scene.phones.failures = [FailedAttempt("away")]
    scene.happen(scene.about("p", "parcel.arrived", **ARRIVED))
    assert scene.deliver() == Counts(failed=1)

    brought(scene.service, "T")
    scene.service.clock.advance(days=0.5)

    assert scene.deliver() == Counts(dropped=1)
    assert messages(scene) == [("dropped", "the owner wants no texts")]


def test_a_text_goes_to_the_phone_of_now_or_to_none(scene: Scene) -> None:
    contact(scene)
    scene.phones.failures = [FailedAttempt("away"), FailedAttempt("away")]
    scene.happen(
        scene.about("p", "parcel.arrived", **ARRIVED), scene.about("q", "order.paid", order_id="q")
    )
    assert scene.deliver() == Counts(failed=2)

    contact(scene, phone="+525512345678", language="es")
    scene.service.clock.advance(ms=6_500)
    assert scene.deliver() == Counts(delivered=2)
    assert {one.phone for one in scene.phones.texts} == {"+525512345678"}

    scene.phones.failures = [FailedAttempt("away")]
    scene.happen(scene.about("p", "parcel.delivered", **ARRIVED))
    scene.deliver()
    path = f"/v1/wallets/{scene.wallet_id}/contact"
    assert scene.service.ask(scene.service.provider, "DELETE", path).status_code == 200
    scene.service.clock.advance(ms=6_500)
    assert scene.deliver() == Counts(dropped=1)
    assert messages(scene)[0] == ("dropped", "the contact was removed")


def test_a_text_is_tried_eight_times_or_for_a_day(scene: Scene) -> None:
    contact(scene)
    scene.phones.failures = [FailedAttempt("away")] * 20
    scene.happen(scene.about("p", "parcel.arrived", **ARRIVED))

    counts = [scene.deliver()]
    while counts[-1].failed:
        scene.service.clock.advance(ms=15 * 60_000)
        counts.append(scene.deliver())
        if counts[-1] == Counts():
            counts[-1] = Counts(failed=1)  # it is not due yet

    assert counts[-1] == Counts(dead=1)
    assert 20 - len(scene.phones.failures) == LIMITS[Channel.SMS].attempts == 8


def test_without_a_gateway_a_text_waits_and_webhooks_go_on(scene: Scene) -> None:
    contact(scene)
    scene.webhook()
    scene.happen(scene.about("p", "parcel.arrived", **ARRIVED))

    assert deliver_all_due(replace(scene.sender, gateway=None)) == Counts(delivered=1)
    assert scene.deliver() == Counts(delivered=1)
    assert len(scene.phones.texts) == len(scene.receiver.received) == 1


def test_a_fact_that_is_missing_ends_a_text_and_nothing_else(scene: Scene) -> None:
    contact(scene)
    scene.happen(
        scene.about("p", "parcel.arrived"), scene.about("p", "parcel.delivered", **ARRIVED)
    )

    assert scene.deliver() == Counts(dead=1, delivered=1)
    assert ("dead", "there are no words for it") in messages(scene)


def test_a_phone_stands_nowhere_in_the_clear(scene: Scene) -> None:
    contact(scene)
    scene.happen(scene.about("p", "parcel.arrived", **ARRIVED))
    scene.deliver()
    brought(scene.service, "EE471108151FR")

    assert PHONE[1:] not in dump(scene.service)
    assert PHONE[4:] not in dump(scene.service)
