"""Routes of auditors: the proofs of closed days, and trails, of which others see their part."""

from service.api.route import Route
from service.operations import day_proofs, trails
from service.refusals.books import DayNotProven, LineNotOfDay, TrailUnknown
from service.refusals.request import DayNotClosed
from service.schemas import day_proofs as bodies
from service.schemas.trails import TrailAnswer, TrailQuery

_WATCHERS = ("auditor", "operator")

ROUTES = (
    Route(
        "GET",
        "/v1/settlements/{day}/proof",
        "Fetch the signed proof of a closed day",
        roles=_WATCHERS,
        read=day_proofs.show_proof,
        answer=bodies.DayProofAnswer,
        status=200,
        refusals=(DayNotClosed, DayNotProven),
    ),
    Route(
        "GET",
        "/v1/settlements/{day}/lines",
        "List the lines that the proof of a closed day is about, in their order",
        roles=_WATCHERS,
        read=day_proofs.list_lines,
        query=bodies.LinesQuery,
        answer=bodies.LinesAnswer,
        status=200,
        refusals=(DayNotClosed, DayNotProven),
    ),
    Route(
        "GET",
        "/v1/settlements/{day}/lines/{book}/{entry_key}/proof",
        "Prove that a line belongs to a closed day, without showing the others",
        roles=_WATCHERS,
        read=day_proofs.show_line,
        answer=bodies.LineProofAnswer,
        status=200,
        refusals=(DayNotClosed, DayNotProven, LineNotOfDay),
    ),
    Route(
        "GET",
        "/v1/trails/{trail_kind}/{trail_id}",
        "Follow money to where it came from and where it went",
        roles=("outlet", "provider", "shop", "agent", "auditor"),
        read=trails.show_trail,
        query=TrailQuery,
        answer=TrailAnswer,
        status=200,
        refusals=(TrailUnknown,),
    ),
)
