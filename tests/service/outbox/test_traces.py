"""Messages belong to the trace of the request because of which they are sent."""

from service.outbox import Counts, Sender, deliver_all_due
from service.transport.sms import HttpGateway
from tests.service.outbox.conftest import Scene
from tests.service.outbox.test_texts import contact
from tests.service.servers import PASSWORD, taken

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"
SENT = {"traceparent": f"00-{TRACE_ID}-b7ad6b7169203331-01"}


def test_webhook_and_text_carry_the_trace_of_their_request_and_nobody_else_sees_it(
    scene: Scene,
) -> None:
    service, receiver = scene.service, scene.receiver
    contact(scene)
    scene.webhook()
    scene.deliver()
    number = service.deposit()["number"]
    body = {"number": number, "password": PASSWORD, "wallet_id": scene.wallet_id}
    redeemed = service.post(service.provider, "/v1/redemptions", body, SENT)

    gateway = HttpGateway(receiver.url, bytes(range(24)))
    sender = Sender(service.context, service.clock, gateway)
    assert deliver_all_due(sender) == Counts(delivered=2)

    span = redeemed.headers["X-Request-Id"]
    came = [one.headers["traceparent"] for one in receiver.received]
    assert came == [f"00-{TRACE_ID}-{span}-01"] * 2
    listed = taken(service.get(service.provider, "/v1/events"))["events"]
    assert listed
    assert "traceparent" not in str(listed)
    assert all(b"traceparent" not in one.content for one in receiver.received)
