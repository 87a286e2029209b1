"""Stories of auditors: proofs of closed days, and trails."""

from functools import partial

from tests.service.api.stories.books import DAY, read_when_closed, settlement
from tests.service.api.stories.story import GOOD, Request, good, story
from tests.service.servers import Service

PROOF = "GET /v1/settlements/{day}/proof"
LINES = "GET /v1/settlements/{day}/lines"
LINE = "GET /v1/settlements/{day}/lines/{book}/{entry_key}/proof"
TRAIL = "GET /v1/trails/{trail_kind}/{trail_id}"
PATHS = {
    PROOF: f"/v1/settlements/{DAY}/proof",
    LINES: f"/v1/settlements/{DAY}/lines?limit=1",
    LINE: f"/v1/settlements/{DAY}/lines/post/settlement:1/proof",
}

GOOD[PROOF] = partial(read_when_closed, path=PATHS[PROOF])
GOOD[LINES] = partial(read_when_closed, path=PATHS[LINES])


@good(LINE)
def line_of_a_closed_day(service: Service) -> Request:
    draft_id = service.deposit()["draft_id"]
    assert settlement(service).send(service).status_code == 201
    path = f"/v1/settlements/{DAY}/lines/post/deposit:{draft_id}/proof"
    return Request(service.auditor, "GET", path)


@good(TRAIL)
def trail_of_a_draft(service: Service) -> Request:
    return Request(service.auditor, "GET", f"/v1/trails/draft/{service.deposit()['draft_id']}")


def closed_by_a_version_before(service: Service, path: str) -> Request:
    """Close a day as it was done without proofs."""
    assert settlement(service).send(service).status_code == 201
    forget_proofs(service)
    return Request(service.auditor, "GET", path)


def forget_proofs(service: Service) -> None:
    """Delete all proofs, although a trigger keeps them."""
    on_table = "" if service.database.is_sqlite else " ON day_proof"
    service.run(f"DROP TRIGGER day_proof_never_goes{on_table}")
    service.run("DELETE FROM day_proof")


for _route, _path in PATHS.items():
    story(
        _route,
        "day_not_closed",
        partial(lambda service, path: Request(service.auditor, "GET", path), path=_path),
    )
    story(_route, "day_not_proven", partial(closed_by_a_version_before, path=_path))
story(LINE, "line_not_of_day", partial(read_when_closed, path=PATHS[LINE]))
story(
    TRAIL,
    "trail_unknown",
    lambda service: Request(service.auditor, "GET", "/v1/trails/wallet/nobodys"),
)
