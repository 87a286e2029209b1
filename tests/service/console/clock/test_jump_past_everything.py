"""A jump past everything that ends by time: each kind is foreseen, and each sweep has work."""

import re

from service.console import with_console
from service.console.clock.jumps import SWEEPS, jumps_of
from tests.service.testing.scene import scene

AFTER = {"sweeps": "on", "closings": "on", "deliveries": "on"}


def test_every_sweep_finds_what_the_jump_set_off() -> None:
    market = scene()
    app = with_console(market.app)
    ahead = {one["what"] for one in market.boundaries()}

    page = app.test_client().post(
        "/test/console/clock", data={"by": "90 days", **AFTER}, follow_redirects=True
    )

    assert page.status_code == 200
    jumped = jumps_of(app.extensions["wanghuiyi.worlds"].default)[-1]
    assert jumped.ahead.counts.keys() == ahead
    assert jumped.is_done
    by_path = {path: [one for one in jumped.sent if one.path == path] for path in SWEEPS}
    assert all(by_path.values())
    assert all(each[-1].answer["is_done"] for each in by_path.values())
    kinds = {one.kind for one in jumped.events}
    assert {"draft.expired", "hold.expired", "order.confirmed", "order.cancelled"} <= kinds
    assert re.search(r"\d+ drafts? expires?", page.text)
