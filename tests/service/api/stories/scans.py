"""Stories of scans: one by one, and in batches."""

from werkzeug.test import TestResponse

from tests.service.api.stories.deposits import while_the_database_goes_away
from tests.service.api.stories.story import GOOD, Request, ends_in, story
from tests.service.parcels import parcel, scan_body
from tests.service.servers import Service

SCANS, BATCHES = "POST /v1/scans", "POST /v1/scan-batches"
DAY_MS = 86_400_000


def scan(service: Service, number: str, at_ms: int) -> Request:
    """Scan a parcel that is brought to the outlet."""
    return Request(service.outlet, "POST", "/v1/scans", scan_body(number, "accepted", at_ms))


def scan_of_now(service: Service, number: str) -> Request:
    """Scan a parcel that is brought in at this moment."""
    return scan(service, number, service.clock())


def batch(service: Service, number: str) -> Request:
    """Send two scans of a parcel."""
    states = ("accepted", "departed")
    scans = [scan_body(number, state, service.clock() + at) for at, state in enumerate(states)]
    return Request(service.outlet, "POST", "/v1/scan-batches", {"scans": scans})


GOOD[SCANS] = lambda service: scan_of_now(service, parcel(service))
GOOD[BATCHES] = lambda service: batch(service, parcel(service))
story(
    SCANS,
    "scan_in_future",
    lambda service: scan(service, parcel(service), service.clock() + DAY_MS),
)
story(
    SCANS,
    "scan_before_parcel",
    lambda service: scan(service, parcel(service), service.clock() - DAY_MS),
)


@ends_in("batch_cut", BATCHES)
def send_scans_while_the_database_goes_away(service: Service) -> TestResponse:
    return while_the_database_goes_away(service, batch(service, parcel(service)))
