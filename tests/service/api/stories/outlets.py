"""Stories of an outlet about itself, and of the sweep of expired drafts."""

from tests.service.api.stories.numbers import expired
from tests.service.api.stories.story import Request, good
from tests.service.servers import Service, money, taken

OWN = "/v1/outlet"


def asked(service: Service, **wanted: object) -> Request:
    """Ask to be notified."""
    return Request(service.outlet, "PATCH", OWN, wanted)


def followed(service: Service) -> Request:
    """Ask for events of one's deposits; return the look at oneself."""
    answer = asked(service, has_draft_events=True).send(service)
    assert answer.status_code == 200, taken(answer)
    return Request(service.outlet, "GET", OWN)


def swept(service: Service, limit: int = 100) -> Request:
    """Sweep drafts."""
    return Request(service.operator, "POST", "/v1/draft-sweeps", {"limit": limit})


@good("GET /v1/outlet")
def looked_at(service: Service) -> Request:
    return followed(service)


@good("PATCH /v1/outlet")
def changed(service: Service) -> Request:
    return asked(service, threshold=money(5_000), has_draft_events=True)


@good("POST /v1/draft-sweeps")
def swept_drafts(service: Service) -> Request:
    assert expired(service)
    return swept(service)
